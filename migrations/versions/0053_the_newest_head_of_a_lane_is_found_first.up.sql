set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- A row a connection, so the index is there in a moment.
-- squawk-ignore ban-drop-constraint, adding-serial-primary-key-field, constraint-missing-not-valid
alter table log.lane drop constraint lane_pkey, add constraint lane_pkey primary key (id, number);

-- The only way into the log.
--
-- Consultations come as one text, which costs the service and the database least: at most 1,000 lines parted by the
-- character 30, and in each line, parted by the character 31, what models/record.py says: organisation_id, organisation,
-- user_pseudonym (hex), purpose, fields, legal_basis, operation (hex), trace (hex), subject (hex, or nothing), counted
-- (`1` if the quotas count it), decision (of a refusal; else nothing), rsin (of an employer as the log-in says it, or
-- nothing), user_id (of a user of an employer, in hex). The order of what is hashed stands there too.
--
-- One record a line, whose subject is that of the BSN at its place in `bsns`; with `many`, one record about all of
-- those subjects, which are of `bsns` if those are known; when `refusing`, records without a subject. Numbers in hex
-- are written as the log writes them whatever their case, and a list sorted, each subject once. Only what is certain to
-- be durable when the statement is over is written. Returns a line's seconds to wait: 0, unless a quota refuses it.
--
-- The records of one call have one time, later than that of any before them in the lane. A lane's time may run ahead of
-- the clock; quotas are counted by the clock.
--
-- quotas: the most consulted persons by user and hour, user and day, organisation and hour, organisation and day, and
-- the most refusals of a user recorded in an hour.
create or replace function log.append(of_lane integer, consultations text, quotas integer[], many bytea,
        bsns integer[], refusing boolean) returns integer[] language plpgsql
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
    set search_path = pg_catalog, pg_temp as $$
    declare
        lines text[] := string_to_array(consultations, chr(30));
        list bytea;
        head log.lane;
        moment timestamptz;
        waits integer[] := array_fill(0, array[cardinality(lines)]);
        users text[];
        organisations text[];
        weights integer[];
        kept boolean[];
        fits boolean;
        ascending boolean;
        persons bigint;
        subjects bigint;
    begin
        if current_setting('synchronous_commit') not in ('on', 'remote_apply') then
            raise exception 'the log is written durably or not at all: synchronous_commit must be on'
                using errcode = '55000';
        end if;
        if cardinality(lines) not between 1 and 1000 or lines is null
            or coalesce(cardinality(quotas) <> 5 or 0 > any (quotas), quotas is not null)
            or length(many) % 16 <> 0 or length(many) > 800000 then
            raise exception 'a call of the log is not as it should be' using errcode = '22023';
        end if;
        -- What is checked here is what every record has; the columns check the lengths of pseudonyms.
        select bool_and(cardinality(one.f) between 11 and 13 and length(one.f[1]) <= 20 and length(one.f[2]) <= 255
                and length(one.f[4]) <= 40 and length(one.f[5]) <= 20000 and length(one.f[6]) <= 20000
                and length(one.f[7]) = 64 and coalesce(length(one.f[12]) <= 20, true)
                and (one.f[9] <> '') = (many is null and not refusing)
                and case when refusing then one.f[11] ~ '^[A-Z_]{2,40}$' and one.f[11] <> 'DISCLOSED'
                    else one.f[11] = '' end),
            count(distinct one.bsn), count(distinct decode(one.f[9], 'hex'))
        into fits, persons, subjects
        from (select string_to_array(given.line, chr(31)) as f, given.bsn from unnest(lines, bsns) as given (line, bsn)
            offset 0) as one;
        if many is not null then
            list := many;
            select bool_and(
                substring(many from 16 * one.place + 1 for 16) > substring(many from 16 * one.place - 15 for 16))
            into ascending from (select generate_series(1, length(many) / 16 - 1) as place) as one;
            if not ascending then
                select string_agg(one.subject, '' order by one.subject) into list
                from (select distinct substring(many from 16 * place + 1 for 16) as subject
                    from generate_series(0, length(many) / 16 - 1) as place) as one;
            end if;
            fits := fits and cardinality(lines) = 1 and (bsns is null or length(list) / 16 = persons);
        elsif not refusing then
            fits := fits and cardinality(lines) = coalesce(cardinality(bsns), 1);
            -- Each person has a subject of their own: as many pairs as persons and as subjects.
            if bsns is not null and (persons, subjects) <> (cardinality(lines), cardinality(lines)) then
                select fits and persons = subjects and persons = count(distinct (one.bsn, one.subject)) into fits
                from (select given.bsn, decode(split_part(given.line, chr(31), 9), 'hex') as subject
                    from unnest(lines, bsns) as given (line, bsn)) as one;
            end if;
        end if;
        if fits is not true then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        -- The newest version is found first, however many older ones somebody's snapshot keeps (see docs/decisions/0057).
        select * into head from log.lane where id = of_lane
            and role = upper(substring(session_user::text from '[^_]+$')) order by number desc limit 1 for update;
        if not found then
            raise exception 'this lane is not one of the role' using errcode = '42501';
        end if;
        moment := greatest(clock_timestamp(), head.at + interval '1 microsecond');
        if quotas is not null then
            select array_agg(encode(decode(split_part(line, chr(31), 3), 'hex'), 'hex') order by place),
                array_agg(case when head.role <> 'EMPLOYER' then split_part(line, chr(31), 1) else coalesce(
                    nullif(split_part(line, chr(31), 12), ''),
                    (select p.rsin from register.payroll p where p.superseded_by is null
                        and p.kvk = split_part(line, chr(31), 1) order by p.rsin limit 1),
                    split_part(line, chr(31), 1)) end order by place),
                array_agg(case when split_part(line, chr(31), 10) = '' then 0 else coalesce(length(list) / 16, 1) end
                    order by place)
            into users, organisations, weights from unnest(lines) with ordinality as l (line, place);
            waits := log.count_persons(head.role, users, organisations, weights, quotas, clock_timestamp());
            if 0 < any (waits) then
                kept := log.bound_refusals(array(select case when w.wait > 0 then users[w.place] end
                    from unnest(waits) with ordinality as w (wait, place) order by w.place), quotas[5],
                    clock_timestamp());
            end if;
        end if;
        with parted as (
            select l.place, string_to_array(l.line, chr(31)) as f
            from unnest(lines) with ordinality as l (line, place)
            where waits[l.place] = 0 or kept[l.place] offset 0
        ), given as (
            select row_number() over (order by p.place) + head.number as number, waits[p.place] > 0 as refused,
                case when waits[p.place] > 0 then 'RATE_LIMITED' when refusing then p.f[11] else 'DISCLOSED' end
                    as decision,
                p.f[1] as organisation_id, p.f[2] as organisation, decode(p.f[3], 'hex') as of_user,
                p.f[4] as purpose, p.f[5] as fields, p.f[6] as legal_basis, decode(p.f[7], 'hex') as operation,
                decode(p.f[8], 'hex') as trace,
                case when waits[p.place] > 0 or refusing then null else nullif(decode(p.f[9], 'hex'), '') end as subject
            from parted p
        ), counted as (
            select given.*,
                case when refused then 0 else coalesce(length(list) / 16, (subject is not null)::integer) end
                    as persons,
                case when not refused then sha256(list) end as digest
            from given
        ), added as (
            insert into log.record (lane, number, at, decision, role, organisation_id, organisation, user_pseudonym,
                subject, subject_count, subjects_digest, purpose, fields, legal_basis, operation, trace, hash)
            select of_lane, c.number, moment, c.decision, head.role, c.organisation_id, c.organisation, c.of_user,
                c.subject, c.persons, c.digest, c.purpose, c.fields, c.legal_basis, c.operation, c.trace,
                sha256(head.hash || convert_to(concat_ws(chr(31), of_lane, c.number,
                    (extract(epoch from moment) * 1000000)::bigint, c.decision, head.role, c.organisation_id,
                    c.organisation, encode(c.of_user, 'hex'), coalesce(encode(c.subject, 'hex'), ''), c.persons,
                    coalesce(encode(c.digest, 'hex'), ''), c.purpose, c.fields, c.legal_basis,
                    encode(c.operation, 'hex'), encode(c.trace, 'hex')), 'UTF8'))
            from counted c
            returning record.number, record.hash
        )
        update log.lane l set number = last.number, hash = last.hash, at = moment
        from (select max(a.number) as number, sha256(string_agg(a.hash, '' order by a.number)) as hash
            from added a) as last
        where l.id = of_lane and l.number = head.number and last.number is not null;
        if length(list) > 0 and waits[1] = 0 then
            insert into log.subject (at, lane, number, subject)
            select moment, of_lane, head.number + 1, substring(list from 16 * place + 1 for 16)
            from (select generate_series(0, length(list) / 16 - 1) as place) as one;
        end if;
        return waits;
    end $$;

revoke execute on function log.append from public;
