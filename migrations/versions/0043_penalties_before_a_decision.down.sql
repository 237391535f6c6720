set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 20;

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
-- `version`), `letters`, `reaction` (to a letter), and `decision_draft` (its `case`, with the `version`, and `content`).
-- Of a case it has what the action changes.
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
        if one.decided_on is not null then
            delete from cases.decision_draft d where d.case_file = one.id;
        end if;
        if changes ? 'decision_draft' then
            update cases.file f set version = f.version + 1
            where f.id = (changes #>> '{decision_draft,case}')::uuid and f.version = seen and f.bsn = of_bsn
                and f.holder = any (of_users) and f.state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED');
            if not found then
                return false;
            end if;
            insert into cases.decision_draft as d (case_file, content, saved_at)
            values ((changes #>> '{decision_draft,case}')::uuid, changes #> '{decision_draft,content}', of_time)
            on conflict (case_file) do update set content = excluded.content, saved_at = excluded.saved_at;
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
            select 'nl.doelgroepregister.registratie.gewijzigd', s.subject, m.receiver, '{}', of_time
            from cases.subject s, (select 'ASSESSOR' as receiver union all
                select distinct 'SUWINET:' || f.organisation_id from cases.file f
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

-- squawk-ignore ban-drop-column
alter table cases.file drop column penalty_fixed_on;
