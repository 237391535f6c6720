-- Rest a tenth of a second if somebody is being looked up at this moment, who holds a lane of the log; true.
create or replace function register.rest() returns boolean language sql parallel restricted
    set search_path = pg_catalog, pg_temp as $$
    select coalesce((
        select pg_sleep(0.1) is not null
        where exists (
            select from pg_locks l where l.relation = to_regclass('log.lane')::oid and l.mode = 'RowShareLock')), true)
$$;

revoke execute on function register.rest from public;
