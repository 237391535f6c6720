-- Today in the Netherlands, by the clock of the database; null where a service has a day of its own (TODAY, in development).
create or replace function register.today() returns date language sql stable
    set search_path = pg_catalog, pg_temp as $$
    select (statement_timestamp() at time zone 'Europe/Amsterdam')::date
    where not exists (select from register.any_day)
$$;

revoke execute on function register.today from public;
