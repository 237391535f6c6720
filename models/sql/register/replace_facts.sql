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
