set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 22;

-- The baseline that holds: of the version that was delivered last and has both sectors, of which each has jobs or hours; of
-- several that came at once the last by name. No row: none was delivered.
create or replace function serve.statistics_baseline()
    returns table (version text, sector text, jobs numeric, hours numeric)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with known as (
            select b.version, b.sector, b.jobs, b.hours, b.delivery from register.baseline b
            where b.superseded_by is null and (b.jobs is not null or b.hours is not null)
    ),
    last as (
            select k.version from known k group by k.version
            having count(*) filter (where k.sector <> 'HIRED_IN') = 2
            order by max(k.delivery) desc, k.version collate "C" desc limit 1
    )
    select k.version, k.sector::text, k.jobs, k.hours from known k join last l on l.version = k.version
$$;

revoke execute on function serve.statistics_baseline from public;

grant execute on function serve.statistics_baseline to "doelgroepregister_statistics";
