set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 14;

-- squawk-ignore require-concurrent-index-creation
create index file_municipality on cases.file (organisation_id, number) where submitter = 'SUWINET';

-- squawk-ignore ban-drop-function
drop function serve.assessor_case_counts;

-- squawk-ignore ban-drop-function
drop function serve.assessor_cases;

-- What a role may do with a case: from which states, to which one (none: it stays), and which letters that writes, to
-- whom; APPLICANT is who submitted the case. An assessor has it in hand (`holder`), or need not. domain/transitions.py
-- decides; none of its rules goes beyond this, and a test compares them.
create or replace function cases.actions() returns table (role text, action text, sources cases.state[],
        target cases.state, in_hand boolean, letters text[])
    language sql immutable set search_path = pg_catalog, pg_temp as $$
    values
        ('CITIZEN', 'EDIT', '{DRAFT}'::cases.state[], null::cases.state, false, '{}'::text[]),
        ('CITIZEN', 'SUBMIT', '{DRAFT}', 'SUBMITTED', false, '{RECEIPT:APPLICANT}'),
        ('CITIZEN', 'COMPLETE', '{SUSPENDED}', 'IN_REVIEW', false, '{RECEIPT:APPLICANT}'),
        ('CITIZEN', 'WITHDRAW', '{SUBMITTED,IN_REVIEW,SUSPENDED}', 'WITHDRAWN', false, '{}'),
        ('SUWINET', 'SUBMIT', '{DRAFT}', 'SUBMITTED', false, '{RECEIPT:APPLICANT}'),
        ('SUWINET', 'REPORT_WAGE_VALUE', '{DRAFT}', 'GRANTED', false, '{ADMISSION_NOTICE:CITIZEN}'),
        ('SUWINET', 'COMPLETE', '{SUSPENDED}', 'IN_REVIEW', false, '{RECEIPT:APPLICANT}'),
        ('SUWINET', 'WITHDRAW', '{SUBMITTED,IN_REVIEW,SUSPENDED}', 'WITHDRAWN', false, '{}'),
        ('ASSESSOR', 'TAKE', '{SUBMITTED}', 'IN_REVIEW', false, '{}'),
        ('ASSESSOR', 'TAKE', '{IN_REVIEW,SUSPENDED}', null, false, '{}'),
        ('ASSESSOR', 'RELEASE', '{IN_REVIEW,SUSPENDED}', null, true, '{}'),
        ('ASSESSOR', 'INVITE_COMPLETION', '{IN_REVIEW}', 'SUSPENDED', true, '{COMPLETION_INVITED:APPLICANT}'),
        ('ASSESSOR', 'RESUME', '{SUSPENDED}', 'IN_REVIEW', true, '{}'),
        ('ASSESSOR', 'EXTEND', '{IN_REVIEW}', null, true, '{TERM_EXTENDED:APPLICANT}'),
        ('ASSESSOR', 'ASK_REACTION', '{IN_REVIEW}', null, true, '{REACTION_ASKED:EMPLOYER}'),
        ('ASSESSOR', 'RECORD_NOTICE_OF_DEFAULT', '{SUBMITTED,IN_REVIEW,SUSPENDED}', null, false, '{}'),
        ('ASSESSOR', 'RECORD_HEARING', '{IN_REVIEW,SUSPENDED}', null, true, '{}'),
        ('ASSESSOR', 'RECORD_FACTS', '{IN_REVIEW,SUSPENDED}', null, true, '{}'),
        ('ASSESSOR', 'GRANT', '{IN_REVIEW}', 'GRANTED', true,
            '{DECISION:CITIZEN,EMPLOYER_COPY:EMPLOYER,PENALTY:APPLICANT}'),
        ('ASSESSOR', 'REJECT', '{IN_REVIEW}', 'REJECTED', true, '{DECISION:CITIZEN,PENALTY:APPLICANT}'),
        ('ASSESSOR', 'DECIDE_NOT_TO_TREAT', '{IN_REVIEW}', 'NOT_TREATED', true,
            '{NOT_TREATED:APPLICANT,PENALTY:APPLICANT}')
$$;

revoke execute on function cases.actions from public;

-- Whether a case waits for a decision that is due before a day, its term running on another; as cases.stands_still, it has
-- no search_path.
create or replace function cases.to_decide_before(one cases.file, day date, of_day date) returns boolean
    language sql immutable as $$
    select one.decide_before < day and one.state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED')
        and not cases.stands_still(one, of_day)
$$;

revoke execute on function cases.to_decide_before from public;

-- Whether a case should have been decided by now (te laat); without a search_path, as cases.stands_still.
create or replace function cases.too_late(one cases.file, of_day date) returns boolean
    language sql immutable as $$
    select cases.to_decide_before(one, of_day, of_day)
$$;

revoke execute on function cases.too_late from public;

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

-- How many cases a municipality submitted, and how many of them are overdue on the day.
create or replace function serve.suwinet_case_counts(of_organisation text, of_day date)
    returns table (total bigint, overdue bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*), count(*) filter (where cases.too_late(f, of_day))
    from cases.file f where f.organisation_id = of_organisation and f.submitter = 'SUWINET'
$$;

revoke execute on function serve.suwinet_case_counts from public;

grant execute on function serve.suwinet_case_counts to "doelgroepregister_suwinet";

-- The letters to a municipality in these cases of its own, of each the oldest first.
create or replace function serve.suwinet_case_letters(of_organisation text, of_cases uuid[]) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(l) from cases.letter l
    where l.case_file = any (of_cases) and l.organisation_id = of_organisation and l.recipient = 'SUWINET'
    order by l.announced_at, l.id
$$;

revoke execute on function serve.suwinet_case_letters from public;

grant execute on function serve.suwinet_case_letters to "doelgroepregister_suwinet";

-- The cases that a municipality submitted between two of them, newest first, backwards oldest first.
create or replace function serve.suwinet_cases(of_organisation text, older_than bigint, newer_than bigint,
        page_size integer, backwards boolean) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select cases.file_of_submitter(f) from cases.file f
    where f.organisation_id = of_organisation and f.submitter = 'SUWINET'
        and f.number < coalesce(older_than, 9223372036854775807) and f.number > coalesce(newer_than, 0)
    order by case when backwards then f.number else -f.number end limit page_size
$$;

revoke execute on function serve.suwinet_cases from public;

grant execute on function serve.suwinet_cases to "doelgroepregister_suwinet";
