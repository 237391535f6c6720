set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 24;

-- The last quarter that was published, then each year, the last one first; each in its newest version, with what would tell
-- of few persons left out already.
create or replace function serve.monitor_newest_reports()
    returns table (number bigint, kind text, year integer, quarter integer, version integer, published_at timestamptz,
        what_changed text, content jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with newest as (
            select distinct on (r.kind, r.year, r.quarter) r.number, r.kind, r.year, r.quarter
            from register.report r where r.kind in ('QUARTER', 'YEAR')
            order by r.kind, r.year, r.quarter, r.version desc
    ),
    last as (select n.number from newest n where n.kind = 'QUARTER' order by n.year desc, n.quarter desc limit 1)
    select r.number, r.kind, r.year, r.quarter, r.version, r.published_at, r.what_changed, r.content
    from register.report r
    where r.number in (select n.number from newest n where n.kind = 'YEAR' union all select l.number from last l)
    order by r.kind = 'YEAR', r.year desc
$$;

revoke execute on function serve.monitor_newest_reports from public;

grant execute on function serve.monitor_newest_reports to "doelgroepregister_monitor";
