set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- squawk-ignore ban-drop-function
drop function cases.apply;

-- squawk-ignore ban-drop-function
drop function cases.command;

-- squawk-ignore ban-drop-function
drop function serve.assessor_command;

-- What a role may do with a case: from which states, to which one (none: it stays), and which letters that writes, to
-- whom; APPLICANT is who submitted the case. An assessor has it in hand (`holder`), or need not. domain/transitions.py
-- decides; none of its rules goes beyond this, and a test compares them.
create or replace function cases.actions() returns table (role text, action text, sources cases.state[],
        target cases.state, in_hand boolean, letters text[])
    language sql immutable set search_path = pg_catalog, pg_temp as $$
    values
        ('CITIZEN', 'EDIT', '{DRAFT}'::cases.state[], null::cases.state, false, '{}'::text[]),
        ('CITIZEN', 'SUBMIT', '{DRAFT}', 'SUBMITTED', false, '{RECEIPT:APPLICANT}'),
        ('CITIZEN', 'COMPLETE', '{SUSPENDED}', 'IN_REVIEW', false, '{}'),
        ('CITIZEN', 'WITHDRAW', '{SUBMITTED,IN_REVIEW,SUSPENDED}', 'WITHDRAWN', false, '{}'),
        ('SUWINET', 'SUBMIT', '{DRAFT}', 'SUBMITTED', false, '{RECEIPT:APPLICANT}'),
        ('SUWINET', 'REPORT_WAGE_VALUE', '{DRAFT}', 'GRANTED', false, '{ADMISSION_NOTICE:CITIZEN}'),
        ('SUWINET', 'COMPLETE', '{SUSPENDED}', 'IN_REVIEW', false, '{}'),
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

-- A case after an action of a role on a day: what the action sets by itself is worked out here, what it is given is taken
-- from `given`, and it fails if `given` has anything else than that. So a service that was taken over writes no state, no
-- day and no decision that a rule of the role couldn't write. `stored` is the case before; a new one is an empty draft.
--
-- The day on which a term ends is moved to a working day by who knows the holidays: here, to within a week.
create or replace function cases.after(stored cases.file, given jsonb, of_role text, of_action text, of_users bytea[],
        of_day date, of_time timestamptz) returns cases.file language plpgsql stable
    set search_path = pg_catalog, pg_temp as $$
    declare
        wanted constant cases.file := jsonb_populate_record(stored, given);
        one cases.file := stored;
        step record;
        ends date;
        may boolean := true;
    begin
        if one.state = 'SUSPENDED' and of_day > one.invited_until then
            one := cases.running_again(one, one.invited_until + 1);
        end if;
        select a.target, a.in_hand into step from cases.actions() a
        where (a.role, a.action) = (of_role, of_action) and one.state = any (a.sources);
        if not found or (step.in_hand and (one.holder = any (of_users)) is not true) then
            raise exception 'no rule of this role does this now' using errcode = '42501';
        end if;
        one.changed_at := of_time;
        case of_action
            when 'EDIT' then
                one.form := wanted.form;
            when 'SUBMIT' then
                one.form := wanted.form;
                one.received_at := of_time;
                one.received_on := of_day;
                one.due := of_day + 7 * (select k.weeks from cases.kinds() k where k.kind = one.kind);
                may := one.due is not null;
            when 'REPORT_WAGE_VALUE' then
                one.form := wanted.form;
                one.received_at := of_time;
                one.received_on := of_day;
                one.decided_at := of_time;
                one.decided_on := of_day;
                one.decision := 'GRANT';
                one.sentence := 'De loonwaarde is vastgelegd.';
                may := one.kind = 'WAGE_VALUE_REPORT' and one.version = 0;
            when 'COMPLETE' then
                one := cases.running_again(one, of_day);
                one.form := wanted.form;
                one.completed_on := of_day;
            when 'WITHDRAW' then
                one := cases.running_again(one, of_day);
                one.decided_on := of_day;
            when 'TAKE' then
                may := one.holder is null;
                one.holder := of_users[1];
            when 'RELEASE' then
                one.holder := null;
            when 'INVITE_COMPLETION' then
                one.invited_on := of_day;
                one.invited_until := wanted.invited_until;
                one.missing := wanted.missing;
                one.completed_on := null;
                one.stands_still_since := wanted.stands_still_since;
                may := wanted.invited_until > of_day and wanted.invited_until <= of_day + 364
                    and cardinality(wanted.missing) between 1 and 20
                    and case when wanted.stands_still_since is null then of_day > one.due  -- too late to stand still
                        else wanted.stands_still_since = of_day + 1 and of_day <= one.due + 7 end;
                if one.due <= of_day and wanted.due <= one.due + 7 and wanted.stands_still_since is not null then
                    one.due := greatest(one.due, wanted.due);
                end if;
            when 'RESUME' then
                one := cases.running_again(one, of_day);
                one.invited_on := null;
                one.invited_until := null;
                one.missing := null;
            when 'EXTEND' then
                may := one.extended_on is null and of_day <= one.due + 7
                    and wanted.due > one.due and wanted.due <= one.due + 7 + 364;
                one.extended_on := of_day;
                one.due := wanted.due;
            when 'ASK_REACTION' then
                may := one.kind = 'DEREGISTRATION' and one.reaction_asked_on is null;
                one.reaction_asked_on := of_day;
            when 'RECORD_NOTICE_OF_DEFAULT' then
                may := one.notice_received_on is null and wanted.notice_received_on > one.due
                    and wanted.notice_received_on <= of_day;
                one.notice_received_on := wanted.notice_received_on;
            when 'RECORD_HEARING' then
                may := wanted.hearings - -1 = one.hearings
                    and wanted.hearings -> -1 ->> 'party' in ('APPLICANT', 'EMPLOYER')
                    and (wanted.hearings -> -1 ->> 'held_on')::date between one.received_on and of_day
                    and length(wanted.hearings -> -1 ->> 'summary') between 1 and 4000;
                one.hearings := wanted.hearings;
            when 'RECORD_FACTS' then
                may := one.kind <> 'DEREGISTRATION' and jsonb_typeof(wanted.facts) = 'object';
                one.facts := wanted.facts;
            when 'GRANT', 'REJECT', 'DECIDE_NOT_TO_TREAT' then
                may := length(wanted.sentence) between 1 and 255 and length(wanted.motivation) between 1 and 4000
                    and (of_action <> 'DECIDE_NOT_TO_TREAT' or one.invited_on is not null);
                one.decided_at := of_time;
                one.decided_on := of_day;
                one.decision := case of_action when 'DECIDE_NOT_TO_TREAT' then 'NOT_TREAT' else of_action end;
                one.sentence := wanted.sentence;
                one.motivation := wanted.motivation;
        end case;
        one.state := coalesce(step.target, one.state);
        one.decide_before := wanted.decide_before;
        ends := one.due + case when one.state = 'SUSPENDED' and one.stands_still_since is not null
            then greatest(0, one.invited_until + 1 - one.stands_still_since) else 0 end;
        if may is not true or wanted is distinct from one
            or (case when ends is null then one.decide_before is null
                else one.decide_before between ends and ends + 7 and extract(isodow from one.decide_before) < 6 end)
                is not true
            or (jsonb_typeof(one.form) = 'object' and one.form - array['requestedOutcome', 'schoolName', 'schoolKind',
                'schoolFrom', 'schoolUntil', 'provisions', 'reference', 'explanation'] = '{}') is not true then
            raise exception 'no rule of this role writes this' using errcode = '42501';
        end if;
        return one;
    end $$;

revoke execute on function cases.after from public;

-- All that a command of a role changes; false if something of it was changed by another since it was read. It fails if
-- no rule of the role could write it: a service that was taken over does what its users may do, and no more. Messages
-- that go out follow from what is written.
--
-- changes: `day` and `at` of the command; `facts` (as register.replace_facts takes them), `case` with the `version` that
-- was read (0 for a new one) and what was done (`step`: action, reason, actor), `discard` (the id of a draft, with its
-- `version`), `letters`, and `reaction` (to a letter). Of a case it has what the action changes.
create or replace function cases.apply(changes jsonb, of_role text, of_organisation text, of_bsn integer,
        of_users bytea[]) returns boolean language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        of_day constant date := changes ->> 'day';
        of_time constant timestamptz := changes ->> 'at';
        seen constant integer := changes ->> 'version';
        of_action constant text := changes #>> '{step,action}';
        kinds text[] := '{}';
        stored cases.file;
        one cases.file;
    begin
        if changes - array['day', 'at'] <> '{}' and (of_day is null or of_time is null)
            or changes ? 'case' and changes ? 'discard' or changes ? 'case' <> changes ? 'step' then
            raise exception 'a command says when it is given, and what it does to a case' using errcode = '22023';
        end if;
        if changes ? 'case' or changes ? 'discard' then
            if seen = 0 and changes ? 'case' then
                stored := jsonb_populate_record(null::cases.file, (select jsonb_object_agg(key, value)
                    from jsonb_each(changes -> 'case') where key in
                        ('id', 'number', 'kind', 'bsn', 'submitter', 'organisation_id', 'organisation')));
                stored.state := 'DRAFT';
                stored.user_pseudonym := of_users[1];
                stored.form := '{}';
                stored.facts := '{}';
                stored.hearings := '[]';
                stored.version := 0;
            else
                select f.* into stored from cases.file f
                where f.id = coalesce(changes -> 'case' ->> 'id', changes ->> 'discard')::uuid and f.version = seen
                for update;
                if not found then
                    return false;
                end if;
            end if;
            if stored.bsn is distinct from of_bsn
                or (of_role = 'ASSESSOR' and (stored.state = 'DRAFT' or seen = 0))
                or (of_role <> 'ASSESSOR' and (stored.submitter is distinct from of_role
                    or stored.organisation_id is distinct from of_organisation))
                or (seen = 0 and (stored.number between 1 and (select last_value from cases.file_number_seq)
                    and of_role = any ((select k.starters from cases.kinds() k where k.kind = stored.kind)::text[]))
                    is not true) then
                raise exception 'this case is not one of the role' using errcode = '42501';
            end if;
        end if;
        if changes ? 'case' then
            one := cases.after(stored, changes -> 'case', of_role, of_action, of_users, of_day, of_time);
            select array_agg(l.letter) into kinds from cases.actions() a, unnest(a.letters) as l (letter)
            where (a.role, a.action) = (of_role, of_action);
        end if;
        if changes ? 'facts' then
            perform cases.refuse_facts(changes -> 'facts', of_role, of_action, one, of_bsn, of_users[1], of_day);
            if not register.replace_facts(changes -> 'facts') then
                return false;
            end if;
            if not changes ? 'case' then
                select c.letters into kinds from cases.fact_commands() c
                where c.role = of_role and c.command = changes #>> '{facts,delivery,command}';
            end if;
        end if;
        if of_action = 'GRANT' and one.kind = 'DEREGISTRATION'
            and jsonb_array_length(changes -> 'facts' -> 'events') = 1 is not true then
            raise exception 'who is taken out of the register is taken out of it' using errcode = '42501';
        end if;
        if changes ? 'discard' then
            if stored.state <> 'DRAFT' then
                raise exception 'a case that was submitted stays' using errcode = '42501';
            end if;
            delete from cases.file f where f.id = stored.id;
        elsif seen = 0 then
            one.version := 1;
            insert into cases.file overriding system value select one.*;
        elsif changes ? 'case' then
            update cases.file f set state = one.state, received_at = one.received_at, received_on = one.received_on,
                due = one.due, decide_before = one.decide_before, stands_still_since = one.stands_still_since,
                invited_on = one.invited_on, invited_until = one.invited_until, missing = one.missing,
                completed_on = one.completed_on, extended_on = one.extended_on, holder = one.holder,
                notice_received_on = one.notice_received_on, reaction_asked_on = one.reaction_asked_on,
                hearings = one.hearings, decided_at = one.decided_at, decided_on = one.decided_on,
                decision = one.decision, sentence = one.sentence, motivation = one.motivation, form = one.form,
                facts = one.facts, changed_at = one.changed_at, version = f.version + 1
            where f.id = one.id;
        end if;
        if changes ? 'case' then
            if of_role = 'CITIZEN' and changes #>> '{step,actor}' is distinct from 'Burger' then
                raise exception 'a citizen acts as a citizen' using errcode = '42501';
            end if;
            insert into cases.transition (case_file, number, at, from_state, to_state, action, reason, actor,
                user_pseudonym)
            select one.id, 1 + (select count(*) from cases.transition o where o.case_file = one.id), of_time,
                case when seen > 0 then stored.state end, one.state, of_action, changes #>> '{step,reason}',
                changes #>> '{step,actor}', of_users[1];
        end if;
        if changes ? 'letters'
            and not cases.write_letters(changes -> 'letters', kinds, one, of_bsn, of_day, of_time) then
            return false;
        end if;
        if changes ? 'facts' then
            insert into cases.subject (bsn) values (of_bsn) on conflict do nothing;
            insert into cases.outbox (type, subject, receiver, data, at)
            select 'nl.doelgroepregister.registratie.gewijzigd', s.subject, 'SUWINET:' || m.organisation_id, '{}', of_time
            from cases.subject s, (select distinct f.organisation_id from cases.file f
                where f.bsn = of_bsn and f.organisation_id <> coalesce(of_organisation, '') and f.state <> 'DRAFT') as m
            where s.bsn = of_bsn;
        end if;
        if changes ? 'reaction' then
            if (length(changes #>> '{reaction,text}') between 1 and 2000 and exists (select from cases.letter l
                where l.id = (changes #>> '{reaction,letter}')::uuid and l.answer_until >= of_day)) is not true then
                raise exception 'this letter asks no reaction now' using errcode = '42501';
            end if;
            update cases.letter l set reaction = changes #>> '{reaction,text}', reacted_at = of_time
            where l.id = (changes #>> '{reaction,letter}')::uuid and l.reacted_at is null;
            if not found then
                return false;
            end if;
        end if;
        return true;
    end $$;

revoke execute on function cases.apply from public;

-- One command, all of it or nothing: its record in the log, its changes, and what it was answered, under its key.
--
-- Returns `done` and, if this key was used before, what that was answered then (`stored`); `wait`, in seconds, if a
-- quota refuses it; or `conflict` if something was changed by another since it was read: read again, decide again.
create or replace function cases.command(of_lane integer, consultation text, quotas integer[], of_role text,
        of_organisation text, of_bsn integer, of_users bytea[], of_key text, of_digest bytea, answer jsonb,
        changes jsonb) returns jsonb language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        earlier jsonb;
        wait integer;
    begin
        begin
            if of_key is not null then
                insert into cases.command (user_pseudonym, key, digest, answer, at)
                values (of_users[1], of_key, of_digest, answer, clock_timestamp()) on conflict do nothing;
                if not found then
                    return jsonb_build_object('done', true, 'stored', cases.stored(of_users, of_key, of_digest));
                end if;
            end if;
            wait := (log.append(of_lane, consultation, quotas, case when of_bsn is null then ''::bytea end,
                case when of_bsn is not null then array[of_bsn] end, false))[1];
            if wait > 0 then
                delete from cases.command c where c.user_pseudonym = of_users[1] and c.key = of_key;
                return jsonb_build_object('wait', wait);
            end if;
            if not cases.apply(changes, of_role, of_organisation, of_bsn, of_users) then
                raise exception using errcode = 'DGC01';
            end if;
        exception when sqlstate 'DGC01' or unique_violation or exclusion_violation or serialization_failure
                or deadlock_detected then
            return jsonb_build_object('conflict', true);
        end;
        delete from cases.command c where ctid in (select o.ctid from cases.command o
            where o.at < clock_timestamp() - interval '30 days' order by o.at limit 100 for update skip locked);
        delete from cases.file f where f.id in (select o.id from cases.file o
            where o.state = 'DRAFT' and o.changed_at < clock_timestamp() - interval '30 days'
            order by o.changed_at limit 100 for update skip locked);
        return jsonb_build_object('done', true);
    end $$;

revoke execute on function cases.command from public;

-- What a role's command may change of the facts of a person, with the action on a case that it is part of, if it is: how
-- many grounds and events it adds at most, of which kinds (null: any), and how many facts it supersedes; whether it may
-- give a birth date; and which letters to the citizen it writes without a case.
create or replace function cases.fact_commands() returns table (role text, command text, action text, grounds integer,
        events integer, superseded integer, kinds text[], birth_date boolean, letters text[])
    language sql immutable set search_path = pg_catalog, pg_temp as $$
    values
        ('SUWINET', 'reportWageValue', 'REPORT_WAGE_VALUE', 1, 0, 0, '{PRACTICE_ROUTE}'::text[], false, '{}'::text[]),
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

-- The kinds of case: who starts one, the weeks in which it is decided (none: at once), and the grounds that a grant may
-- record. domain/case_kinds.py and domain/terms.py have the same; a test compares them.
create or replace function cases.kinds() returns table (kind cases.kind, starters text[], weeks integer, grounds text[])
    language sql immutable set search_path = pg_catalog, pg_temp as $$
    values
        ('DEREGISTRATION'::cases.kind, '{CITIZEN}'::text[], 8, '{}'::text[]),
        ('WORK_CAPACITY_ASSESSMENT', '{CITIZEN}', 14, '{PARTICIPATION_ACT_INDICATION,WAJONG}'),
        ('WORK_PROVISION_ASSESSMENT', '{CITIZEN,SUWINET}', 8, '{WORK_PROVISION}'),
        ('PARTICIPATION_ACT_INDICATION', '{SUWINET}', 8, '{PARTICIPATION_ACT_INDICATION}'),
        ('SPECIAL_EDUCATION_REPORT', '{CITIZEN}', 8, '{SPECIAL_EDUCATION}'),
        ('WAGE_VALUE_REPORT', '{SUWINET}', null, '{PRACTICE_ROUTE}')
$$;

revoke execute on function cases.kinds from public;

-- Fails if no rule of a role changes the facts of a person like this; `file` is the case that the command is on, if it is
-- on one. What follows from the facts (`registrations`) is derived where the rules stand, and `recompute` compares it.
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

-- Writes the letters of a command on a day, with the notice that there is one (Awb 2:10); false if one is for somebody who
-- isn't there by now: who died, who chose another channel, or who employs the person no more. It fails if the command
-- doesn't write such letters (`kinds`, as cases.actions has them), or not in this case.
create or replace function cases.write_letters(letters jsonb, kinds text[], file cases.file, of_bsn integer, of_day date,
        of_time timestamptz) returns boolean language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        goes boolean;
    begin
        if exists (select from jsonb_populate_recordset(null::cases.letter, letters) as l
            where (replace(l.kind || ':' || l.recipient, ':' || coalesce(file.submitter, ''), ':APPLICANT') = any (kinds)
                or l.kind || ':' || l.recipient = any (kinds)) is not true
                or l.case_file is distinct from file.id or l.bsn is distinct from of_bsn
                or l.organisation_id is distinct from case l.recipient when 'SUWINET' then file.organisation_id end
                or (l.recipient = 'CITIZEN' or l.channel = 'PORTAL') is not true
                or l.announced_at is distinct from of_time
                or l.answer_until is distinct from case l.kind when 'REACTION_ASKED' then of_day + 14 end
                or l.objection_until not between of_day + 42 and of_day + 49
                or l.supersedes is not null
                or (l.content ->> 'kind', l.content ->> 'subject', (l.content ->> 'day')::date)
                    is distinct from (l.kind::text, l.subject, of_day)
            )
            or (select count(*) <> count(distinct (l.kind, l.recipient, l.kvk, l.rsin))
                from jsonb_populate_recordset(null::cases.letter, letters) as l) then
            raise exception 'no rule of this role writes this letter' using errcode = '42501';
        end if;
        select bool_and(case l.recipient
            when 'CITIZEN' then l.channel = coalesce((select c.channel from cases.channel c where c.bsn = of_bsn), 'PAPER')
                and not exists (select from register.event e
                    where e.bsn = of_bsn and e.kind = 'DEATH' and e.superseded_by is null)
            when 'EMPLOYER' then exists (select from register.employers_of(of_bsn, of_day) as o
                where (o.kvk, o.rsin, o.name) is not distinct from (l.kvk, l.rsin, l.organisation))
            else true end)
        into goes from jsonb_populate_recordset(null::cases.letter, letters) as l;
        if not goes then
            return false;
        end if;
        insert into cases.letter (id, case_file, kind, recipient, bsn, kvk, rsin, organisation_id, organisation,
            subject, content, announced_at, objection_until, answer_until, channel)
        select l.id, l.case_file, l.kind, l.recipient, l.bsn, l.kvk, l.rsin, l.organisation_id, l.organisation,
            l.subject, l.content, l.announced_at, l.objection_until, l.answer_until, l.channel
        from jsonb_populate_recordset(null::cases.letter, letters) as l;
        insert into cases.outbox (type, subject, receiver, data, at)
        select 'nl.doelgroepregister.brief.beschikbaar', l.id, l.recipient, '{}', of_time
        from jsonb_populate_recordset(null::cases.letter, letters) as l
        where l.channel = 'PORTAL' and l.recipient <> 'SUWINET';
        return true;
    end $$;

revoke execute on function cases.write_letters from public;

-- For whom a person works on a day (from 2026-01-01 on: index employment_of_person) by an employment of its own staff.
create or replace function register.employers_of(of_bsn integer, on_day date)
    returns table (kvk text, rsin text, kind register.employment_kind, name text)
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select distinct on (o.kvk, o.rsin, w.kind) o.kvk, o.rsin, w.kind, o.name
    from register.employment w
    left join register.payroll o on o.payroll_tax_number = w.payroll_tax_number and o.superseded_by is null
    where w.bsn = of_bsn and w.superseded_by is null and w.kind in ('REGULAR', 'PROTECTED_WSW')
        and coalesce(w.end_date, 'infinity') >= date '2026-01-01'
        and w.start_date <= on_day and coalesce(w.end_date, 'infinity') >= on_day
    order by o.kvk, o.rsin, w.kind, o.id desc
$$;

revoke execute on function register.employers_of from public;

-- What the register knows of a person, for a command to decide by, whose employers are those of a day (from 2026-01-01
-- on: index employment_of_person); and ids, reserved for rows that it may add. It is of no role: the functions that
-- read for commands are.
create or replace function register.facts_of(of_bsn integer, on_day date) returns jsonb language sql volatile
    set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'person', p.id,
        'birth_date', p.birth_date,
        'grounds', (
            select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'code', g.code, 'start_date', g.start_date,
                'end_date', g.end_date, 'end_reason', g.end_reason, 'article', g.article) order by g.id), '[]')
            from register.ground g where g.bsn = of_bsn and g.superseded_by is null),
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

-- A case as an assessor sees it, with what is recorded of the person; or of a person without a case; and what a
-- command's key was answered before.
create or replace function serve.assessor_case(of_users bytea[], of_key text, of_digest bytea, of_case uuid,
        of_bsn integer, of_day date) returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    declare
        one cases.file;
        person integer := of_bsn;
    begin
        select * into one from cases.file f where f.id = of_case and f.state <> 'DRAFT';
        person := coalesce(one.bsn, of_bsn);
        return jsonb_build_object('stored', cases.stored(of_users, of_key, of_digest),
                'case', case when one.id is not null then cases.whole(one) end,
                'facts', case when person is not null then register.facts_of(person, of_day) end)
            || case when person is null then '{}' else cases.registration(person, of_day) end;
    end $$;

revoke execute on function serve.assessor_case from public;

grant execute on function serve.assessor_case to "doelgroepregister_assessor";

-- An assessor's command: on a case that was submitted (cases.actions), or on the facts of a person
-- (cases.fact_commands). Quotas count the person.
create or replace function serve.assessor_command(of_lane integer, consultation text, quotas integer[], of_bsn integer,
        of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if of_bsn is null
            or changes - array['day', 'at', 'case', 'version', 'step', 'letters', 'facts'] <> '{}' then
            raise exception 'an assessor may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, quotas, 'ASSESSOR', null, of_bsn, of_users, of_key, of_digest, answer,
            changes);
    end $$;

revoke execute on function serve.assessor_command from public;

grant execute on function serve.assessor_command to "doelgroepregister_assessor";

-- A citizen's command: on a case of their own, which it may draft, submit, complete and withdraw (cases.actions).
create or replace function serve.citizen_command(of_lane integer, consultation text, of_bsn integer, of_users bytea[],
        of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if of_bsn is null
            or changes - array['day', 'at', 'case', 'version', 'step', 'discard', 'letters'] <> '{}' then
            raise exception 'a citizen may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, 'CITIZEN', null, of_bsn, of_users, of_key, of_digest, answer,
            changes);
    end $$;

revoke execute on function serve.citizen_command from public;

grant execute on function serve.citizen_command to "doelgroepregister_citizen";

-- An administrator's command: what a user of the organisation may use from now on, as `changes` says it (`change`: user,
-- user_name, administrator_name, given, removed, taken, at, and `after`: the organisation's last change when it was
-- decided). Nothing of that is done if there was another since, or if the administrator isn't one any more: `conflict`.
create or replace function serve.employer_authorise(of_lane integer, consultation text, of_user bytea, of_kvk text,
        of_rsin text, of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        asked jsonb := changes -> 'change';
        whose bytea := decode(asked ->> 'user', 'hex');
        numbers text[] := authorisation.numbers(array[of_kvk, of_rsin]);
        done jsonb;
    begin
        done := cases.command(of_lane, consultation, null, 'EMPLOYER', null, null, of_users, of_key, of_digest, answer,
            '{}');
        if done ? 'stored' and not authorisation.may('AUTHORISATIONS', of_user, array[of_kvk, of_rsin]) then
            raise exception using errcode = 'DGA02';  -- what a key was answered is for who may ask it today
        end if;
        if asked is null or done ? 'stored' or not done ? 'done' then
            return done;
        end if;
        perform pg_advisory_xact_lock(hashtext('authorisation.change'), hashtext(one.number))
            from (select n.number from unnest(numbers) as n (number) order by n.number) as one;
        if not authorisation.may('AUTHORISATIONS', of_user, array[of_kvk, of_rsin])
            or not exists (select from authorisation.employer_user u
                where u.user_id = whose and (u.kvk = any (numbers) or u.rsin = any (numbers)))
            or (select max(c.id) from authorisation.change c where c.kvk = any (numbers) or c.rsin = any (numbers))
                is distinct from (asked ->> 'after')::bigint then
            raise exception using errcode = 'DGA02';
        end if;
        insert into authorisation.change (at, kvk, rsin, user_id, user_name, administrator_id, administrator_name,
            given, removed, taken)
        values ((asked ->> 'at')::timestamptz, of_kvk, of_rsin, whose, asked ->> 'user_name', of_user,
            asked ->> 'administrator_name', array(select jsonb_array_elements_text(asked -> 'given')),
            array(select jsonb_array_elements_text(asked -> 'removed')),
            array(select jsonb_array_elements_text(asked -> 'taken')));
        return done;
    exception when sqlstate 'DGA02' then
        return jsonb_build_object('conflict', true);
    end $$;

revoke execute on function serve.employer_authorise from public;

grant execute on function serve.employer_authorise to "doelgroepregister_employer";

-- An employer's command: its reaction to a letter that asks for one, and that is addressed to it. It fails for a user from
-- whom the organisation took letters.
create or replace function serve.employer_command(of_lane integer, consultation text, of_user bytea, of_kvk text,
        of_rsin text, of_bsn integer, of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform authorisation.require('LETTERS', of_user, array[of_kvk, of_rsin]);
        if changes - array['day', 'at', 'reaction'] <> '{}' or (changes ? 'reaction' and not exists (select from cases.letter l
            where l.id = (changes -> 'reaction' ->> 'letter')::uuid and l.kind = 'REACTION_ASKED'
                and l.recipient = 'EMPLOYER' and l.bsn = of_bsn and (l.kvk = of_kvk or l.rsin = of_rsin))) then
            raise exception 'an employer may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, 'EMPLOYER', null, of_bsn, of_users, of_key, of_digest, answer,
            changes);
    end $$;

revoke execute on function serve.employer_command from public;

grant execute on function serve.employer_command to "doelgroepregister_employer";

-- A municipality's command: on cases of its own (cases.actions), and the facts that it finds itself: a wage value
-- (Praktijkroute), and that only protected work is possible (beschut werk). Quotas count its clients.
create or replace function serve.suwinet_command(of_lane integer, consultation text, quotas integer[],
        of_organisation text, of_bsn integer, of_users bytea[], of_key text, of_digest bytea, answer jsonb,
        changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if of_bsn is null
            or of_organisation is null
            or changes - array['day', 'at', 'case', 'version', 'step', 'letters', 'facts'] <> '{}' then
            raise exception 'a municipality may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, quotas, 'SUWINET', of_organisation, of_bsn, of_users, of_key,
            of_digest, answer, changes);
    end $$;

revoke execute on function serve.suwinet_command from public;

grant execute on function serve.suwinet_command to "doelgroepregister_suwinet";

create table cases.subject (
    bsn integer not null,
    subject uuid not null default gen_random_uuid(),
    constraint subject_pkey primary key (bsn),
    constraint subject_subject_key unique (subject)
);

comment on table cases.subject is 'What change events call someone: the same each time, so that they are read in order, and told to nobody else';

comment on column cases.subject.bsn is 'Who: burgerservicenummer, without its leading zeros';

comment on column cases.subject.subject is 'What they are called; opaque';

update register.builds set oldest = 7, newest = 7;
