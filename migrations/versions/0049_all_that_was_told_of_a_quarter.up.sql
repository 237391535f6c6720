set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 25;

-- All that was released of some quarters, in order; and which release was the newest of all, by which
-- `serve.statistics_release` notices another that came between. One row without a number: nothing was.
create or replace function serve.statistics_released(years integer[], quarters integer[])
    returns table (newest bigint, year integer, quarter integer, number bigint, released jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with newest as (select coalesce(max(f.number), 0) as number from register.figures_release f),
    asked as (
            select f.year, f.quarter, f.number, f.released from register.figures_release f
            join unnest(years, quarters) as a (year, quarter) on a.year = f.year and a.quarter = f.quarter
    )
    select n.number, a.year, a.quarter, a.number, a.released from newest n left join asked a on true order by a.number
$$;

revoke execute on function serve.statistics_released from public;

grant execute on function serve.statistics_released to "doelgroepregister_statistics";
