-- Note what is released of a quarter, before anybody is told; its number, or null if another release came since `seen`, so
-- that what is safe beside all releases must be found out again.
create or replace function serve.statistics_release(seen bigint, of_year integer, of_quarter integer, what jsonb)
    returns bigint language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into register.figures_release (number, year, quarter, released)
    select seen + 1, of_year, of_quarter, what
    where not exists (select from register.figures_release f where f.number > seen)
    on conflict do nothing
    returning number;
    $$;

revoke execute on function serve.statistics_release from public;

grant execute on function serve.statistics_release to "doelgroepregister_statistics";
