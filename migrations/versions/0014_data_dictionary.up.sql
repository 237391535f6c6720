set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
--
-- A ground's end isn't known before its day, nor is why it ended.
create or replace function serve.assessor_look_up(of_lane integer, consultations text, quotas integer[], many bytea,
        bsns text, days text)
    returns table (place bigint, wait integer, registered boolean, ends_on date,
        counting_from date, ground_codes text[], ground_starts date[], ground_ends date[],
        ground_end_reasons text[])
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        return query select asked.place, waits[case when many is null then asked.place else 1 end],
            r.bsn is not null, r.ends_on, r.counting_from, held.codes, held.starts, held.ends, held.reasons
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        left join lateral (
            select
                array_agg(g.code::text order by g.start_date, g.code::text collate "C") as codes,
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

revoke execute on function serve.assessor_look_up from public;

grant execute on function serve.assessor_look_up to "doelgroepregister_assessor";

-- The log as a page between two positions, newest first, backwards oldest first: a row a person and record.
--
-- `known` are the pseudonyms of one person under the present key and the retired ones.
create or replace function serve.auditor_disclosures(known bytea[], of_organisation text, of_trace bytea,
        from_time timestamptz, until_time timestamptz,
        older_than_at timestamptz, older_than_lane integer, older_than_number bigint, older_than_subject bytea,
        newer_than_at timestamptz, newer_than_lane integer, newer_than_number bigint, newer_than_subject bytea,
        page_size integer, backwards boolean)
    returns table (at timestamptz, lane integer, number bigint, role text, organisation text, purpose text,
        handed_over text, legal_basis text, trace bytea, of_user bytea, subject bytea)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    begin
        if known is null then
            if backwards then
                return query select r.at, r.lane, r.number, r.role, r.organisation, r.purpose,
                        r.fields as handed_over, r.legal_basis, r.trace, r.user_pseudonym, one.subject
                    from log.record r cross join lateral (
                        select r.subject as subject where r.subject is not null
                        union all
                        select s.subject from log.subject s
                        where r.subject is null and s.at = r.at and s.lane = r.lane and s.number = r.number) as one
                    where r.decision = 'DISCLOSED' and (of_organisation is null or r.organisation_id = of_organisation)
                    and (of_trace is null or r.trace = of_trace)
                    and (from_time is null or r.at >= from_time) and (until_time is null or r.at < until_time)
                    and (older_than_at is null or (r.at, r.lane, r.number, one.subject)
                        < (older_than_at, older_than_lane, older_than_number, older_than_subject))
                    and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                        > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject))
                    order by r.at, r.lane, r.number, one.subject limit page_size;
            else
                return query select r.at, r.lane, r.number, r.role, r.organisation, r.purpose,
                        r.fields as handed_over, r.legal_basis, r.trace, r.user_pseudonym, one.subject
                    from log.record r cross join lateral (
                        select r.subject as subject where r.subject is not null
                        union all
                        select s.subject from log.subject s
                        where r.subject is null and s.at = r.at and s.lane = r.lane and s.number = r.number) as one
                    where r.decision = 'DISCLOSED' and (of_organisation is null or r.organisation_id = of_organisation)
                    and (of_trace is null or r.trace = of_trace)
                    and (from_time is null or r.at >= from_time) and (until_time is null or r.at < until_time)
                    and (older_than_at is null or (r.at, r.lane, r.number, one.subject)
                        < (older_than_at, older_than_lane, older_than_number, older_than_subject))
                    and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                        > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject))
                    order by r.at desc, r.lane desc, r.number desc, one.subject desc limit page_size;
            end if;
        else
            if backwards then
                return query select r.at, r.lane, r.number, r.role, r.organisation, r.purpose,
                        r.fields as handed_over, r.legal_basis, r.trace, r.user_pseudonym, one.subject
                    from (
                        select l.at, l.lane, l.number, l.subject from log.record l
                        where l.subject = any (known)
                        union all
                        select s.at, s.lane, s.number, s.subject from log.subject s
                        where s.subject = any (known)) as one
                    join log.record r on r.at = one.at and r.lane = one.lane and r.number = one.number
                    where r.decision = 'DISCLOSED' and (of_organisation is null or r.organisation_id = of_organisation)
                    and (of_trace is null or r.trace = of_trace)
                    and (from_time is null or r.at >= from_time) and (until_time is null or r.at < until_time)
                    and (older_than_at is null or (r.at, r.lane, r.number, one.subject)
                        < (older_than_at, older_than_lane, older_than_number, older_than_subject))
                    and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                        > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject))
                    order by r.at, r.lane, r.number, one.subject limit page_size;
            else
                return query select r.at, r.lane, r.number, r.role, r.organisation, r.purpose,
                        r.fields as handed_over, r.legal_basis, r.trace, r.user_pseudonym, one.subject
                    from (
                        select l.at, l.lane, l.number, l.subject from log.record l
                        where l.subject = any (known)
                        union all
                        select s.at, s.lane, s.number, s.subject from log.subject s
                        where s.subject = any (known)) as one
                    join log.record r on r.at = one.at and r.lane = one.lane and r.number = one.number
                    where r.decision = 'DISCLOSED' and (of_organisation is null or r.organisation_id = of_organisation)
                    and (of_trace is null or r.trace = of_trace)
                    and (from_time is null or r.at >= from_time) and (until_time is null or r.at < until_time)
                    and (older_than_at is null or (r.at, r.lane, r.number, one.subject)
                        < (older_than_at, older_than_lane, older_than_number, older_than_subject))
                    and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                        > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject))
                    order by r.at desc, r.lane desc, r.number desc, one.subject desc limit page_size;
            end if;
        end if;
    end $$;

revoke execute on function serve.auditor_disclosures from public;

grant execute on function serve.auditor_disclosures to "doelgroepregister_auditor";

-- Someone's own records, as a page like the auditor's, under the pseudonyms of one person by the present key, first,
-- and the retired ones. That they looked is recorded under the first.
--
-- Where the log-in named an employer by its number alone, the citizen reads the register's name for it, or nothing: the
-- number may be somebody's BSN. A name that was recorded before names had bounds is read within them.
create or replace function serve.citizen_disclosures(of_lane integer, consultations text, known bytea[],
        from_time timestamptz, until_time timestamptz,
        older_than_at timestamptz, older_than_lane integer, older_than_number bigint, older_than_subject bytea,
        newer_than_at timestamptz, newer_than_lane integer, newer_than_number bigint, newer_than_subject bytea,
        page_size integer, backwards boolean)
    returns table (at timestamptz, lane integer, number bigint, role text, organisation text, purpose text,
        handed_over text, legal_basis text, trace bytea, of_user bytea, subject bytea)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    begin
        if coalesce(cardinality(known) not between 1 and 255 or page_size not between 0 and 1000
            or known[1] <> decode(split_part(consultations, chr(31), 9), 'hex'), true) then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        if backwards then
            return query select r.at, r.lane, r.number, r.role,
                    case when r.role = 'EMPLOYER' and r.organisation ~ '^[0-9]*$' then coalesce((
                        select regexp_replace(left(p.name, 255), '[\x01-\x1f\x7f-\x9f\u2028\u2029]', ' ', 'g')
                        from register.payroll p
                        where p.superseded_by is null and p.name !~ '^[0-9]*$'
                            and (p.kvk = r.organisation_id or p.rsin = r.organisation_id)
                        order by p.id desc limit 1), '') else r.organisation end,
                    r.purpose, r.fields as handed_over, r.legal_basis, r.trace, r.user_pseudonym, one.subject
                from (
                    select l.at, l.lane, l.number, l.subject from log.record l
                    where l.subject = any (known)
                    union all
                    select s.at, s.lane, s.number, s.subject from log.subject s
                    where s.subject = any (known)) as one
                join log.record r on r.at = one.at and r.lane = one.lane and r.number = one.number
                where r.decision = 'DISCLOSED'
                and (from_time is null or one.at >= from_time) and (until_time is null or one.at < until_time)
                and (older_than_at is null or (r.at, r.lane, r.number, one.subject)
                    < (older_than_at, older_than_lane, older_than_number, older_than_subject))
                and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                    > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject))
                order by r.at, r.lane, r.number, one.subject limit page_size;
        else
            return query select r.at, r.lane, r.number, r.role,
                    case when r.role = 'EMPLOYER' and r.organisation ~ '^[0-9]*$' then coalesce((
                        select regexp_replace(left(p.name, 255), '[\x01-\x1f\x7f-\x9f\u2028\u2029]', ' ', 'g')
                        from register.payroll p
                        where p.superseded_by is null and p.name !~ '^[0-9]*$'
                            and (p.kvk = r.organisation_id or p.rsin = r.organisation_id)
                        order by p.id desc limit 1), '') else r.organisation end,
                    r.purpose, r.fields as handed_over, r.legal_basis, r.trace, r.user_pseudonym, one.subject
                from (
                    select l.at, l.lane, l.number, l.subject from log.record l
                    where l.subject = any (known)
                    union all
                    select s.at, s.lane, s.number, s.subject from log.subject s
                    where s.subject = any (known)) as one
                join log.record r on r.at = one.at and r.lane = one.lane and r.number = one.number
                where r.decision = 'DISCLOSED'
                and (from_time is null or one.at >= from_time) and (until_time is null or one.at < until_time)
                and (older_than_at is null or (r.at, r.lane, r.number, one.subject)
                    < (older_than_at, older_than_lane, older_than_number, older_than_subject))
                and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                    > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject))
                order by r.at desc, r.lane desc, r.number desc, one.subject desc limit page_size;
        end if;
        perform log.append(of_lane, consultations, null, null, null, false);
    end $$;

revoke execute on function serve.citizen_disclosures from public;

grant execute on function serve.citizen_disclosures to "doelgroepregister_citizen";

-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
create or replace function serve.citizen_look_up(of_lane integer, consultations text, quotas integer[], many bytea,
        bsns text, days text)
    returns table (place bigint, wait integer, registered boolean, ends_on date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        return query select asked.place, waits[case when many is null then asked.place else 1 end],
            r.bsn is not null, r.ends_on
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        order by asked.place;
    end $$;

revoke execute on function serve.citizen_look_up from public;

grant execute on function serve.citizen_look_up to "doelgroepregister_citizen";

-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
create or replace function serve.employer_look_up(of_lane integer, consultations text, quotas integer[], many bytea,
        bsns text, days text)
    returns table (place bigint, wait integer, registered boolean, ends_on date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        return query select asked.place, waits[case when many is null then asked.place else 1 end],
            r.bsn is not null, r.ends_on
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        order by asked.place;
    end $$;

revoke execute on function serve.employer_look_up from public;

grant execute on function serve.employer_look_up to "doelgroepregister_employer";

-- Put other content in a session that still lives.
create or replace function serve.portal_session_change(of_id bytea, new_content bytea)
    returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    update portal.session s set content = new_content
    where s.id = of_id and clock_timestamp() < s.ends_at
        and clock_timestamp() < s.used_at + make_interval(secs => s.idle_seconds);
    $$;

revoke execute on function serve.portal_session_change from public;

grant execute on function serve.portal_session_change to "doelgroepregister_portal";

-- End a session.
create or replace function serve.portal_session_end(of_id bytea)
    returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    delete from portal.session where id = of_id;
    $$;

revoke execute on function serve.portal_session_end from public;

grant execute on function serve.portal_session_end to "doelgroepregister_portal";

-- Start a session; some of those that ended long ago go with it.
create or replace function serve.portal_session_start(of_id bytea, new_content bytea, idle integer, lasts integer)
    returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    delete from portal.session where id in (
        select id from portal.session where ends_at < statement_timestamp() limit 1000 for update skip locked);
    insert into portal.session (id, content, idle_seconds, used_at, ends_at)
    values (of_id, new_content, idle, clock_timestamp(), clock_timestamp() + make_interval(secs => lasts));
    $$;

revoke execute on function serve.portal_session_start from public;

grant execute on function serve.portal_session_start to "doelgroepregister_portal";

-- A session that still lives, which begins to be idle anew.
create or replace function serve.portal_session_use(of_id bytea)
    returns table (content bytea, idle integer, lasts integer)
    language sql security definer set search_path = pg_catalog, pg_temp as $$
    update portal.session s set used_at = clock_timestamp()
    where s.id = of_id and clock_timestamp() < s.ends_at
        and clock_timestamp() < s.used_at + make_interval(secs => s.idle_seconds)
    returning s.content, s.idle_seconds, extract(epoch from s.ends_at - clock_timestamp())::integer;
    $$;

revoke execute on function serve.portal_session_use from public;

grant execute on function serve.portal_session_use to "doelgroepregister_portal";

-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
--
-- A ground's end isn't known before its day, nor is why it ended.
create or replace function serve.suwinet_look_up(of_lane integer, consultations text, quotas integer[], many bytea,
        bsns text, days text)
    returns table (place bigint, wait integer, registered boolean, ends_on date,
        counting_from date, ground_codes text[], ground_starts date[], ground_ends date[])
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        return query select asked.place, waits[case when many is null then asked.place else 1 end],
            r.bsn is not null, r.ends_on, r.counting_from, held.codes, held.starts, held.ends
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        left join lateral (
            select
                array_agg(g.code::text order by g.start_date, g.code::text collate "C") as codes,
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

revoke execute on function serve.suwinet_look_up from public;

grant execute on function serve.suwinet_look_up to "doelgroepregister_suwinet";

comment on schema register is
    'The facts as they were delivered, append-only, and what follows from them: who is registered on which day';

comment on schema log is
    'The disclosure log (verwerkingenlog): who was consulted by whom, why, and what was handed over; append-only';

comment on schema portal is 'The sessions of those who logged in to the portals (Mijn UWV, werkgeversportaal)';

comment on schema serve is 'The functions that the serving roles may execute: all that they may do';

comment on type register.ground_code is
    'A statutory ground of admission (grondslag): Wfsv 38b lid 1 and 2, 38f lid 5; Besluit Wfsv 2.24 and 2.25';

comment on type register.event_kind is
    'A direct end of a registration (directe uitschrijving) that is recorded: Besluit SUWI 3.2';

comment on type register.employment_kind is
    'Own staff (REGULAR), hired in (AGENCY: uitzend, SECONDED: detachering), or protected work (Wsw)';

comment on type register.sector is
    'The sector that an employer counts for in the job agreement (banenafspraak): overheid or markt';

comment on type register.rule_set is
    'What holds once all grounds have stopped, by the day asked about: Besluit SUWI 3.2 lid 2-4 and 8';

comment on type register.end_cause is
    'Why a registration is over: a direct end, the AOW age (PENSION_AGE), or its last counting day (LAPSED)';

comment on column register.builds.only_row is 'Always true: there is one row';

comment on column register.builds.oldest is 'The level of the oldest build of the service that is served';

comment on column register.builds.newest is 'The level of the newest build of the service that is served';

comment on column register.recompute_due.reason is 'What changed, in words';

comment on column register.recompute_due.since is 'When the migration that says so was run';

comment on table register.delivery is 'One import run (levering); every fact names the delivery it came with';

comment on column register.delivery.id is 'The number of the delivery, in the order in which they began';

comment on column register.delivery.recorded_at is 'When it was recorded';

comment on column register.delivery.counts is 'How many facts were new and changed: by the name of the file';

comment on table register.person is 'A person on file, by BSN; no name and no address';

comment on column register.person.id is 'The number of the row';

comment on column register.person.bsn is 'Burgerservicenummer, without its leading zeros (nine digits)';

comment on column register.person.birth_date is
    'Geboortedatum, for the AOW age (AOW 7a); never disclosed, empty if not delivered';

comment on column register.person.delivery is 'The delivery it came with';

comment on column register.person.superseded_by is 'The delivery that corrected it; empty while it holds';

comment on table register.ground is 'A ground of admission (grondslag) of a person, for a time: Wfsv 38b lid 1 and 2';

comment on column register.ground.id is 'The number of the row, by which a registration names it';

comment on column register.ground.bsn is 'Whose: burgerservicenummer, without its leading zeros';

comment on column register.ground.code is 'Which ground';

comment on column register.ground.start_date is 'Begindatum: the first day on which it holds';

comment on column register.ground.end_date is
    'Einddatum: the first day on which it no longer holds; empty while none is known';

comment on column register.ground.end_reason is 'Reden einde, as delivered; only an assessor reads it';

comment on column register.ground.delivery is 'The delivery it came with';

comment on column register.ground.superseded_by is 'The delivery that corrected it; empty while it holds';

comment on table register.event is 'A direct end (directe uitschrijving) of a person''s registration: Besluit SUWI 3.2';

comment on column register.event.id is 'The number of the row, by which a registration names it';

comment on column register.event.bsn is 'Whose: burgerservicenummer, without its leading zeros';

comment on column register.event.kind is 'Which direct end';

comment on column register.event.day is
    'The day it happened; of protected work that of the decision, which ends the registration a day later';

comment on column register.event.delivery is 'The delivery it came with';

comment on table register.payroll is
    'A payroll tax number (loonheffingennummer) and the organisation that it belongs to';

comment on column register.payroll.id is 'The number of the row; the newest of an organisation says its name';

comment on column register.payroll.payroll_tax_number is
    'Loonheffingennummer: the nine digits times 100 plus the two digits after the L; may hold a BSN';

comment on column register.payroll.kvk is 'KvK-nummer of the organisation (eight digits), if delivered';

comment on column register.payroll.rsin is
    'RSIN of the organisation (nine digits), if delivered; of a sole trader it may be a BSN';

comment on column register.payroll.name is 'Name of the organisation, if delivered';

comment on column register.payroll.sector is 'Its sector (overheid or markt), if delivered';

comment on column register.payroll.delivery is 'The delivery it came with';

comment on column register.payroll.superseded_by is 'The delivery that corrected it; empty while it holds';

comment on table register.employment is
    'An employment (dienstverband) of a person with a payroll tax number, also of persons who aren''t registered';

comment on column register.employment.payroll_tax_number is
    'Loonheffingennummer: the nine digits times 100 plus the two digits after the L';

comment on column register.employment.bsn is 'Of whom: burgerservicenummer, without its leading zeros';

comment on column register.employment.start_date is 'Its first day';

comment on column register.employment.end_date is 'Its last day; empty while none is known';

comment on column register.employment.kind is 'Of what kind: rosters list REGULAR and PROTECTED_WSW';

comment on column register.employment.hours_per_week is
    'Paid hours a week (verloonde uren), if delivered; 25.5 make a job';

comment on column register.employment.delivery is 'The delivery it came with';

comment on column register.employment.superseded_by is 'The delivery that corrected it; empty while it holds';

comment on table register.registration is
    'Who is registered (registratie), derived, for days from from_day up to, not including, until_day; Besluit SUWI 3.2';

comment on column register.registration.bsn is 'Who is registered: burgerservicenummer, without its leading zeros';

comment on column register.registration.from_day is
    'The first day asked about that this is the answer for; never before 2013-01-01, the day after the baseline';

comment on column register.registration.until_day is 'The first day asked about that it is no longer the answer for';

comment on column register.registration.after_day is
    'The until_day of the row before it of the same person; empty for the first';

comment on column register.registration.registered_from is
    'Date of registration: the first day of the earliest ground of this unbroken registration';

comment on column register.registration.ends_on is
    'Einddatum registratie: the last counting day that is known on the days asked about; empty for an indefinite time';

comment on column register.registration.counting_from is
    'Begin meetellen Wet banenafspraak en quotumheffing: registered_from, but never before 2013-01-01';

comment on column register.registration.rule_set is
    'The rules that it runs on by, once all grounds have stopped; empty while one holds';

comment on column register.registration.person is 'The row of register.person that it follows from';

comment on column register.registration.grounds is 'The rows of register.ground that it follows from';

comment on column register.registration.cause is
    'Why it is over at until_day; empty if it isn''t, or goes on in another row';

comment on column register.registration.event is 'The row of register.event that ends it at until_day, if one does';

comment on column log.lane.id is 'The number of the lane';

comment on column log.lane.number is 'The number of its last record; 0 before the first';

comment on column log.lane.at is 'The time of its last record';

comment on table log.record is
    'A consultation (raadpleging), whether disclosed or refused: Wet SUWI 62a, AVG 5 lid 2 and 30';

comment on column log.record.lane is 'The lane that it stands in';

comment on column log.record.number is 'Its number in the lane, from 1 on without a gap';

comment on column log.record.at is
    'When: the same for all records of one call, and later than any before it in the lane';

comment on column log.record.decision is 'DISCLOSED, or the code it was refused with';

comment on column log.record.role is 'The role of who asked';

comment on column log.record.organisation_id is
    'KvK-nummer, RSIN or OIN of the organisation that asked; empty for a citizen';

comment on column log.record.organisation is 'Its name, as its log-in or token says';

comment on column log.record.user_pseudonym is 'Who asked: an HMAC whose key the database never sees';

comment on column log.record.subject is
    'Who was consulted, as such a pseudonym; empty if that are several, or the consultation was refused';

comment on column log.record.subject_count is 'How many persons were consulted';

comment on column log.record.purpose is 'Why (doelbinding): Wfsv 38d';

comment on column log.record.fields is 'What was handed over: coordinates of the schema, with a space between them';

comment on column log.record.legal_basis is 'On what legal basis, with a semicolon between several';

comment on column log.record.operation is 'SHA-256 of the document that asked';

comment on column log.record.trace is 'The trace id of the request (W3C Trace Context)';

comment on table log.subject is 'The persons of a record about several of them, such as a roster';

comment on column log.subject.at is 'When: as its record';

comment on column log.subject.lane is 'The lane of its record';

comment on column log.subject.number is 'The number of its record';

comment on column log.subject.subject is 'Who was consulted, as a pseudonym';

comment on table log.consulted is
    'How many persons a user, or an organisation in one role, consulted in the present hour and day: for the quotas';

comment on column log.consulted.holder is 'Who: `user` and a pseudonym, or a role and the number of an organisation';

comment on column log.consulted.per_user is 'Whether it is a user';

comment on column log.consulted.hour is 'The latest hour of the clock that was counted in';

comment on column log.consulted.in_hour is 'Persons consulted in that hour';

comment on column log.consulted.refused_in_hour is 'Refusals recorded in that hour';

comment on column log.consulted.day is 'The latest day (in the Netherlands) that was counted in';

comment on column log.consulted.in_day is 'Persons consulted on that day';

comment on table portal.session is
    'A session of the portals, or an answer kept for it; nobody reads it here: its key is made of the cookie';

comment on column portal.session.content is 'What it holds, encrypted';

comment on column portal.session.idle_seconds is 'After how many seconds without use it ends';

comment on column portal.session.used_at is 'When it was used last';
