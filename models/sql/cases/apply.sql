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
