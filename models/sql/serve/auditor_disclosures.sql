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
