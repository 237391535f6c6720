set local lock_timeout = '5s';

set local statement_timeout = '5min';

create schema cases;

comment on schema cases is 'The work of people on the register: cases, what happened to them, letters, and messages that go out';

create type cases.kind as enum (
    'DEREGISTRATION', 'WORK_CAPACITY_ASSESSMENT', 'WORK_PROVISION_ASSESSMENT', 'PARTICIPATION_ACT_INDICATION',
    'SPECIAL_EDUCATION_REPORT', 'WAGE_VALUE_REPORT'
);

comment on type cases.kind is 'What a case (zaak) is about';

create type cases.state as enum (
    'DRAFT', 'SUBMITTED', 'IN_REVIEW', 'SUSPENDED', 'GRANTED', 'REJECTED', 'NOT_TREATED', 'WITHDRAWN'
);

comment on type cases.state is 'How far a case is';

create type cases.letter_kind as enum (
    'RECEIPT', 'REACTION_ASKED', 'COMPLETION_INVITED', 'TERM_EXTENDED', 'NOT_TREATED', 'DECISION', 'EMPLOYER_COPY',
    'ADMISSION_NOTICE', 'CORRECTION', 'PENALTY'
);

comment on type cases.letter_kind is 'What a letter (brief) is';

create type cases.letter_channel as enum ('PORTAL', 'PAPER');

comment on type cases.letter_channel is 'How someone gets letters: in the portal, for who chose it (Awb 2:8), or on paper';

create table cases.file (
    id uuid not null,
    number bigint generated always as identity,
    kind cases.kind not null,
    state cases.state not null,
    bsn integer not null,
    submitter text not null,
    organisation_id text,
    organisation text,
    user_pseudonym bytea not null,
    received_at timestamptz,
    received_on date,
    due date,
    decide_before date,
    stands_still_since date,
    invited_on date,
    invited_until date,
    missing text[],
    completed_on date,
    extended_on date,
    holder bytea,
    notice_received_on date,
    reaction_asked_on date,
    hearings jsonb not null,
    decided_at timestamptz,
    decided_on date,
    decision text,
    sentence text,
    motivation text,
    form jsonb not null,
    facts jsonb not null,
    changed_at timestamptz not null,
    version integer not null,
    constraint file_pkey primary key (id),
    constraint file_number_key unique (number),
    constraint file_bsn_check check (bsn between 1 and 999999999),
    constraint file_submitter_check check (submitter in ('CITIZEN', 'SUWINET')),
    constraint file_organisation_check check ((submitter = 'SUWINET') = (organisation_id is not null)),
    constraint file_received_check check ((state = 'DRAFT') = (received_on is null)),
    constraint file_decided_check check ((state in ('GRANTED', 'REJECTED', 'NOT_TREATED', 'WITHDRAWN')) = (decided_on is not null))
);

comment on table cases.file is 'A case (zaak): a request, application or report about one person, from its draft to its decision';

comment on column cases.file.id is 'By which it is known outside; opaque';

comment on column cases.file.number is 'The number in its case number (zaaknummer)';

comment on column cases.file.kind is 'What it is about';

comment on column cases.file.state is 'How far it is';

comment on column cases.file.bsn is 'About whom: burgerservicenummer, without its leading zeros';

comment on column cases.file.submitter is 'The role that submitted it: CITIZEN (burger) or SUWINET (gemeente)';

comment on column cases.file.organisation_id is 'The OIN of the municipality that submitted it';

comment on column cases.file.organisation is 'The name of that municipality';

comment on column cases.file.user_pseudonym is 'The pseudonym of the user who submitted it';

comment on column cases.file.received_at is 'When it was received (ontvangen); empty for a draft';

comment on column cases.file.received_on is 'The day on which it was received, in the Netherlands; empty for a draft';

comment on column cases.file.due is 'The last day of the term (Awb 4:13), without the present standstill';

comment on column cases.file.decide_before is 'The last day of the term if the present standstill lasts until its set day; the order of the worklist';

comment on column cases.file.stands_still_since is 'The first day on which the term stands still (opschorting, Awb 4:15)';

comment on column cases.file.invited_on is 'The day of the last invitation to complete (aanvulling, Awb 4:5)';

comment on column cases.file.invited_until is 'The day until which it may be completed';

comment on column cases.file.missing is 'What was asked for in that invitation';

comment on column cases.file.completed_on is 'The day on which it was completed';

comment on column cases.file.extended_on is 'The day on which the term was extended (verdaging, Awb 4:14); once';

comment on column cases.file.holder is 'The pseudonym of the assessor who has it in hand';

comment on column cases.file.notice_received_on is 'The day on which notice of default came (ingebrekestelling, Awb 4:17)';

comment on column cases.file.reaction_asked_on is 'The day on which the present employers were asked for a reaction';

comment on column cases.file.hearings is 'Who was heard (Awb 4:7, 4:8), on which day, how, and what was said in short';

comment on column cases.file.decided_at is 'When it was decided';

comment on column cases.file.decided_on is 'The day of the decision, which is the day of its announcement (Awb 3:40); or of the withdrawal';

comment on column cases.file.decision is 'GRANT, REJECT or NOT_TREAT';

comment on column cases.file.sentence is 'The decision in one plain sentence, which names no ground';

comment on column cases.file.motivation is 'Why (Awb 3:46), as the letter says it';

comment on column cases.file.form is 'What was submitted, as it was entered';

comment on column cases.file.facts is 'The facts of the person that an assessor recorded for the admission table';

comment on column cases.file.changed_at is 'When it was last changed; a draft goes 30 days after that';

comment on column cases.file.version is 'How often it was written: a command that read another version decides again';

create index file_worklist on cases.file (decide_before, id) where state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED');

create index file_standing_still on cases.file (decide_before, id) where state = 'SUSPENDED';

create index file_due on cases.file (decide_before, id) where state <> 'DRAFT';

create index file_person on cases.file (bsn, number);

create index file_drafts on cases.file (changed_at) where state = 'DRAFT';

create unique index file_open on cases.file (bsn, kind) where state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED');

create unique index file_draft on cases.file (bsn, kind) where state = 'DRAFT';

create table cases.transition (
    case_file uuid not null,
    number bigint not null,
    at timestamptz not null,
    from_state cases.state,
    to_state cases.state not null,
    action text not null,
    reason text,
    actor text not null,
    user_pseudonym bytea not null,
    constraint transition_pkey primary key (case_file, number)
);

comment on table cases.transition is 'What happened to a case, step by step; append-only';

comment on column cases.transition.case_file is 'The case that it happened to';

comment on column cases.transition.number is 'The number of the step, from 1 on';

comment on column cases.transition.at is 'When it happened';

comment on column cases.transition.from_state is 'The state before; empty for the first';

comment on column cases.transition.to_state is 'The state after';

comment on column cases.transition.action is 'What was done';

comment on column cases.transition.reason is 'Why, where a reason is asked';

comment on column cases.transition.actor is 'Who did it: the citizen, or an organisation by name; never an officer';

comment on column cases.transition.user_pseudonym is 'The pseudonym of the user who did it';

create table cases.letter (
    id uuid not null,
    case_file uuid,
    kind cases.letter_kind not null,
    recipient text not null,
    bsn integer not null,
    kvk text,
    rsin text,
    organisation_id text,
    organisation text,
    subject text not null,
    content jsonb not null,
    announced_at timestamptz not null,
    objection_until date,
    answer_until date,
    channel cases.letter_channel not null,
    supersedes uuid,
    read_at timestamptz,
    printed_on date,
    reaction text,
    reacted_at timestamptz,
    constraint letter_pkey primary key (id),
    constraint letter_bsn_check check (bsn between 1 and 999999999),
    constraint letter_recipient_check check (
        (recipient = 'CITIZEN' and coalesce(kvk, rsin, organisation_id) is null)
        or (recipient = 'EMPLOYER' and coalesce(kvk, rsin) is not null and organisation_id is null)
        or (recipient = 'SUWINET' and organisation_id is not null and coalesce(kvk, rsin) is null)
    )
);

comment on table cases.letter is 'A letter (brief): never rewritten, corrected by another one';

comment on column cases.letter.id is 'By which it is known outside; opaque';

comment on column cases.letter.case_file is 'The case it belongs to, if it belongs to one';

comment on column cases.letter.kind is 'What the letter is for';

comment on column cases.letter.recipient is 'The role it is addressed to: CITIZEN, EMPLOYER, or SUWINET (gemeente)';

comment on column cases.letter.bsn is 'Whom it is about: burgerservicenummer, without its leading zeros';

comment on column cases.letter.kvk is 'KvK-nummer of the employer it is addressed to';

comment on column cases.letter.rsin is 'RSIN of the employer it is addressed to';

comment on column cases.letter.organisation_id is 'The OIN of the municipality it is addressed to';

comment on column cases.letter.organisation is 'The name of the organisation it is addressed to';

comment on column cases.letter.subject is 'Its subject (onderwerp)';

comment on column cases.letter.content is 'Its headings, paragraphs, lists and articles, of which page and PDF are made';

comment on column cases.letter.announced_at is 'When it became accessible (bekendgemaakt, Awb 2:19, 3:41)';

comment on column cases.letter.objection_until is 'The last day on which one may object to it (Awb 6:7)';

comment on column cases.letter.answer_until is 'The last day on which it may be answered, where it asks something';

comment on column cases.letter.channel is 'In the portal or on paper';

comment on column cases.letter.supersedes is 'The letter that it takes the place of (Awb 2:12)';

comment on column cases.letter.read_at is 'When it was opened first';

comment on column cases.letter.printed_on is 'The day of the print run, of one on paper';

comment on column cases.letter.reaction is 'What the employer answered';

comment on column cases.letter.reacted_at is 'When it answered';

create index letter_citizen on cases.letter (bsn, announced_at, id) where recipient = 'CITIZEN';

create index letter_kvk on cases.letter (kvk, announced_at, id) where recipient = 'EMPLOYER';

create index letter_rsin on cases.letter (rsin, announced_at, id) where recipient = 'EMPLOYER';

create index letter_case on cases.letter (case_file);

create index letter_to_print on cases.letter (announced_at, id) where channel = 'PAPER' and printed_on is null;

create table cases.channel (
    bsn integer not null,
    channel cases.letter_channel not null,
    chosen_at timestamptz not null,
    constraint channel_pkey primary key (bsn)
);

comment on table cases.channel is 'How someone chose to get their letters (Awb 2:8); who isn''t here gets them on paper';

comment on column cases.channel.bsn is 'Who: burgerservicenummer, without its leading zeros';

comment on column cases.channel.channel is 'What they chose';

comment on column cases.channel.chosen_at is 'When they chose it';

create table cases.outbox (
    id bigint generated always as identity,
    type text not null,
    subject uuid not null,
    receiver text not null,
    data jsonb not null,
    at timestamptz not null,
    delivered_at timestamptz,
    constraint outbox_pkey primary key (id)
);

comment on table cases.outbox is 'Messages that go out with what was committed: notices that a letter is there, and change events';

comment on column cases.outbox.id is 'The order in which they go out';

comment on column cases.outbox.type is 'What the message is';

comment on column cases.outbox.subject is 'What it is about; opaque';

comment on column cases.outbox.receiver is 'For whom: a role and, with a colon, the number of an organisation';

comment on column cases.outbox.data is 'What it says';

comment on column cases.outbox.at is 'When it was written';

comment on column cases.outbox.delivered_at is 'When it was delivered; empty until it is';

create index outbox_waiting on cases.outbox (id) where delivered_at is null;

create table cases.command (
    user_pseudonym bytea not null,
    key text not null,
    digest bytea not null,
    answer jsonb not null,
    at timestamptz not null,
    constraint command_pkey primary key (user_pseudonym, key),
    constraint command_key_check check (key ~ '^[A-Za-z0-9-]{16,64}$')
);

comment on table cases.command is 'Commands by their idempotency key, with what each was answered; kept for 30 days';

comment on column cases.command.user_pseudonym is 'The pseudonym of the user who gave it';

comment on column cases.command.key is 'The key that the user gave with it';

comment on column cases.command.digest is 'SHA-256 of what it asked';

comment on column cases.command.answer is 'What it was answered';

comment on column cases.command.at is 'When it was given';

create index command_age on cases.command (at);

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

-- What a command needs to begin a case: its number, and whether this person has one of its kind that is open, or a draft.
create or replace function cases.numbers(of_bsn integer, of_kind text) returns jsonb language sql volatile
    set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object('number', nextval('cases.file_number_seq'),
        'open', (select to_jsonb(f) -> 'id' from cases.file f where f.bsn = of_bsn and f.kind = of_kind::cases.kind
            and f.state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED')),
        'draft', (select to_jsonb(f) from cases.file f where f.bsn = of_bsn and f.kind = of_kind::cases.kind
            and f.state = 'DRAFT'))
$$;

revoke execute on function cases.numbers from public;

-- A case as its submitter sees it: nothing of who assesses it, of the recorded facts, or of what employers were asked.
create or replace function cases.of_submitter(one cases.file) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(one) - array['holder', 'facts', 'hearings', 'reaction_asked_on', 'motivation', 'user_pseudonym']
        || jsonb_build_object('letters', coalesce((select jsonb_agg(to_jsonb(l) order by l.announced_at, l.id)
            from cases.letter l where l.case_file = one.id and l.recipient = one.submitter), '[]'))
$$;

revoke execute on function cases.of_submitter from public;

-- What happened to a case stays as it was recorded.
create or replace function cases.refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception 'what happened to a case is append-only' using errcode = '55000';
    end $$;

revoke execute on function cases.refuse_change from public;

-- A case stays, whatever becomes of it; a draft has no legal effect and goes.
create or replace function cases.refuse_removal() returns trigger language plpgsql as $$
    begin
        if tg_level = 'ROW' and old.state = 'DRAFT' then
            return old;
        end if;
        raise exception 'a case that was submitted stays' using errcode = '55000';
    end $$;

revoke execute on function cases.refuse_removal from public;

-- A letter is never rewritten: what may be noted on it is that it was read, printed, or answered, each once.
create or replace function cases.refuse_rewriting() returns trigger language plpgsql as $$
    begin
        if to_jsonb(old) - array['read_at', 'printed_on', 'reaction', 'reacted_at']
                = to_jsonb(new) - array['read_at', 'printed_on', 'reaction', 'reacted_at']
            and (old.read_at is null or old.read_at = new.read_at)
            and (old.printed_on is null or old.printed_on = new.printed_on)
            and (old.reacted_at is null or (old.reacted_at, old.reaction) = (new.reacted_at, new.reaction)) then
            return new;
        end if;
        raise exception 'a letter is corrected by a new letter' using errcode = '55000';
    end $$;

revoke execute on function cases.refuse_rewriting from public;

-- Whether someone is registered on a day, has died, and how they get their letters (Awb 2:8: paper unless they chose).
create or replace function cases.registration(of_bsn integer, of_day date) returns jsonb language plpgsql stable
    set search_path = pg_catalog, pg_temp as $$
    begin
        return jsonb_build_object(
            'registered', exists (select from register.registration r
                where r.bsn = of_bsn and r.from_day <= of_day and r.until_day > of_day),
            'deceased', exists (select from register.event e
                where e.bsn = of_bsn and e.kind = 'DEATH' and e.superseded_by is null),
            'channel', coalesce((select c.channel::text from cases.channel c where c.bsn = of_bsn), 'PAPER'));
    end $$;

revoke execute on function cases.registration from public;

-- What a user's earlier request with this key was answered: null if there was none, `reused` if it asked another thing.
create or replace function cases.stored(of_users bytea[], of_key text, of_digest bytea) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select case when c.digest = of_digest then jsonb_build_object('answer', c.answer)
        else jsonb_build_object('reused', true) end
    from cases.command c where c.user_pseudonym = any (of_users) and c.key = of_key limit 1
$$;

revoke execute on function cases.stored from public;

-- A case with all that is known of it, as an assessor sees it: its letters and what happened to it, oldest first.
create or replace function cases.whole(one cases.file) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(one) || jsonb_build_object(
        'transitions', coalesce((select jsonb_agg(to_jsonb(t) - array['case_file', 'user_pseudonym'] order by t.number)
            from cases.transition t where t.case_file = one.id), '[]'),
        'letters', coalesce((select jsonb_agg(to_jsonb(l) order by l.announced_at, l.id)
            from cases.letter l where l.case_file = one.id), '[]'))
$$;

revoke execute on function cases.whole from public;

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

-- How many cases the worklist has with these filters, and how many of them are overdue on the day.
create or replace function serve.assessor_case_counts(of_day date, of_states text[], of_kinds text[],
        of_holders bytea[], is_overdue boolean, in_default boolean) returns table (total bigint, overdue bigint)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        return query execute format($query$
            select count(*), count(*) filter (where f.decide_before < $1
                and (f.state <> 'SUSPENDED' or f.invited_until < $1)
                and f.state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED'))
            from cases.file f
            where f.state = any (%L::cases.state[])
                and ($2 is null or f.kind = any ($2::cases.kind[]))
                and ($3 is null or f.holder = any ($3))
                and (not $4 or f.decide_before < $1) and (not $5 or f.notice_received_on is not null)$query$, of_states)
        using of_day, of_kinds, of_holders, is_overdue, in_default;
    end $$;

revoke execute on function serve.assessor_case_counts from public;

grant execute on function serve.assessor_case_counts to "doelgroepregister_assessor";

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
            format(part, false, of_states, '(f.state <> ''SUSPENDED'' or f.invited_until < $1)', way),
            format(part, true, of_states, 'f.state = ''SUSPENDED'' and f.invited_until >= $1', way), way)
        using of_day, of_kinds, of_holders, is_overdue, in_default, after_still, after_day, after_id, before_still,
            before_day, before_id, page_size;
    end $$;

revoke execute on function serve.assessor_cases from public;

grant execute on function serve.assessor_cases to "doelgroepregister_assessor";

-- An assessor's command: on a case that was submitted, or on the facts of a person.
create or replace function serve.assessor_command(of_lane integer, consultation text, of_bsn integer,
        of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if changes - array['case', 'version', 'transitions', 'letters', 'outbox', 'facts'] <> '{}'
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

-- A letter to anyone in a case, by its id; nothing if it isn't theirs, known or not.
create or replace function serve.assessor_letter(of_letter uuid) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(l) from cases.letter l where l.id = of_letter and l.case_file is not null
$$;

revoke execute on function serve.assessor_letter from public;

grant execute on function serve.assessor_letter to "doelgroepregister_assessor";

-- One record about several persons, of what the role has read and is about to be told: pseudonyms are made where their
-- key is, so the persons are read first, then recorded, then told.
create or replace function serve.assessor_log(of_lane integer, consultations text, many bytea)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if many is null then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        perform log.append(of_lane, consultations, null, many, null, false);
    end $$;

revoke execute on function serve.assessor_log from public;

grant execute on function serve.assessor_log to "doelgroepregister_assessor";

-- How many cases there are of a person, and how many of them are overdue on the day.
create or replace function serve.assessor_person_case_counts(of_bsn integer, of_day date)
    returns table (total bigint, overdue bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*), count(*) filter (where f.decide_before < of_day
        and f.state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED')
        and (f.state <> 'SUSPENDED' or f.invited_until < of_day))
    from cases.file f where f.bsn = of_bsn and f.state <> 'DRAFT'
$$;

revoke execute on function serve.assessor_person_case_counts from public;

grant execute on function serve.assessor_person_case_counts to "doelgroepregister_assessor";

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

-- What a citizen's command needs: what its key was answered before, a case or draft of their own, whether they are
-- registered, and with a kind what it takes to begin a case.
create or replace function serve.citizen_case(of_users bytea[], of_key text, of_digest bytea, of_bsn integer,
        of_case uuid, of_kind text, of_day date) returns jsonb
    language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object('stored', cases.stored(of_users, of_key, of_digest),
            'case', (select cases.of_submitter(f) from cases.file f
                where f.id = of_case and f.bsn = of_bsn and f.submitter = 'CITIZEN'))
        || cases.registration(of_bsn, of_day)
        || case when of_kind is null then '{}' else cases.numbers(of_bsn, of_kind) end
$$;

revoke execute on function serve.citizen_case from public;

grant execute on function serve.citizen_case to "doelgroepregister_citizen";

-- How many cases a citizen has of their own, and how many of them are overdue on the day.
create or replace function serve.citizen_case_counts(of_bsn integer, of_day date)
    returns table (total bigint, overdue bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*), count(*) filter (where f.decide_before < of_day
        and f.state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED')
        and (f.state <> 'SUSPENDED' or f.invited_until < of_day))
    from cases.file f where f.bsn = of_bsn and f.submitter = 'CITIZEN'
$$;

revoke execute on function serve.citizen_case_counts from public;

grant execute on function serve.citizen_case_counts to "doelgroepregister_citizen";

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

-- How a citizen gets their letters from now on; that it was chosen is recorded.
create or replace function serve.citizen_channel(of_lane integer, consultation text, of_bsn integer,
        chosen text) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        insert into cases.channel (bsn, channel, chosen_at)
        values (of_bsn, chosen::cases.letter_channel, clock_timestamp())
        on conflict (bsn) do update set channel = excluded.channel, chosen_at = excluded.chosen_at
        where cases.channel.channel <> excluded.channel;
        perform log.append(of_lane, consultation, null, null, array[of_bsn], false);
    end $$;

revoke execute on function serve.citizen_channel from public;

grant execute on function serve.citizen_channel to "doelgroepregister_citizen";

-- A citizen's command: on a case of their own, which it may draft, submit, complete and withdraw; the letters it may
-- write confirm that. It records no fact and decides nothing.
create or replace function serve.citizen_command(of_lane integer, consultation text, of_bsn integer, of_users bytea[],
        of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        of_case uuid := coalesce(changes -> 'case' ->> 'id', changes ->> 'discard');
    begin
        if changes - array['case', 'version', 'discard', 'transitions', 'letters', 'outbox'] <> '{}'
            or (changes ? 'case' and ((changes -> 'case' ->> 'bsn')::integer is distinct from of_bsn
                or changes -> 'case' ->> 'submitter' is distinct from 'CITIZEN'
                or (changes -> 'case' ->> 'state' in ('DRAFT', 'SUBMITTED', 'IN_REVIEW', 'WITHDRAWN')) is not true))
            or exists (select from cases.file f
                where f.id = of_case and (f.bsn <> of_bsn or f.submitter <> 'CITIZEN'))
            or exists (select from jsonb_populate_recordset(null::cases.letter, changes -> 'letters') as l
                where (l.kind = 'RECEIPT' and l.bsn = of_bsn and l.recipient = 'CITIZEN') is not true) then
            raise exception 'a citizen may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, of_bsn, of_users, of_key, of_digest, answer, changes);
    end $$;

revoke execute on function serve.citizen_command from public;

grant execute on function serve.citizen_command to "doelgroepregister_citizen";

-- A letter to a citizen, by its id; nothing if it isn't theirs, known or not.
create or replace function serve.citizen_letter(of_bsn integer, of_letter uuid) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(l) from cases.letter l where l.id = of_letter and l.bsn = of_bsn and l.recipient = 'CITIZEN'
$$;

revoke execute on function serve.citizen_letter from public;

grant execute on function serve.citizen_letter to "doelgroepregister_citizen";

-- The letters to a citizen between two of them, newest first, backwards oldest first.
create or replace function serve.citizen_letters(of_bsn integer, older_than timestamptz, older_than_id uuid,
        newer_than timestamptz, newer_than_id uuid, page_size integer, backwards boolean, only_unread boolean)
    returns table (one jsonb)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if backwards then
            return query select to_jsonb(l) from cases.letter l
            where l.bsn = of_bsn and l.recipient = 'CITIZEN'
                and (newer_than is null or (l.announced_at, l.id) > (newer_than, newer_than_id))
                and (not only_unread or l.read_at is null)
                and (older_than is null or (l.announced_at, l.id) < (older_than, older_than_id))
            order by l.announced_at, l.id limit page_size;
        else
            return query select to_jsonb(l) from cases.letter l
            where l.bsn = of_bsn and l.recipient = 'CITIZEN'
                and (older_than is null or (l.announced_at, l.id) < (older_than, older_than_id))
                and (not only_unread or l.read_at is null)
                and (newer_than is null or (l.announced_at, l.id) > (newer_than, newer_than_id))
            order by l.announced_at desc, l.id desc limit page_size;
        end if;
    end $$;

revoke execute on function serve.citizen_letters from public;

grant execute on function serve.citizen_letters to "doelgroepregister_citizen";

-- One record about several persons, of what the role has read and is about to be told: pseudonyms are made where their
-- key is, so the persons are read first, then recorded, then told.
create or replace function serve.citizen_log(of_lane integer, consultations text, many bytea)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if many is null then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        perform log.append(of_lane, consultations, null, many, null, false);
    end $$;

revoke execute on function serve.citizen_log from public;

grant execute on function serve.citizen_log to "doelgroepregister_citizen";

-- Note when a letter was opened first, and record that it was handed over; nothing if it isn't theirs, known or not.
create or replace function serve.citizen_read_letter(of_lane integer, consultation text, of_bsn integer,
        of_letter uuid) returns table (one jsonb)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        found_letter cases.letter;
    begin
        update cases.letter l set read_at = coalesce(l.read_at, clock_timestamp())
        where l.id = of_letter and l.bsn = of_bsn and l.recipient = 'CITIZEN'
        returning * into found_letter;
        if found then
            perform log.append(of_lane, consultation, null, null, array[of_bsn], false);
            return query select to_jsonb(found_letter);
        end if;
    end $$;

revoke execute on function serve.citizen_read_letter from public;

grant execute on function serve.citizen_read_letter to "doelgroepregister_citizen";

-- How many letters to a citizen nobody has opened yet.
create or replace function serve.citizen_unread(of_bsn integer) returns bigint
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*) from cases.letter l
    where l.bsn = of_bsn and l.recipient = 'CITIZEN' and l.read_at is null
$$;

revoke execute on function serve.citizen_unread from public;

grant execute on function serve.citizen_unread to "doelgroepregister_citizen";

-- An employer's command: its reaction to a letter that asks for one, and that is addressed to it.
create or replace function serve.employer_command(of_lane integer, consultation text, of_kvk text, of_rsin text,
        of_bsn integer, of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if changes - 'reaction' <> '{}' or (changes ? 'reaction' and not exists (select from cases.letter l
            where l.id = (changes -> 'reaction' ->> 'letter')::uuid and l.kind = 'REACTION_ASKED'
                and l.recipient = 'EMPLOYER' and l.bsn = of_bsn and (l.kvk = of_kvk or l.rsin = of_rsin))) then
            raise exception 'an employer may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, of_bsn, of_users, of_key, of_digest, answer, changes);
    end $$;

revoke execute on function serve.employer_command from public;

grant execute on function serve.employer_command to "doelgroepregister_employer";

-- A letter to an organisation, by its id; nothing if it isn't theirs, known or not.
create or replace function serve.employer_letter(of_kvk text, of_rsin text, of_letter uuid) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(l) from cases.letter l where l.id = of_letter and l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin)
$$;

revoke execute on function serve.employer_letter from public;

grant execute on function serve.employer_letter to "doelgroepregister_employer";

-- The letters to an organisation between two of them, newest first, backwards oldest first.
create or replace function serve.employer_letters(of_kvk text, of_rsin text, older_than timestamptz, older_than_id uuid,
        newer_than timestamptz, newer_than_id uuid, page_size integer, backwards boolean, only_unread boolean)
    returns table (one jsonb)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if backwards then
            return query select to_jsonb(l) from cases.letter l
            where l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin)
                and (newer_than is null or (l.announced_at, l.id) > (newer_than, newer_than_id))
                and (not only_unread or l.read_at is null)
                and (older_than is null or (l.announced_at, l.id) < (older_than, older_than_id))
            order by l.announced_at, l.id limit page_size;
        else
            return query select to_jsonb(l) from cases.letter l
            where l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin)
                and (older_than is null or (l.announced_at, l.id) < (older_than, older_than_id))
                and (not only_unread or l.read_at is null)
                and (newer_than is null or (l.announced_at, l.id) > (newer_than, newer_than_id))
            order by l.announced_at desc, l.id desc limit page_size;
        end if;
    end $$;

revoke execute on function serve.employer_letters from public;

grant execute on function serve.employer_letters to "doelgroepregister_employer";

-- Note when a letter was opened first, and record that it was handed over; nothing if it isn't theirs, known or not.
create or replace function serve.employer_read_letter(of_lane integer, consultation text, of_kvk text, of_rsin text, of_bsn integer,
        of_letter uuid) returns table (one jsonb)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        found_letter cases.letter;
    begin
        update cases.letter l set read_at = coalesce(l.read_at, clock_timestamp())
        where l.id = of_letter and l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin) and l.bsn = of_bsn
        returning * into found_letter;
        if found then
            perform log.append(of_lane, consultation, null, null, array[of_bsn], false);
            return query select to_jsonb(found_letter);
        end if;
    end $$;

revoke execute on function serve.employer_read_letter from public;

grant execute on function serve.employer_read_letter to "doelgroepregister_employer";

-- How many letters to an organisation nobody has opened yet.
create or replace function serve.employer_unread(of_kvk text, of_rsin text) returns bigint
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*) from cases.letter l
    where l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin) and l.read_at is null
$$;

revoke execute on function serve.employer_unread from public;

grant execute on function serve.employer_unread to "doelgroepregister_employer";

-- What a municipality's command needs: what its key was answered before, a case of its own, whether its client is
-- registered and what is recorded of them, and with a kind what it takes to begin a case.
create or replace function serve.suwinet_case(of_users bytea[], of_key text, of_digest bytea, of_organisation text,
        of_bsn integer, of_case uuid, of_kind text, of_day date) returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    declare
        one cases.file;
        person integer := of_bsn;
    begin
        select * into one from cases.file f
        where f.id = of_case and f.organisation_id = of_organisation and f.submitter = 'SUWINET';
        person := coalesce(one.bsn, of_bsn);
        return jsonb_build_object('stored', cases.stored(of_users, of_key, of_digest),
                'case', case when one.id is not null then cases.of_submitter(one) end,
                'facts', case when person is not null and of_case is null then register.facts_of(person, of_day) end)
            || case when person is null then '{}' else cases.registration(person, of_day) end
            || case when of_kind is null then '{}' else cases.numbers(person, of_kind) end;
    end $$;

revoke execute on function serve.suwinet_case from public;

grant execute on function serve.suwinet_case to "doelgroepregister_suwinet";

-- A municipality's command: on cases of its own, and the facts that it finds itself: a wage value (Praktijkroute), and
-- that only protected work is possible (beschut werk). Quotas count its clients.
create or replace function serve.suwinet_command(of_lane integer, consultation text, quotas integer[],
        of_organisation text, of_bsn integer, of_users bytea[], of_key text, of_digest bytea, answer jsonb,
        changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if changes - array['case', 'version', 'transitions', 'letters', 'outbox', 'facts'] <> '{}'
            or (changes ? 'case' and ((changes -> 'case' ->> 'bsn')::integer is distinct from of_bsn
                or changes -> 'case' ->> 'submitter' is distinct from 'SUWINET'
                or changes -> 'case' ->> 'organisation_id' is distinct from of_organisation
                or (changes -> 'case' ->> 'state' in ('SUBMITTED', 'IN_REVIEW', 'WITHDRAWN')
                    or changes -> 'case' ->> 'kind' = 'WAGE_VALUE_REPORT') is not true))
            or exists (select from cases.file f where f.id = (changes -> 'case' ->> 'id')::uuid
                and (f.bsn <> of_bsn or f.organisation_id is distinct from of_organisation))
            or exists (select from jsonb_populate_recordset(null::cases.letter, changes -> 'letters') as l
                where (l.bsn = of_bsn and l.recipient in ('SUWINET', 'CITIZEN')) is not true)
            or exists (select from jsonb_populate_recordset(null::register.ground, changes -> 'facts' -> 'grounds') as g
                where (g.code = 'PRACTICE_ROUTE') is not true)
            or exists (select from jsonb_populate_recordset(null::register.event, changes -> 'facts' -> 'events') as e
                where (e.kind = 'PROTECTED_WORK') is not true)
            or (changes ? 'facts' and (changes -> 'facts' ->> 'bsn')::integer is distinct from of_bsn)
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

-- A letter to a municipality, by its id; nothing if it isn't theirs, known or not.
create or replace function serve.suwinet_letter(of_organisation text, of_letter uuid) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(l) from cases.letter l where l.id = of_letter and l.recipient = 'SUWINET' and l.organisation_id = of_organisation
$$;

revoke execute on function serve.suwinet_letter from public;

grant execute on function serve.suwinet_letter to "doelgroepregister_suwinet";

-- One record about several persons, of what the role has read and is about to be told: pseudonyms are made where their
-- key is, so the persons are read first, then recorded, then told.
create or replace function serve.suwinet_log(of_lane integer, consultations text, many bytea)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if many is null then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        perform log.append(of_lane, consultations, null, many, null, false);
    end $$;

revoke execute on function serve.suwinet_log from public;

grant execute on function serve.suwinet_log to "doelgroepregister_suwinet";

create trigger append_only before update on cases.transition for each row execute function cases.refuse_change();

create trigger no_removal before delete or truncate on cases.transition for each statement execute function cases.refuse_change();

create trigger stays before delete on cases.file for each row execute function cases.refuse_removal();

create trigger no_removal before truncate on cases.file for each statement execute function cases.refuse_removal();

create trigger append_only before update on cases.letter for each row execute function cases.refuse_rewriting();

create trigger no_removal before delete or truncate on cases.letter for each statement execute function cases.refuse_change();

update register.builds set newest = 4;
