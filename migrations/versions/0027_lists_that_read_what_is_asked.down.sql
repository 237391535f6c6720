set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- squawk-ignore ban-drop-function
drop function cases.file_of_submitter;

-- squawk-ignore ban-drop-function
drop function serve.assessor_case_history;

-- squawk-ignore ban-drop-function
drop function serve.assessor_case_letters;

-- squawk-ignore ban-drop-function
drop function serve.assessor_standings;

-- squawk-ignore ban-drop-function
drop function serve.citizen_case_letters;

-- A case as its submitter sees it: nothing of who assesses it, of the recorded facts, or of what employers were asked.
create or replace function cases.of_submitter(one cases.file) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(one) - array['holder', 'facts', 'hearings', 'reaction_asked_on', 'motivation', 'user_pseudonym']
        || jsonb_build_object('letters', coalesce((select jsonb_agg(to_jsonb(l) order by l.announced_at, l.id)
            from cases.letter l where l.case_file = one.id and l.recipient = one.submitter), '[]'))
$$;

revoke execute on function cases.of_submitter from public;

-- The worklist between two places of it: what is to be decided first stands first, and what stands still after that.
--
-- A place is whether a case stands still on the day, its due day, and its id. The states are spelled out in the query,
-- so that the planner can take the index of open cases if all of them are.
create or replace function serve.assessor_cases(of_day date, of_states text[], of_kinds text[], of_holders bytea[],
        is_overdue boolean, in_default boolean, after_still boolean, after_day date, after_id uuid,
        before_still boolean, before_day date, before_id uuid, page_size integer, backwards boolean)
    returns table (one jsonb, still boolean, day date)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    declare
        way text := case when backwards then 'desc' else 'asc' end;
        part text := $query$
            (select f.id, %1$L::boolean as still, f.decide_before from cases.file f
            where f.state = any (%2$L::cases.state[]) and %3$s
                and ($2 is null or f.kind = any ($2::cases.kind[]))
                and ($3 is null or f.holder = any ($3))
                and (not $4 or f.decide_before < $1) and (not $5 or f.notice_received_on is not null)
                and ($7 is null or %1$L > $6 or (%1$L = $6 and (f.decide_before, f.id) > ($7, $8)))
                and ($10 is null or %1$L < $9 or (%1$L = $9 and (f.decide_before, f.id) < ($10, $11)))
            order by f.decide_before %4$s, f.id %4$s limit $12)$query$;
    begin
        return query execute format(
            'select cases.whole(f), page.still, page.decide_before from ('
            || 'select * from (%1$s union all %2$s) as parts order by still %3$s, decide_before %3$s, id %3$s limit $12'
            || ') as page join cases.file f on f.id = page.id '
            || 'order by page.still %3$s, page.decide_before %3$s, page.id %3$s',
            format(part, false, of_states, 'not cases.stands_still(f, $1)', way),
            format(part, true, of_states, 'f.state = ''SUSPENDED'' and cases.stands_still(f, $1)', way), way)
        using of_day, of_kinds, of_holders, is_overdue, in_default, after_still, after_day, after_id, before_still,
            before_day, before_id, page_size;
    end $$;

revoke execute on function serve.assessor_cases from public;

grant execute on function serve.assessor_cases to "doelgroepregister_assessor";

-- The cases of a person, whoever began them, between two of them, newest first, backwards oldest first; no drafts.
create or replace function serve.assessor_person_cases(of_bsn integer, older_than bigint, newer_than bigint,
        page_size integer, backwards boolean) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select cases.whole(f) from cases.file f
    where f.bsn = of_bsn and f.state <> 'DRAFT' and f.number < coalesce(older_than, 9223372036854775807)
        and f.number > coalesce(newer_than, 0)
    order by case when backwards then f.number else -f.number end limit page_size
$$;

revoke execute on function serve.assessor_person_cases from public;

grant execute on function serve.assessor_person_cases to "doelgroepregister_assessor";

-- A citizen's own requests and applications between two of them, newest first, backwards oldest first.
create or replace function serve.citizen_cases(of_bsn integer, older_than bigint, newer_than bigint,
        page_size integer, backwards boolean) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select cases.of_submitter(f) from cases.file f
    where f.bsn = of_bsn and f.submitter = 'CITIZEN' and f.number < coalesce(older_than, 9223372036854775807)
        and f.number > coalesce(newer_than, 0)
    order by case when backwards then f.number else -f.number end limit page_size
$$;

revoke execute on function serve.citizen_cases from public;

grant execute on function serve.citizen_cases to "doelgroepregister_citizen";

update register.builds set oldest = 7, newest = 7;
