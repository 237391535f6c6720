-- A case whose term runs again from a day on: in review, and due later by the days that it stood still (Awb 4:15).
create or replace function cases.running_again(one cases.file, of_day date) returns cases.file language plpgsql immutable
    set search_path = pg_catalog, pg_temp as $$
    begin
        if one.stands_still_since < of_day then
            one.due := one.due + (of_day - one.stands_still_since);
        end if;
        one.stands_still_since := null;
        one.state := 'IN_REVIEW';
        return one;
    end $$;

revoke execute on function cases.running_again from public;
