-- Someone's own records, as a page like the auditor's, under the pseudonyms of one person by the present key, first,
-- and the retired ones. That they looked is recorded under the first.
--
-- Where the log-in named an employer by its number alone, the citizen reads the register's name for it, or nothing: the
-- number may be somebody's BSN. A name that was recorded before names had bounds is read within them.
-- Who looked is for oversight alone: `of_user` is empty, since the service reads the same columns of both.
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
                    r.purpose, r.fields as handed_over, r.legal_basis, r.trace, ''::bytea, one.subject
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
                    r.purpose, r.fields as handed_over, r.legal_basis, r.trace, ''::bytea, one.subject
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
