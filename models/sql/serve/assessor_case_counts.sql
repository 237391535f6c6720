-- How many cases the worklist has with these filters, and how many of them are overdue on the day.
create or replace function serve.assessor_case_counts(of_day date, of_states text[], of_kinds text[],
        of_holders bytea[], is_overdue boolean, in_default boolean, due_before date default null,
        unassigned boolean default false) returns table (total bigint, overdue bigint)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        return query execute format($query$
            select count(*), count(*) filter (where cases.too_late(f, $1))
            from cases.file f
            where f.state = any (%L::cases.state[])
                and ($2 is null or f.kind = any ($2::cases.kind[]))
                and ($3 is null or f.holder = any ($3))
                and (not $4 or cases.too_late(f, $1)) and (not $5 or f.notice_received_on is not null)
                and ($6 is null or cases.to_decide_before(f, $6, $1)) and (not $7 or f.holder is null)$query$, of_states)
        using of_day, of_kinds, of_holders, is_overdue, in_default, due_before, unassigned;
    end $$;

revoke execute on function serve.assessor_case_counts from public;

grant execute on function serve.assessor_case_counts to "doelgroepregister_assessor";
