set local lock_timeout = '5s';

set local statement_timeout = '5min';

alter table register.ground add column article text;

-- squawk-ignore constraint-missing-not-valid
alter table register.ground add constraint ground_article_check check (
    length(article) >= 1 and length(article) <= 200 and article !~ '[\x01-\x1f\x7f-\x9f\u2028\u2029]');

comment on column register.ground.article is
    'The article that makes it a ground, where it is recorded; empty: the first of its code';

alter table register.event add column superseded_by bigint;

comment on column register.event.superseded_by is 'The delivery that corrected it; empty while it holds';

-- squawk-ignore require-concurrent-index-creation
create unique index event_current on register.event (bsn, kind, day) where superseded_by is null;

-- squawk-ignore require-concurrent-index-deletion
drop index register.event_key;

drop trigger append_only on register.event;

create trigger append_only before update on register.event
    for each row execute function register.refuse_change();

alter table register.delivery
    add column command text,
    add column actor text,
    add column user_pseudonym bytea,
    add column reason text;

-- squawk-ignore constraint-missing-not-valid
alter table register.delivery add constraint delivery_of_a_command check (
    num_nulls(command, actor, user_pseudonym) = 0 and length(user_pseudonym) = 16
    or num_nonnulls(command, actor, user_pseudonym, reason) = 0);

comment on table register.delivery is
    'One import run (levering), or one command that changed facts; every fact names the delivery it came with';

comment on column register.delivery.command is 'The command that recorded the facts, by its name in the schema; empty for an import';

comment on column register.delivery.actor is
    'The organisation or unit that gave the command, never an officer; empty for an import';

comment on column register.delivery.user_pseudonym is
    'Who gave the command: an HMAC whose key the database never sees; empty for an import';

comment on column register.delivery.reason is 'Why, in words, where the command asks for it; empty for an import';

-- squawk-ignore require-concurrent-index-creation
create index employment_of_person on register.employment (bsn)
    where superseded_by is null and kind in ('REGULAR', 'PROTECTED_WSW')
        and coalesce(end_date, 'infinity') >= date '2026-01-01';

update register.builds set newest = 2;

-- The facts of a person that hold good now, by their ids: facts never change, so what has the same ids is the same.
create or replace function register.fact_ids(of_bsn integer) returns text language sql stable
    set search_path = pg_catalog, pg_temp as $$
    select concat_ws(' ',
        'person', (select id from register.person where bsn = of_bsn and superseded_by is null),
        'grounds', (select string_agg(id::text, ',' order by id) from register.ground
            where bsn = of_bsn and superseded_by is null),
        'events', (select string_agg(id::text, ',' order by id) from register.event
            where bsn = of_bsn and superseded_by is null))
    $$;

revoke execute on function register.fact_ids from public;

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

-- What a command decided on the facts of a person (`models/facts.py`, as JSON): facts are superseded and added, and the
-- registrations that follow from them take the place of those there were. False if the facts are other by now than when
-- it read them: nothing is changed then. It is of no role: the functions that apply commands call it.
--
-- Registrations follow from facts that stand still. An import and a recomputation hold these tables for that
-- (models/imports/delivery.py), and this waits for them as long as lock_timeout says; commands about one person wait for
-- each other. The lock's key doesn't tell a BSN: a server writes it in its log when somebody waits long.
create or replace function register.replace_facts(changes jsonb) returns boolean language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        of_bsn constant integer := changes ->> 'bsn';
        of_delivery bigint;
    begin
        lock table register.person, register.ground, register.event, register.registration in row exclusive mode;
        perform pg_advisory_xact_lock('register.registration'::regclass::oid::integer, of_bsn % 4096);
        if register.fact_ids(of_bsn) is distinct from changes ->> 'fingerprint' then
            return false;
        end if;
        insert into register.delivery (counts, command, actor, user_pseudonym, reason)
        select '{}', d.command, d.actor, decode(d."user", 'hex'), d.reason
        from jsonb_to_record(changes -> 'delivery') as d (command text, actor text, "user" text, reason text)
        returning id into of_delivery;
        if jsonb_typeof(changes -> 'person') = 'object' then
            update register.person set superseded_by = of_delivery where bsn = of_bsn and superseded_by is null;
            insert into register.person (id, bsn, birth_date, delivery) overriding system value
            select p.id, of_bsn, p.birth_date, of_delivery
            from jsonb_populate_record(null::register.person, changes -> 'person') as p;
        end if;
        update register.ground set superseded_by = of_delivery
        where id in (select jsonb_array_elements(changes -> 'superseded_grounds')::bigint)
            and bsn = of_bsn and superseded_by is null;
        insert into register.ground (id, bsn, code, start_date, end_date, end_reason, article, delivery)
            overriding system value
        select g.id, of_bsn, g.code, g.start_date, g.end_date, g.end_reason, g.article, of_delivery
        from jsonb_populate_recordset(null::register.ground, changes -> 'grounds') as g;
        update register.event set superseded_by = of_delivery
        where id in (select jsonb_array_elements(changes -> 'superseded_events')::bigint)
            and bsn = of_bsn and superseded_by is null;
        insert into register.event (id, bsn, kind, day, delivery) overriding system value
        select e.id, of_bsn, e.kind, e.day, of_delivery
        from jsonb_populate_recordset(null::register.event, changes -> 'events') as e;
        delete from register.registration where bsn = of_bsn;
        insert into register.registration (bsn, from_day, until_day, after_day, registered_from, ends_on, counting_from,
            rule_set, person, grounds, cause, event)
        select of_bsn, r.from_day, r.until_day, r.after_day, r.registered_from, r.ends_on, r.counting_from,
            r.rule_set, r.person, r.grounds, r.cause, r.event
        from jsonb_populate_recordset(null::register.registration, changes -> 'registrations') as r;
        return true;
    end $$;

revoke execute on function register.replace_facts from public;

-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
--
-- A ground's end isn't known before its day, nor is why it ended.
create or replace function serve.assessor_detailed_look_up(of_lane integer, consultations text, quotas integer[],
        many bytea, bsns text, days text)
    returns table (place bigint, wait integer, registered boolean, ends_on date,
        counting_from date, ground_ids bigint[], ground_codes text[], ground_articles text[], ground_starts date[],
        ground_ends date[], ground_end_reasons text[])
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        return query select asked.place, waits[case when many is null then asked.place else 1 end],
            r.bsn is not null, r.ends_on, r.counting_from, held.ids, held.codes, held.articles,
            held.starts, held.ends, held.reasons
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        left join lateral (
            select
                array_agg(g.id order by g.start_date, g.code::text collate "C") as ids,
                array_agg(g.code::text order by g.start_date, g.code::text collate "C") as codes,
                array_agg(g.article order by g.start_date, g.code::text collate "C") as articles,
                array_agg(g.start_date order by g.start_date, g.code::text collate "C") as starts,
                array_agg(case when g.end_date <= asked.day then g.end_date end
                    order by g.start_date, g.code::text collate "C") as ends,
                array_agg(case when g.end_date <= asked.day then g.end_reason end
                    order by g.start_date, g.code::text collate "C") as reasons
            from register.ground g
            where g.id = any (r.grounds) and g.start_date <= asked.day
        ) as held on true
        order by asked.place;
    end $$;

revoke execute on function serve.assessor_detailed_look_up from public;

grant execute on function serve.assessor_detailed_look_up to "doelgroepregister_assessor";

-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
--
-- A ground's end isn't known before its day, nor is why it ended.
create or replace function serve.suwinet_detailed_look_up(of_lane integer, consultations text, quotas integer[],
        many bytea, bsns text, days text)
    returns table (place bigint, wait integer, registered boolean, ends_on date,
        counting_from date, ground_codes text[], ground_articles text[],
        ground_starts date[], ground_ends date[])
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        return query select asked.place, waits[case when many is null then asked.place else 1 end],
            r.bsn is not null, r.ends_on, r.counting_from, held.codes, held.articles, held.starts, held.ends
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        left join lateral (
            select
                array_agg(g.code::text order by g.start_date, g.code::text collate "C") as codes,
                array_agg(g.article order by g.start_date, g.code::text collate "C") as articles,
                array_agg(g.start_date order by g.start_date, g.code::text collate "C") as starts,
                array_agg(case when g.end_date <= asked.day then g.end_date end
                    order by g.start_date, g.code::text collate "C") as ends
            from register.ground g
            where g.id = any (r.grounds) and g.start_date <= asked.day
        ) as held on true
        order by asked.place;
    end $$;

revoke execute on function serve.suwinet_detailed_look_up from public;

grant execute on function serve.suwinet_detailed_look_up to "doelgroepregister_suwinet";
