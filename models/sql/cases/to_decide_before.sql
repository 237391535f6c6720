-- Whether a case waits for a decision that is due before a day, its term running on another; as cases.stands_still, it has
-- no search_path.
create or replace function cases.to_decide_before(one cases.file, day date, of_day date) returns boolean
    language sql immutable as $$
    select one.decide_before < day and one.state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED')
        and not cases.stands_still(one, of_day)
$$;

revoke execute on function cases.to_decide_before from public;
