-- Whether the term of a case stands still on a day (Awb 4:15): until its set day, or until it is completed. It has no
-- search_path of its own, so that it becomes part of the query that asks, and of the index that this one takes.
create or replace function cases.stands_still(one cases.file, of_day date) returns boolean
    language sql immutable as $$
    select one.stands_still_since is not null and one.invited_until >= of_day
$$;

revoke execute on function cases.stands_still from public;
