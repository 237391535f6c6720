set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 24;

-- What was released last of each of some quarters, a row a quarter that anything was released of; and which release was the
-- newest of all, by which `serve.statistics_release` notices another that came between.
create or replace function serve.statistics_released(years integer[], quarters integer[])
    returns table (newest bigint, year integer, quarter integer, number bigint, released jsonb)
    language sql stable security definer
begin atomic
    with newest as (select coalesce(max(f.number), 0) as number from register.figures_release f),
    last as (
            select distinct on (f.year, f.quarter) f.year, f.quarter, f.number, f.released
            from register.figures_release f
            join unnest(years, quarters) as a (year, quarter) on a.year = f.year and a.quarter = f.quarter
            order by f.year, f.quarter, f.number desc
    )
    select n.number, l.year, l.quarter, l.number, l.released from newest n left join last l on true;
end;

revoke execute on function serve.statistics_released from public;

grant execute on function serve.statistics_released to "doelgroepregister_statistics";
