set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 17;

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
        ('SUWINET', 'REPORT_WAGE_VALUE', '{DRAFT}', 'GRANTED', false,
            '{ADMISSION_NOTICE:CITIZEN,CORRECTION:CITIZEN}'),
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

-- What a role's command may change of the facts of a person, with the action on a case that it is part of, if it is: how
-- many grounds and events it adds at most, of which kinds (null: any), and how many facts it supersedes; whether it may
-- give a birth date; and which letters to the citizen it writes without a case.
create or replace function cases.fact_commands() returns table (role text, command text, action text, grounds integer,
        events integer, superseded integer, kinds text[], birth_date boolean, letters text[])
    language sql immutable set search_path = pg_catalog, pg_temp as $$
    values
        ('SUWINET', 'reportWageValue', 'REPORT_WAGE_VALUE', 1, 0, 1, '{PRACTICE_ROUTE}'::text[], false, '{}'::text[]),
        ('SUWINET', 'reportProtectedWork', null, 0, 1, 0, '{PROTECTED_WORK}', false, '{DECISION:CITIZEN}'),
        ('ASSESSOR', 'decideCase', 'GRANT', 2, 1, 0, '{VOLUNTARY,PARTICIPATION_ACT_INDICATION,WAJONG,WORK_PROVISION,'
            'SPECIAL_EDUCATION}', false, '{}'),
        ('ASSESSOR', 'recordEvent', null, 0, 1, 0, '{DEATH,PROTECTED_WORK,NO_WORK_CAPACITY,EMIGRATION}', false,
            '{DECISION:CITIZEN}'),
        ('ASSESSOR', 'recordGround', null, 1, 0, 0, null, true, '{ADMISSION_NOTICE:CITIZEN}'),
        ('ASSESSOR', 'stopGround', null, 1, 0, 1, null, false, '{CORRECTION:CITIZEN}'),
        ('ASSESSOR', 'correctFact', null, 1, 1, 1, null, true, '{CORRECTION:CITIZEN}')
$$;

revoke execute on function cases.fact_commands from public;

-- Fails if no rule of a role changes the facts of a person like this; `file` is the case that the command is on, if it is
-- on one. What follows from the facts (`registrations`) is derived where the rules stand, and `recompute` compares it.
-- A municipality puts a wage value in the place of one that it reported itself, about the same provision of the client.
create or replace function cases.refuse_facts(facts jsonb, of_role text, of_action text, file cases.file,
        of_bsn integer, of_user bytea, of_day date) returns void language plpgsql stable
    set search_path = pg_catalog, pg_temp as $$
    declare
        may record;
        told constant jsonb := coalesce(nullif(facts -> 'person', 'null'), '{}');
    begin
        select c.* into may from cases.fact_commands() c
        where c.role = of_role and c.command = facts #>> '{delivery,command}' and c.action is not distinct from of_action;
        if not found
            or (facts ->> 'bsn')::integer is distinct from of_bsn
            or facts #>> '{delivery,user}' is distinct from encode(of_user, 'hex')
            or jsonb_array_length(facts -> 'grounds') > may.grounds
            or jsonb_array_length(facts -> 'events') > may.events
            or jsonb_array_length(facts -> 'superseded_grounds') + jsonb_array_length(facts -> 'superseded_events')
                > may.superseded
            or (told ->> 'birth_date' is not null and (not may.birth_date or (told ->> 'birth_date')::date > of_day))
            -- Who is on file stays so, unless something is told of them; what was read is what is there.
            or (told <> '{}' and told ->> 'birth_date' is null
                and register.fact_ids(of_bsn) = facts ->> 'fingerprint'
                and exists (select from register.person p where p.bsn = of_bsn and p.superseded_by is null))
            or of_role = 'SUWINET' and (facts -> 'superseded_grounds' <> '[]' or facts -> 'superseded_events' <> '[]')
                and (jsonb_array_length(facts -> 'grounds') = 1 and facts -> 'superseded_events' = '[]'
                    and exists (select from register.ground g join register.delivery d on d.id = g.delivery
                        where g.id = (facts #>> '{superseded_grounds,0}')::bigint and g.bsn = of_bsn
                            and (g.code, d.command) = ('PRACTICE_ROUTE', 'reportWageValue')
                            and (d.actor, d.reason) = (file.organisation, facts #>> '{delivery,reason}'))
                    and exists (select from cases.file f where f.kind = file.kind and f.bsn = of_bsn
                        and f.organisation_id = file.organisation_id and f.id <> file.id
                        and f.form ->> 'reference' = file.form ->> 'reference')) is not true
            or exists (select from jsonb_populate_recordset(null::register.ground, facts -> 'grounds') as g
                where (g.start_date <= of_day and coalesce(g.code::text = any (may.kinds), may.kinds is null)
                    and (of_action is null or g.end_date is null and g.code::text = any (
                        (select k.grounds from cases.kinds() k where k.kind = file.kind)::text[]))) is not true)
            or exists (select from jsonb_populate_recordset(null::register.event, facts -> 'events') as e
                where (e.day <= of_day and coalesce(e.kind::text = any (may.kinds), e.kind <> 'VOLUNTARY')
                    and (of_action is null or e.day = of_day and file.kind = 'DEREGISTRATION')) is not true) then
            raise exception 'no rule of this role records this' using errcode = '42501';
        end if;
    end $$;

revoke execute on function cases.refuse_facts from public;

-- What the register knows of a person, for a command to decide by, whose employers are those of a day (from 2026-01-01
-- on: index employment_of_person); and ids, reserved for rows that it may add. A ground that a municipality reported has
-- who that was, and which of its provisions it was about. It is of no role: the functions that read for commands are.
create or replace function register.facts_of(of_bsn integer, on_day date) returns jsonb language sql volatile
    set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'person', p.id,
        'birth_date', p.birth_date,
        'grounds', (
            select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'code', g.code, 'start_date', g.start_date,
                'end_date', g.end_date, 'end_reason', g.end_reason, 'article', g.article, 'reported',
                case when d.command = 'reportWageValue' then jsonb_build_array(d.actor, d.reason) end)
                order by g.id), '[]')
            from register.ground g left join register.delivery d on d.id = g.delivery
            where g.bsn = of_bsn and g.superseded_by is null),
        'events', (
            select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'kind', e.kind, 'day', e.day) order by e.id), '[]')
            from register.event e where e.bsn = of_bsn and e.superseded_by is null),
        'employers', (
            select coalesce(jsonb_agg(to_jsonb(employer)), '[]')
            from register.employers_of(of_bsn, on_day) as employer),
        'fingerprint', register.fact_ids(of_bsn),
        'reserved', jsonb_build_object(
            'person', (select jsonb_agg(nextval('register.person_id_seq'))),
            'grounds', (select jsonb_agg(nextval('register.ground_id_seq')) from generate_series(1, 12)),
            'events', (select jsonb_agg(nextval('register.event_id_seq')) from generate_series(1, 4))))
    from (select) as _ left join register.person p on p.bsn = of_bsn and p.superseded_by is null
    $$;

revoke execute on function register.facts_of from public;
