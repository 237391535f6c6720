-- The worklist between two places of it: what is to be decided first stands first, and what stands still after that.
--
-- A place is whether a case stands still on the day, its due day, and its id. The states are spelled out in the query,
-- so that the planner can take the index of open cases if all of them are.
create or replace function serve.assessor_cases(of_day date, of_states text[], of_kinds text[], of_holders bytea[],
        is_overdue boolean, in_default boolean, after_still boolean, after_day date, after_id uuid,
        before_still boolean, before_day date, before_id uuid, page_size integer, backwards boolean,
        due_before date default null, unassigned boolean default false)
    returns table (one jsonb, still boolean, day date)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    declare
        way text := case when backwards then 'desc' else 'asc' end;
        part text := $query$
            (select f.id, %1$L::boolean as still, f.decide_before from cases.file f
            where f.state = any (%2$L::cases.state[]) and %3$s
                and ($2 is null or f.kind = any ($2::cases.kind[]))
                and ($3 is null or f.holder = any ($3))
                and (not $4 or cases.too_late(f, $1)) and (not $5 or f.notice_received_on is not null)
                and ($13 is null or cases.to_decide_before(f, $13, $1)) and (not $14 or f.holder is null)
                and ($7 is null or %1$L > $6 or (%1$L = $6 and (f.decide_before, f.id) > ($7, $8)))
                and ($10 is null or %1$L < $9 or (%1$L = $9 and (f.decide_before, f.id) < ($10, $11)))
            order by f.decide_before %4$s, f.id %4$s limit $12)$query$;
    begin
        return query execute format(
            'select to_jsonb(f), page.still, page.decide_before from ('
            || 'select * from (%1$s union all %2$s) as parts order by still %3$s, decide_before %3$s, id %3$s limit $12'
            || ') as page join cases.file f on f.id = page.id '
            || 'order by page.still %3$s, page.decide_before %3$s, page.id %3$s',
            format(part, false, of_states, 'not cases.stands_still(f, $1)', way),
            format(part, true, of_states, 'f.state = ''SUSPENDED'' and cases.stands_still(f, $1)', way), way)
        using of_day, of_kinds, of_holders, is_overdue, in_default, after_still, after_day, after_id, before_still,
            before_day, before_id, page_size, due_before, unassigned;
    end $$;

revoke execute on function serve.assessor_cases from public;

grant execute on function serve.assessor_cases to "doelgroepregister_assessor";
