set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- squawk-ignore ban-drop-function
drop function cases.letter_of_recipient;

-- Whether these persons are registered on a day, on which grounds and until when: what may be done with a
-- deregistration depends on it. That a worklist was seen is no look-up; it says nothing of this.
create or replace function serve.assessor_standings(of_bsns integer[], of_day date)
    returns table (bsn integer, grounds jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select r.bsn, (select coalesce(jsonb_agg(jsonb_build_object('code', g.code, 'start_date', g.start_date,
            'end_date', g.end_date) order by g.id), '[]')
        from register.ground g where g.id = any (r.grounds) and g.start_date <= of_day)
    from register.registration r where register.require_days(array[of_day], false) and r.bsn = any (of_bsns) and r.from_day <= of_day and r.until_day > of_day
$$;

revoke execute on function serve.assessor_standings from public;

grant execute on function serve.assessor_standings to "doelgroepregister_assessor";

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

-- A letter to an organisation, by its id; nothing if it isn't theirs, known or not. It fails for a user from whom the
-- organisation took this service.
create or replace function serve.employer_letter(of_user bytea, of_kvk text, of_rsin text, of_letter uuid)
    returns table (one jsonb)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform authorisation.require('LETTERS', of_user, array[of_kvk, of_rsin]);
        return query select to_jsonb(l) from cases.letter l
            where l.id = of_letter and l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin);
    end $$;

revoke execute on function serve.employer_letter from public;

grant execute on function serve.employer_letter to "doelgroepregister_employer";

-- The letters to an organisation between two of them, newest first, backwards oldest first. It fails for a user from whom
-- the organisation took this service.
create or replace function serve.employer_letters(of_user bytea, of_kvk text, of_rsin text, older_than timestamptz,
        older_than_id uuid, newer_than timestamptz, newer_than_id uuid, page_size integer, backwards boolean, only_unread boolean)
    returns table (one jsonb)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform authorisation.require('LETTERS', of_user, array[of_kvk, of_rsin]);
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

-- Note when a letter was opened first, and record that it was handed over; nothing if it isn't theirs, known or not. It
-- fails for a user from whom the organisation took this service.
create or replace function serve.employer_read_letter(of_lane integer, consultation text, of_user bytea, of_kvk text,
        of_rsin text, of_bsn integer, of_letter uuid) returns table (one jsonb)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        found_letter cases.letter;
    begin
        perform authorisation.require('LETTERS', of_user, array[of_kvk, of_rsin]);
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
