-- True; it fails if one of these days is after tomorrow, by which one would read when somebody's registration is to end, or
-- with `only_present` before yesterday. A day more each way is for a clock that isn't the service's.
create or replace function register.require_days(days date[], only_present boolean) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as $$
    declare
        today constant date := register.today();
    begin
        if today + 1 < any (days) or (only_present and today - 1 > any (days)) then
            raise exception 'nobody is answered about this day: compare the clocks of service and database; with TODAY, run migrate'
                using errcode = '22023';
        end if;
        return true;
    end $$;

revoke execute on function register.require_days from public;
