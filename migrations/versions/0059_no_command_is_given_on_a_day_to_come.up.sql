set local lock_timeout = '5s';

set local statement_timeout = '5min';

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
        perform register.require_days(array[of_day], false);
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
                penalty_fixed_on = one.penalty_fixed_on, hearings = one.hearings,
                decided_at = one.decided_at, decided_on = one.decided_on,
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
            perform cases.write_messages(array[of_bsn], of_organisation, of_time);
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
