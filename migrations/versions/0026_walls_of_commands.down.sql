set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- squawk-ignore ban-drop-function
drop function cases.actions;

-- squawk-ignore ban-drop-function
drop function cases.after;

-- squawk-ignore ban-drop-function
drop function cases.apply;

-- squawk-ignore ban-drop-function
drop function cases.command;

-- squawk-ignore ban-drop-function
drop function cases.fact_commands;

-- squawk-ignore ban-drop-function
drop function cases.kinds;

-- squawk-ignore ban-drop-function
drop function cases.refuse_facts;

-- squawk-ignore ban-drop-function
drop function cases.running_again;

-- squawk-ignore ban-drop-function
drop function cases.write_letters;

-- squawk-ignore ban-drop-function
drop function register.employers_of;

-- squawk-ignore ban-drop-function
drop function serve.assessor_command;

-- All that a command changes; false if something of it was changed by another since it was read.
--
-- changes: `facts` (as register.replace_facts takes them), `case` with the `version` that was read (0 for a new one),
-- `discard` (the id of a draft, with its `version`), `transitions`, `letters`, `outbox`, and `reaction` (to a letter).
create or replace function cases.apply(changes jsonb, of_user bytea) returns boolean language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        one cases.file := jsonb_populate_record(null::cases.file, changes -> 'case');
        seen integer := changes ->> 'version';
    begin
        if changes ? 'facts' and not register.replace_facts(changes -> 'facts') then
            return false;
        end if;
        if changes ? 'discard' then
            delete from cases.file f where f.id = (changes ->> 'discard')::uuid and f.version = seen;
            if not found then
                return false;
            end if;
        elsif changes ? 'case' and seen = 0 then
            insert into cases.file (id, number, kind, state, bsn, submitter, organisation_id, organisation,
                user_pseudonym, received_at, received_on, due, decide_before, stands_still_since, invited_on,
                invited_until, missing, completed_on, extended_on, holder, notice_received_on, reaction_asked_on,
                hearings, decided_at, decided_on, decision, sentence, motivation, form, facts, changed_at, version)
            overriding system value
            values (one.id, one.number, one.kind, one.state, one.bsn, one.submitter, one.organisation_id,
                one.organisation, of_user, one.received_at, one.received_on, one.due, one.decide_before,
                one.stands_still_since, one.invited_on, one.invited_until, one.missing, one.completed_on,
                one.extended_on, one.holder, one.notice_received_on, one.reaction_asked_on, one.hearings,
                one.decided_at, one.decided_on, one.decision, one.sentence, one.motivation, one.form, one.facts,
                one.changed_at, 1);
        elsif changes ? 'case' then
            update cases.file f set state = one.state, received_at = one.received_at, received_on = one.received_on,
                due = one.due, decide_before = one.decide_before, stands_still_since = one.stands_still_since,
                invited_on = one.invited_on, invited_until = one.invited_until, missing = one.missing,
                completed_on = one.completed_on, extended_on = one.extended_on, holder = one.holder,
                notice_received_on = one.notice_received_on, reaction_asked_on = one.reaction_asked_on,
                hearings = one.hearings, decided_at = one.decided_at, decided_on = one.decided_on,
                decision = one.decision, sentence = one.sentence, motivation = one.motivation, form = one.form,
                facts = one.facts, changed_at = one.changed_at, version = f.version + 1
            where f.id = one.id and f.version = seen;
            if not found then
                return false;
            end if;
        end if;
        insert into cases.transition (case_file, number, at, from_state, to_state, action, reason, actor,
            user_pseudonym)
        select one.id, t.place + (select count(*) from cases.transition o where o.case_file = one.id), new.at,
            new.from_state, new.to_state, new.action, new.reason, new.actor, of_user
        from jsonb_array_elements(changes -> 'transitions') with ordinality as t (value, place),
            jsonb_populate_record(null::cases.transition, t.value) as new;
        insert into cases.letter (id, case_file, kind, recipient, bsn, kvk, rsin, organisation_id, organisation,
            subject, content, announced_at, objection_until, answer_until, channel, supersedes)
        select new.id, new.case_file, new.kind, new.recipient, new.bsn, new.kvk, new.rsin, new.organisation_id,
            new.organisation, new.subject, new.content, new.announced_at, new.objection_until, new.answer_until,
            new.channel, new.supersedes
        from jsonb_populate_recordset(null::cases.letter, changes -> 'letters') as new;
        if exists (select from jsonb_populate_recordset(null::cases.outbox, changes -> 'outbox') as new
            where (new.data = '{}' and (new.type, new.receiver) in (
                    ('nl.doelgroepregister.brief.beschikbaar', 'CITIZEN'),
                    ('nl.doelgroepregister.brief.beschikbaar', 'EMPLOYER'))
                or new.data = '{}' and new.type = 'nl.doelgroepregister.registratie.gewijzigd'
                    and exists (select from cases.file f where 'SUWINET:' || f.organisation_id = new.receiver)
                ) is not true) then
            raise exception 'a message says no more than that something is there' using errcode = '42501';
        end if;
        insert into cases.outbox (type, subject, receiver, data, at)
        select new.type, new.subject, new.receiver, new.data, new.at
        from jsonb_populate_recordset(null::cases.outbox, changes -> 'outbox') as new;
        if changes ? 'reaction' then
            update cases.letter l set reaction = changes -> 'reaction' ->> 'text',
                reacted_at = (changes -> 'reaction' ->> 'at')::timestamptz
            where l.id = (changes -> 'reaction' ->> 'letter')::uuid and l.reacted_at is null;
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
create or replace function cases.command(of_lane integer, consultation text, quotas integer[], of_bsn integer,
        of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb language plpgsql
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
            if not cases.apply(changes, of_users[1]) then
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
            from (
                select distinct on (o.kvk, o.rsin, w.kind) o.kvk, o.rsin, w.kind, o.name
                from register.employment w
                left join register.payroll o on o.payroll_tax_number = w.payroll_tax_number and o.superseded_by is null
                where w.bsn = of_bsn and w.superseded_by is null and w.kind in ('REGULAR', 'PROTECTED_WSW')
                    and coalesce(w.end_date, 'infinity') >= date '2026-01-01'
                    and w.start_date <= on_day and coalesce(w.end_date, 'infinity') >= on_day
                order by o.kvk, o.rsin, w.kind, o.id desc) as employer),
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
                'facts', case when person is not null then register.facts_of(person, of_day) end,
                'municipalities', coalesce((select jsonb_agg(distinct f.organisation_id) from cases.file f
                    where f.bsn = person and f.organisation_id is not null and f.state <> 'DRAFT'), '[]'))
            || case when person is null then '{}' else cases.registration(person, of_day) end;
    end $$;

revoke execute on function serve.assessor_case from public;

grant execute on function serve.assessor_case to "doelgroepregister_assessor";

-- An assessor's command: on a case that was submitted, or on the facts of a person.
create or replace function serve.assessor_command(of_lane integer, consultation text, of_bsn integer,
        of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if of_bsn is null
            or changes - array['case', 'version', 'transitions', 'letters', 'outbox', 'facts'] <> '{}'
            or (changes ? 'case' and not exists (select from cases.file f
                where f.id = (changes -> 'case' ->> 'id')::uuid and f.state <> 'DRAFT'
                    and of_bsn = f.bsn and of_bsn = (changes -> 'case' ->> 'bsn')::integer))
            or exists (select from jsonb_populate_recordset(null::cases.letter, changes -> 'letters') as l
                where l.bsn is distinct from of_bsn)
            or (changes ? 'facts' and (changes -> 'facts' ->> 'bsn')::integer is distinct from of_bsn) then
            raise exception 'an assessor may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, of_bsn, of_users, of_key, of_digest, answer, changes);
    end $$;

revoke execute on function serve.assessor_command from public;

grant execute on function serve.assessor_command to "doelgroepregister_assessor";

-- A citizen's command: on a case of their own, which it may draft, submit, complete and withdraw; the letters it may
-- write confirm that. It records no fact and decides nothing.
create or replace function serve.citizen_command(of_lane integer, consultation text, of_bsn integer, of_users bytea[],
        of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        of_case uuid := coalesce(changes -> 'case' ->> 'id', changes ->> 'discard');
    begin
        if of_bsn is null
            or (changes ? 'case' and changes ? 'discard')
            or changes - array['case', 'version', 'discard', 'transitions', 'letters', 'outbox'] <> '{}'
            or (changes ? 'case' and ((changes -> 'case' ->> 'bsn')::integer is distinct from of_bsn
                or changes -> 'case' ->> 'submitter' is distinct from 'CITIZEN'
                or (changes -> 'case' ->> 'state' in ('DRAFT', 'SUBMITTED', 'IN_REVIEW', 'WITHDRAWN')) is not true))
            or exists (select from cases.file f
                where f.id = of_case and (f.bsn <> of_bsn or f.submitter <> 'CITIZEN'))
            or exists (select from jsonb_populate_recordset(null::cases.letter, changes -> 'letters') as l
                where (l.kind = 'RECEIPT' and l.bsn = of_bsn and l.recipient = 'CITIZEN' and l.case_file = of_case)
                    is not true) then
            raise exception 'a citizen may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, of_bsn, of_users, of_key, of_digest, answer, changes);
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
        done := cases.command(of_lane, consultation, null, null, of_users, of_key, of_digest, answer, '{}');
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
        if changes - 'reaction' <> '{}' or (changes ? 'reaction' and not exists (select from cases.letter l
            where l.id = (changes -> 'reaction' ->> 'letter')::uuid and l.kind = 'REACTION_ASKED'
                and l.recipient = 'EMPLOYER' and l.bsn = of_bsn and (l.kvk = of_kvk or l.rsin = of_rsin))) then
            raise exception 'an employer may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, of_bsn, of_users, of_key, of_digest, answer, changes);
    end $$;

revoke execute on function serve.employer_command from public;

grant execute on function serve.employer_command to "doelgroepregister_employer";

-- A municipality's command: on cases of its own, and the facts that it finds itself: a wage value (Praktijkroute), and
-- that only protected work is possible (beschut werk). Quotas count its clients.
create or replace function serve.suwinet_command(of_lane integer, consultation text, quotas integer[],
        of_organisation text, of_bsn integer, of_users bytea[], of_key text, of_digest bytea, answer jsonb,
        changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if of_bsn is null
            or of_organisation is null
            or changes - array['case', 'version', 'transitions', 'letters', 'outbox', 'facts'] <> '{}'
            or (changes ? 'case' and ((changes -> 'case' ->> 'bsn')::integer is distinct from of_bsn
                or changes -> 'case' ->> 'submitter' is distinct from 'SUWINET'
                or changes -> 'case' ->> 'organisation_id' is distinct from of_organisation
                or (changes -> 'case' ->> 'state' in ('SUBMITTED', 'IN_REVIEW', 'WITHDRAWN')
                    or changes -> 'case' ->> 'kind' = 'WAGE_VALUE_REPORT') is not true))
            or exists (select from cases.file f where f.id = (changes -> 'case' ->> 'id')::uuid
                and (f.bsn <> of_bsn or f.submitter <> 'SUWINET' or f.organisation_id is distinct from of_organisation))
            or exists (select from jsonb_populate_recordset(null::cases.letter, changes -> 'letters') as l
                where (l.bsn = of_bsn and l.case_file is not distinct from (changes -> 'case' ->> 'id')::uuid
                    and (l.recipient = 'CITIZEN' or l.recipient = 'SUWINET' and l.organisation_id = of_organisation))
                    is not true)
            or exists (select from jsonb_populate_recordset(null::register.ground, changes -> 'facts' -> 'grounds') as g
                where (g.code = 'PRACTICE_ROUTE') is not true)
            or exists (select from jsonb_populate_recordset(null::register.event, changes -> 'facts' -> 'events') as e
                where (e.kind = 'PROTECTED_WORK') is not true)
            or (changes ? 'facts' and (changes -> 'facts' ->> 'bsn')::integer is distinct from of_bsn)
            or changes #>> '{facts,person,birth_date}' is not null
            or (jsonb_typeof(changes #> '{facts,person}') = 'object' and exists (select from register.person p
                where p.bsn = of_bsn and p.superseded_by is null))
            or exists (select from register.ground g
                where to_jsonb(g.id) <@ coalesce(changes -> 'facts' -> 'superseded_grounds', '[]')
                    and g.code <> 'PRACTICE_ROUTE')
            or jsonb_array_length(changes -> 'facts' -> 'superseded_events') > 0 then
            raise exception 'a municipality may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, quotas, of_bsn, of_users, of_key, of_digest, answer, changes);
    end $$;

revoke execute on function serve.suwinet_command from public;

grant execute on function serve.suwinet_command to "doelgroepregister_suwinet";

drop table cases.subject;

update register.builds set oldest = 6, newest = 6;
