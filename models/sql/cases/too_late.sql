-- Whether a case should have been decided by now (te laat); without a search_path, as cases.stands_still.
create or replace function cases.too_late(one cases.file, of_day date) returns boolean
    language sql immutable as $$
    select cases.to_decide_before(one, of_day, of_day)
$$;

revoke execute on function cases.too_late from public;
