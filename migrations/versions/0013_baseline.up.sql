set local lock_timeout = '5s';

set local statement_timeout = '5min';

create schema log;

create schema portal;

create schema serve;

revoke all on schema public from public;

create type register.ground_code as enum (
    'PARTICIPATION_ACT_INDICATION', 'PRACTICE_ROUTE', 'WSW_INDICATION', 'WAJONG', 'SPECIAL_EDUCATION',
    'FORMER_WSW', 'TRANSITIONAL', 'WIW_ID_JOB', 'IVA_WAGE_DISPENSATION', 'WORK_PROVISION');

create type register.event_kind as enum ('DEATH', 'PROTECTED_WORK', 'NO_WORK_CAPACITY', 'EMIGRATION', 'VOLUNTARY');

create type register.employment_kind as enum ('REGULAR', 'AGENCY', 'SECONDED', 'PROTECTED_WSW');

create type register.sector as enum ('GOVERNMENT', 'MARKET');

create type register.rule_set as enum ('TWO_YEARS', 'FIXED_DAY', 'INDEFINITE');

create type register.end_cause as enum (
    'DEATH', 'PENSION_AGE', 'PROTECTED_WORK', 'NO_WORK_CAPACITY', 'EMIGRATION', 'VOLUNTARY', 'LAPSED');

create table register.builds (
    only_row boolean primary key default true check (only_row),
    oldest integer not null,
    newest integer not null,
    check (oldest <= newest));

-- A later revision that adds what a newer build needs sets `newest`; one that removes what older builds need sets
-- `oldest`. Its downgrade sets them back.
insert into register.builds (oldest, newest) values (1, 1);

create table register.recompute_due (
    reason text primary key,
    since timestamptz not null default now());

create table register.delivery (
    id bigint generated always as identity primary key,
    recorded_at timestamptz not null default now(),
    counts jsonb not null);

create table register.person (
    id bigint generated always as identity primary key,
    bsn integer not null check (bsn between 1 and 999999999),
    birth_date date,
    delivery bigint not null,
    superseded_by bigint);

create unique index person_current on register.person (bsn) where superseded_by is null;

create table register.ground (
    id bigint generated always as identity primary key,
    bsn integer not null,
    code register.ground_code not null,
    start_date date not null,
    end_date date,
    end_reason text check (length(end_reason) <= 200),
    delivery bigint not null,
    superseded_by bigint,
    check (end_date > start_date));

create unique index ground_current on register.ground (bsn, code, start_date) where superseded_by is null;

create table register.event (
    id bigint generated always as identity primary key,
    bsn integer not null,
    kind register.event_kind not null,
    day date not null,
    delivery bigint not null);

create unique index event_key on register.event (bsn, kind, day);

create table register.payroll (
    id bigint generated always as identity primary key,
    payroll_tax_number bigint not null check (payroll_tax_number between 100 and 99999999999),
    kvk text check (kvk ~ '^[0-9]{8}$'),
    rsin text check (rsin ~ '^[0-9]{9}$'),
    name text,
    sector register.sector,
    delivery bigint not null,
    superseded_by bigint);

create unique index payroll_current on register.payroll (payroll_tax_number) where superseded_by is null;

-- Which of an organisation's numbers the quotas go by: the first RSIN of a KvK number is found in the index.
create index payroll_kvk_rsin on register.payroll (kvk, rsin) where superseded_by is null;

create index payroll_rsin on register.payroll (rsin) where superseded_by is null;

-- Facts are append-only, so what was recorded before these checks stays as it is (`not valid`); a row that was
-- superseded may have any name.
alter table register.payroll add constraint payroll_name_is_a_name check (superseded_by is not null
    or length(name) >= 1 and length(name) <= 255 and name !~ '[\x01-\x1f\x7f-\x9f\u2028\u2029]') not valid;

alter table register.ground add constraint ground_end_reason_is_a_line check (superseded_by is not null
    or length(end_reason) >= 1 and length(end_reason) <= 200
    and end_reason !~ '[\x01-\x1f\x7f-\x9f\u2028\u2029]') not valid;

create table register.employment (
    payroll_tax_number bigint not null,
    bsn integer not null check (bsn between 1 and 999999999),
    start_date date not null,
    end_date date,
    kind register.employment_kind not null,
    hours_per_week numeric(5, 2),
    delivery bigint not null,
    superseded_by bigint,
    check (end_date >= start_date));

create unique index employment_current
    on register.employment (payroll_tax_number, bsn, start_date, kind) include (end_date)
    where superseded_by is null;

-- A person's rows are a chain: each follows one that ends on or before the day it begins, and none is followed twice.
-- So no two overlap, by constraints alone.
create table register.registration (
    bsn integer not null,
    from_day date not null check (from_day >= date '2013-01-01'),
    until_day date not null default 'infinity',
    after_day date,
    registered_from date not null,
    ends_on date,
    counting_from date not null check (counting_from >= date '2013-01-01'),
    rule_set register.rule_set,
    person bigint not null,
    grounds bigint[] not null check (cardinality(grounds) > 0),
    cause register.end_cause,
    event bigint,
    constraint registration_key primary key (bsn, until_day),
    constraint registration_has_days check (from_day < until_day),
    constraint registration_comes_after check (after_day <= from_day),
    constraint registration_is_followed_once unique nulls not distinct (bsn, after_day),
    constraint registration_follows_one foreign key (bsn, after_day)
        references register.registration (bsn, until_day));

create table log.lane (
    id integer generated always as identity primary key,
    role text not null,
    number bigint not null default 0,
    at timestamptz not null default '-infinity',
    hash bytea not null default '\x',
    key bigint default ('x' || substr(md5(gen_random_uuid()::text), 1, 16))::bit(64)::bigint) with (fillfactor = 50);

-- A record is a decision about one consultation: DISCLOSED, or the code it was refused with (then without a subject).
-- It names its subject, or, for a roster and the like, how many there are: those stand in log.subject, and the digest
-- of all of them in order stands in the record.
create table log.record (
    lane integer not null,
    number bigint not null,
    at timestamptz not null,
    decision text not null,
    role text not null,
    organisation_id text not null,
    organisation text not null,
    user_pseudonym bytea not null check (length(user_pseudonym) = 16),
    subject bytea check (length(subject) = 16),
    subject_count integer not null,
    subjects_digest bytea,
    purpose text not null,
    fields text not null,
    legal_basis text not null,
    operation bytea not null,
    trace bytea not null check (length(trace) = 16),
    hash bytea not null,
    primary key (at, lane, number)) partition by range (at);

create index record_subject on log.record (subject, at) where subject is not null;

create index record_organisation on log.record (organisation_id, at);

-- Traces are random: a tree of them would cost a record more than all the rest of its indexes.
create index record_trace on log.record using brin (trace bytea_bloom_ops) with (autosummarize = on);

create table log.subject (
    at timestamptz not null,
    lane integer not null,
    number bigint not null,
    subject bytea not null) partition by range (at);

create index subject_subject on log.subject (subject, at);

create index subject_record on log.subject using brin (at, lane, number) with (pages_per_range = 16);

create table log.record_default partition of log.record default;

create table log.subject_default partition of log.subject default;

-- Who consulted how many persons in the present hour and day: a user, or an organisation in one role.
create table log.consulted (
    holder text primary key,
    per_user boolean not null,
    hour timestamptz not null,
    in_hour integer not null,
    refused_in_hour integer not null,
    day timestamptz not null,
    in_day integer not null) with (fillfactor = 50);

create table log.audit ();

-- What a session holds is encrypted by a key that is made of its cookie, so nobody reads it here.
create table portal.session (
    id bytea primary key check (length(id) = 32),
    content bytea not null check (length(content) <= 65536),
    idle_seconds integer not null check (idle_seconds > 0),
    used_at timestamptz not null,
    ends_at timestamptz not null) with (fillfactor = 50);

create index session_ends on portal.session (ends_at);

comment on table register.builds is 'The levels of the oldest and the newest build that the database serves';

comment on table register.recompute_due is
    'Why all registrations must be derived again: the rules changed. Empty once that is done';

comment on table register.delivery is 'One import run; every fact names the delivery it came with';

comment on table register.registration is
    'Derived from person, ground and event. The answer from from_day up to, not including, until_day';

comment on column register.employment.payroll_tax_number is
    'The nine digits times 100 plus the two digits after the L';

comment on table log.lane is
    'A chain of calls, each of one record or more; one connection of one serving role writes to it at a time';

comment on column log.lane.role is
    'The serving role that writes to it; empty when it is closed, since a restore or failover lost its last records';

comment on column log.lane.hash is
    'sha256 of the hashes, joined, of the records of the last call (those of one time); empty before the first';

comment on column log.lane.key is 'The key of the advisory lock of the connection that writes to it';

comment on column log.record.hash is
    'sha256 of the hash of the lane before the call and the other columns, parted by the character 31';

comment on column log.record.subjects_digest is
    'sha256 of the pseudonyms in log.subject that belong to the record, sorted and joined';

comment on table log.audit is 'Empty: audits lock it, those that only read in share mode';

comment on column portal.session.id is 'sha256 of the value of the cookie';

comment on column portal.session.ends_at is
    'It ends then, or so many idle_seconds after used_at, if that is sooner';

-- A correction marks the old row as superseded and adds one: nothing else about a recorded fact ever changes.
create or replace function register.refuse_change() returns trigger language plpgsql as $$
    begin
        if tg_op = 'UPDATE' and old.superseded_by is null and new.superseded_by is not null
            and to_jsonb(old) - 'superseded_by' = to_jsonb(new) - 'superseded_by' then
            return new;
        end if;
        raise exception 'recorded facts are append-only: supersede the row instead' using errcode = '55000';
    end $$;

-- A recorded fact is never removed.
create or replace function register.refuse_removal() returns trigger language plpgsql as $$
    begin
        raise exception 'recorded facts are append-only: supersede the row instead' using errcode = '55000';
    end $$;

-- A record of the log is never changed and never removed.
create or replace function log.refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception 'the disclosure log is append-only' using errcode = '55000';
    end $$;

revoke execute on function log.refuse_change from public;

create trigger append_only before update on register.person
    for each row execute function register.refuse_change();

create trigger append_only before update on register.ground
    for each row execute function register.refuse_change();

create trigger append_only before update on register.payroll
    for each row execute function register.refuse_change();

create trigger append_only before update on register.employment
    for each row execute function register.refuse_change();

create trigger append_only before update on register.event
    for each row execute function register.refuse_removal();

create trigger no_removal before delete or truncate on register.person
    for each statement execute function register.refuse_removal();

create trigger no_removal before delete or truncate on register.ground
    for each statement execute function register.refuse_removal();

create trigger no_removal before delete or truncate on register.event
    for each statement execute function register.refuse_removal();

create trigger no_removal before delete or truncate on register.payroll
    for each statement execute function register.refuse_removal();

create trigger no_removal before delete or truncate on register.employment
    for each statement execute function register.refuse_removal();

create trigger append_only before update or delete on log.record
    for each row execute function log.refuse_change();

create trigger append_only before update or delete on log.subject
    for each row execute function log.refuse_change();

create trigger no_emptying before truncate on log.record
    for each statement execute function log.refuse_change();

create trigger no_emptying before truncate on log.subject
    for each statement execute function log.refuse_change();

create trigger no_emptying before truncate on log.record_default
    for each statement execute function log.refuse_change();

create trigger no_emptying before truncate on log.subject_default
    for each statement execute function log.refuse_change();

grant usage on schema serve to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet", "doelgroepregister_assessor",
    "doelgroepregister_monitor", "doelgroepregister_auditor", "doelgroepregister_portal";

-- The only way into the log.
--
-- Consultations come as one text, which costs the service and the database least: at most 1,000 lines parted by the
-- character 30, and in each line, parted by the character 31: organisation id, organisation, user (hex), purpose,
-- fields, legal basis, operation (hex), trace (hex), subject (hex, or nothing), `1` if the quotas count it, decision
-- (of a refusal; else nothing), and an employer's RSIN as the log-in says it, or nothing.
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
    set plan_cache_mode = force_generic_plan
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
        select bool_and(cardinality(one.f) in (11, 12) and length(one.f[1]) <= 20 and length(one.f[2]) <= 255
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
        select * into head from log.lane where id = of_lane
            and role = upper(substring(session_user::text from '[^_]+$')) for update;
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
        where l.id = of_lane and last.number is not null;
        if length(list) > 0 and waits[1] = 0 then
            insert into log.subject (at, lane, number, subject)
            select moment, of_lane, head.number + 1, substring(list from 16 * place + 1 for 16)
            from (select generate_series(0, length(list) / 16 - 1) as place) as one;
        end if;
        return waits;
    end $$;

revoke execute on function log.append from public;

-- Which of these refusals are recorded: of each user at most so many in an hour.
create or replace function log.bound_refusals(users text[], most integer, moment timestamptz)
    returns boolean[] language plpgsql set search_path = pg_catalog, pg_temp as $$
    declare
        this_hour timestamptz := date_trunc('hour', moment);
        this_day timestamptz := date_trunc('day', moment, 'Europe/Amsterdam');
        kept boolean[];
    begin
        with refused as (
            select 'user ' || one.of_user as holder, count(*)::integer as n
            from unnest(users) as one (of_user) where one.of_user is not null group by 1
        ), counted as (
            insert into log.consulted as c
            select refused.holder, true, this_hour, 0, refused.n, this_day, 0 from refused order by refused.holder
            on conflict (holder) do update set
                hour = greatest(c.hour, excluded.hour), day = greatest(c.day, excluded.day),
                in_hour = case when c.hour >= excluded.hour then c.in_hour else 0 end + excluded.in_hour,
                refused_in_hour = case when c.hour >= excluded.hour then c.refused_in_hour else 0 end
                    + excluded.refused_in_hour,
                in_day = case when c.day >= excluded.day then c.in_day else 0 end + excluded.in_day
            returning c.holder, c.refused_in_hour
        )
        select array_agg(coalesce(counted.refused_in_hour - refused.n + one.rank <= most, false) order by one.place)
        into kept
        from (select 'user ' || u.of_user as holder, u.place,
                row_number() over (partition by u.of_user order by u.place) as rank
            from unnest(users) with ordinality as u (of_user, place)) as one
        left join counted on counted.holder = one.holder
        left join refused on refused.holder = one.holder;
        return kept;
    end $$;

revoke execute on function log.bound_refusals from public;

-- Count the persons of some consultations for the quotas (`log.append` says which): a consultation's seconds to wait, 0
-- unless a quota refuses it.
--
-- The present hour and day of a holder are the latest that any clock has seen. What a clock behind them counts is added
-- to them: several processes pass an hour one after another, and a clock may be set back.
create or replace function log.count_persons(of_role text, users text[], organisation_ids text[],
        weights integer[], quotas integer[], moment timestamptz) returns integer[] language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        this_hour timestamptz := date_trunc('hour', moment);
        this_day timestamptz := date_trunc('day', moment, 'Europe/Amsterdam');
        waits integer[] := array_fill(0, array[cardinality(users)]);
        over boolean;
        until timestamptz;
    begin
        with asked as (
            select 'user ' || one.of_user as holder, true as per_user, sum(one.weight)::integer as n
            from unnest(users, weights) as one (of_user, weight) where one.weight > 0 group by 1
            union all
            select of_role || ' ' || one.organisation, false, sum(one.weight)::integer
            from unnest(organisation_ids, weights) as one (organisation, weight)
            where one.weight > 0 and one.organisation <> '' group by 1
        ), counted as (
            insert into log.consulted as c
            select asked.holder, asked.per_user, this_hour, asked.n, 0, this_day, asked.n
            from asked order by asked.holder
            on conflict (holder) do update set
                hour = greatest(c.hour, excluded.hour), day = greatest(c.day, excluded.day),
                in_hour = case when c.hour >= excluded.hour then c.in_hour else 0 end + excluded.in_hour,
                refused_in_hour = case when c.hour >= excluded.hour then c.refused_in_hour else 0 end
                    + excluded.refused_in_hour,
                in_day = case when c.day >= excluded.day then c.in_day else 0 end + excluded.in_day
            returning c.per_user, c.in_hour, c.in_day
        )
        select coalesce(bool_or(in_hour > case when per_user then quotas[1] else quotas[3] end
            or in_day > case when per_user then quotas[2] else quotas[4] end), false) into over from counted;
        if not over then
            return waits;
        end if;
        -- Somebody is over: give all of it back, then count item by item. The rows stay locked meanwhile.
        update log.consulted c set in_hour = c.in_hour - back.n, in_day = c.in_day - back.n
        from (select holder, sum(weight)::integer as n from (
                select 'user ' || one.of_user as holder, one.weight
                from unnest(users, weights) as one (of_user, weight)
                union all
                select of_role || ' ' || one.organisation, one.weight
                from unnest(organisation_ids, weights) as one (organisation, weight)) as both_of group by 1) as back
        where c.holder = back.holder and back.n > 0;
        for item in 1 .. cardinality(users) loop
            continue when weights[item] = 0;
            select greatest(
                max(case when c.in_hour + weights[item] > case when c.per_user then quotas[1] else quotas[3] end
                    then c.hour + interval '1 hour' end),
                max(case when c.in_day + weights[item] > case when c.per_user then quotas[2] else quotas[4] end
                    then (c.day at time zone 'Europe/Amsterdam' + interval '1 day') at time zone 'Europe/Amsterdam'
                    end))
            into until from log.consulted c
            where c.holder in ('user ' || users[item], of_role || ' ' || organisation_ids[item]);
            if until is not null then
                waits[item] := ceil(extract(epoch from until - moment));
            else
                update log.consulted c set in_hour = c.in_hour + weights[item], in_day = c.in_day + weights[item]
                where c.holder in ('user ' || users[item], of_role || ' ' || organisation_ids[item]);
            end if;
        end loop;
        return waits;
    end $$;

revoke execute on function log.count_persons from public;

-- The partitions of months ahead, so that the default partition stays empty. A month that the default has rows of stays
-- there. One makes months at a time; nobody who only looks whether they are there waits.
create or replace function log.make_months(ahead integer) returns void language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        first_day date;
        parent text;
        part text;
        found boolean;
    begin
        for month in 0 .. ahead loop
            first_day := date_trunc('month', now() at time zone 'UTC') + make_interval(months => month);
            foreach parent in array array['record', 'subject'] loop
                part := parent || to_char(first_day, '_YYYY_MM');
                continue when to_regclass('log.' || part) is not null;
                execute format('select exists (select from log.%I where at >= %L and at < %L)', parent || '_default',
                    first_day::timestamp at time zone 'UTC',
                    (first_day + interval '1 month') at time zone 'UTC') into found;
                continue when found;
                execute format('lock table log.%I in share update exclusive mode', parent);
                continue when to_regclass('log.' || part) is not null;
                execute format('create table log.%I (like log.%I including defaults including constraints)',
                    part, parent);
                execute format('create trigger no_emptying before truncate on log.%I
                    for each statement execute function log.refuse_change()', part);
                execute format('alter table log.%I attach partition log.%I for values from (%L) to (%L)',
                    parent, part, first_day::timestamp at time zone 'UTC',
                    (first_day + interval '1 month') at time zone 'UTC');
            end loop;
        end loop;
    end $$;

revoke execute on function log.make_months from public;

select log.make_months(2);

-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
--
-- A ground's end isn't known before its day, nor is why it ended.
create or replace function serve.assessor_look_up(of_lane integer, consultations text, quotas integer[],
        many bytea, bsns text, days text) returns table (place bigint, wait integer, registered boolean, ends_on date, counting_from date, ground_codes text[], ground_starts date[], ground_ends date[], ground_end_reasons text[])
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        return query select asked.place, waits[case when many is null then asked.place else 1 end], r.bsn is not null,
            r.ends_on, r.counting_from, held.codes, held.starts, held.ends, held.reasons 
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

-- The days of a year up to a day on which someone is registered; adjacent spells are one period.
create or replace function serve.assessor_periods(of_lane integer, consultations text, of_bsn integer,
        first_day date, last_day date) returns table (from_day date, until_day date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        waits integer[] := log.append(of_lane, consultations, null, null, array[of_bsn], false);
    begin
        return query select lower(days), upper(days) - 1
        from unnest((
            select range_agg(daterange(r.from_day, r.until_day) * daterange(first_day, last_day, '[]'))
            from register.registration r
            where r.bsn = of_bsn and r.from_day <= last_day and r.until_day > first_day)) as days
        order by 1;
    end $$;

revoke execute on function serve.assessor_periods from public;

grant execute on function serve.assessor_periods to "doelgroepregister_assessor";

-- The log as a page between two positions, newest first, backwards oldest first: a row a person and record.
--
-- `known` are the pseudonyms of one person under the present key and the retired ones.
create or replace function serve.auditor_disclosures(known bytea[], of_organisation text,
        of_trace bytea, from_time timestamptz, until_time timestamptz, older_than_at timestamptz, older_than_lane integer, older_than_number bigint,
        older_than_subject bytea, newer_than_at timestamptz, newer_than_lane integer, newer_than_number bigint,
        newer_than_subject bytea, page_size integer, backwards boolean)
    returns table (at timestamptz, lane integer, number bigint, role text, organisation text, purpose text,
        handed_over text, legal_basis text, trace bytea, of_user bytea, subject bytea)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    begin
        if known is null then
            if backwards then
            return query select r.at, r.lane, r.number, r.role, r.organisation, r.purpose, r.fields as handed_over, r.legal_basis, r.trace,
            r.user_pseudonym, one.subject from log.record r cross join lateral (
                select r.subject as subject where r.subject is not null
                union all
                select s.subject from log.subject s
                where r.subject is null and s.at = r.at and s.lane = r.lane and s.number = r.number) as one
            where r.decision = 'DISCLOSED' and (of_organisation is null or r.organisation_id = of_organisation)
            and (of_trace is null or r.trace = of_trace)
            and (from_time is null or r.at >= from_time) and (until_time is null or r.at < until_time) and (older_than_at is null or (r.at, r.lane, r.number, one.subject)
                < (older_than_at, older_than_lane, older_than_number, older_than_subject))
            and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject)) order by r.at, r.lane, r.number, one.subject limit page_size;
        else
            return query select r.at, r.lane, r.number, r.role, r.organisation, r.purpose, r.fields as handed_over, r.legal_basis, r.trace,
            r.user_pseudonym, one.subject from log.record r cross join lateral (
                select r.subject as subject where r.subject is not null
                union all
                select s.subject from log.subject s
                where r.subject is null and s.at = r.at and s.lane = r.lane and s.number = r.number) as one
            where r.decision = 'DISCLOSED' and (of_organisation is null or r.organisation_id = of_organisation)
            and (of_trace is null or r.trace = of_trace)
            and (from_time is null or r.at >= from_time) and (until_time is null or r.at < until_time) and (older_than_at is null or (r.at, r.lane, r.number, one.subject)
                < (older_than_at, older_than_lane, older_than_number, older_than_subject))
            and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject)) order by r.at desc, r.lane desc, r.number desc, one.subject desc limit page_size;
        end if;
        else
            if backwards then
            return query select r.at, r.lane, r.number, r.role, r.organisation, r.purpose, r.fields as handed_over, r.legal_basis, r.trace,
            r.user_pseudonym, one.subject from (
                select l.at, l.lane, l.number, l.subject from log.record l where l.subject = any (known)
                union all
                select s.at, s.lane, s.number, s.subject from log.subject s where s.subject = any (known)) as one
            join log.record r on r.at = one.at and r.lane = one.lane and r.number = one.number
            where r.decision = 'DISCLOSED' and (of_organisation is null or r.organisation_id = of_organisation)
            and (of_trace is null or r.trace = of_trace)
            and (from_time is null or r.at >= from_time) and (until_time is null or r.at < until_time) and (older_than_at is null or (r.at, r.lane, r.number, one.subject)
                < (older_than_at, older_than_lane, older_than_number, older_than_subject))
            and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject)) order by r.at, r.lane, r.number, one.subject limit page_size;
        else
            return query select r.at, r.lane, r.number, r.role, r.organisation, r.purpose, r.fields as handed_over, r.legal_basis, r.trace,
            r.user_pseudonym, one.subject from (
                select l.at, l.lane, l.number, l.subject from log.record l where l.subject = any (known)
                union all
                select s.at, s.lane, s.number, s.subject from log.subject s where s.subject = any (known)) as one
            join log.record r on r.at = one.at and r.lane = one.lane and r.number = one.number
            where r.decision = 'DISCLOSED' and (of_organisation is null or r.organisation_id = of_organisation)
            and (of_trace is null or r.trace = of_trace)
            and (from_time is null or r.at >= from_time) and (until_time is null or r.at < until_time) and (older_than_at is null or (r.at, r.lane, r.number, one.subject)
                < (older_than_at, older_than_lane, older_than_number, older_than_subject))
            and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject)) order by r.at desc, r.lane desc, r.number desc, one.subject desc limit page_size;
        end if;
        end if;
    end $$;

revoke execute on function serve.auditor_disclosures from public;

grant execute on function serve.auditor_disclosures to "doelgroepregister_auditor";

-- One record about several persons, of what the role has read and is about to be told: pseudonyms are made where their
-- key is, so the persons are read first, then recorded, then told.
create or replace function serve.auditor_log(of_lane integer, consultations text, many bytea)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if many is null then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        perform log.append(of_lane, consultations, null, many, null, false);
    end $$;

revoke execute on function serve.auditor_log from public;

grant execute on function serve.auditor_log to "doelgroepregister_auditor";

-- Someone's own records, as a page like the auditor's, under the pseudonyms of one person by the present key, first,
-- and the retired ones. That they looked is recorded under the first.
--
-- Where the log-in named an employer by its number alone, the citizen reads the register's name for it, or nothing: the
-- number may be somebody's BSN. A name that was recorded before names had bounds is read within them.
create or replace function serve.citizen_disclosures(of_lane integer, consultations text,
        known bytea[], from_time timestamptz, until_time timestamptz, older_than_at timestamptz, older_than_lane integer, older_than_number bigint,
        older_than_subject bytea, newer_than_at timestamptz, newer_than_lane integer, newer_than_number bigint,
        newer_than_subject bytea, page_size integer, backwards boolean)
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
                    select regexp_replace(left(p.name, 255), '[\x01-\x1f\x7f-\x9f\u2028\u2029]', ' ', 'g') from register.payroll p
                    where p.superseded_by is null and p.name !~ '^[0-9]*$'
                        and (p.kvk = r.organisation_id or p.rsin = r.organisation_id)
                    order by p.id desc limit 1), '') else r.organisation end, r.purpose,
                r.fields as handed_over, r.legal_basis, r.trace, r.user_pseudonym, one.subject
            from (
                select l.at, l.lane, l.number, l.subject from log.record l where l.subject = any (known)
                union all
                select s.at, s.lane, s.number, s.subject from log.subject s where s.subject = any (known)) as one
            join log.record r on r.at = one.at and r.lane = one.lane and r.number = one.number
            where r.decision = 'DISCLOSED'
            and (from_time is null or one.at >= from_time) and (until_time is null or one.at < until_time) and (older_than_at is null or (r.at, r.lane, r.number, one.subject)
                < (older_than_at, older_than_lane, older_than_number, older_than_subject))
            and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject)) order by r.at, r.lane, r.number, one.subject limit page_size;
        else
            return query select r.at, r.lane, r.number, r.role,
                case when r.role = 'EMPLOYER' and r.organisation ~ '^[0-9]*$' then coalesce((
                    select regexp_replace(left(p.name, 255), '[\x01-\x1f\x7f-\x9f\u2028\u2029]', ' ', 'g') from register.payroll p
                    where p.superseded_by is null and p.name !~ '^[0-9]*$'
                        and (p.kvk = r.organisation_id or p.rsin = r.organisation_id)
                    order by p.id desc limit 1), '') else r.organisation end, r.purpose,
                r.fields as handed_over, r.legal_basis, r.trace, r.user_pseudonym, one.subject
            from (
                select l.at, l.lane, l.number, l.subject from log.record l where l.subject = any (known)
                union all
                select s.at, s.lane, s.number, s.subject from log.subject s where s.subject = any (known)) as one
            join log.record r on r.at = one.at and r.lane = one.lane and r.number = one.number
            where r.decision = 'DISCLOSED'
            and (from_time is null or one.at >= from_time) and (until_time is null or one.at < until_time) and (older_than_at is null or (r.at, r.lane, r.number, one.subject)
                < (older_than_at, older_than_lane, older_than_number, older_than_subject))
            and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject)) order by r.at desc, r.lane desc, r.number desc, one.subject desc limit page_size;
        end if;
        perform log.append(of_lane, consultations, null, null, null, false);
    end $$;

revoke execute on function serve.citizen_disclosures from public;

grant execute on function serve.citizen_disclosures to "doelgroepregister_citizen";

-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
create or replace function serve.citizen_look_up(of_lane integer, consultations text, quotas integer[],
        many bytea, bsns text, days text) returns table (place bigint, wait integer, registered boolean, ends_on date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        return query select asked.place, waits[case when many is null then asked.place else 1 end], r.bsn is not null,
            r.ends_on 
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        order by asked.place;
    end $$;

revoke execute on function serve.citizen_look_up from public;

grant execute on function serve.citizen_look_up to "doelgroepregister_citizen";

-- One record about several persons, of what the role has read and is about to be told: pseudonyms are made where their
-- key is, so the persons are read first, then recorded, then told.
create or replace function serve.employer_log(of_lane integer, consultations text, many bytea)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if many is null then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        perform log.append(of_lane, consultations, null, many, null, false);
    end $$;

revoke execute on function serve.employer_log from public;

grant execute on function serve.employer_log to "doelgroepregister_employer";

-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
create or replace function serve.employer_look_up(of_lane integer, consultations text, quotas integer[],
        many bytea, bsns text, days text) returns table (place bigint, wait integer, registered boolean, ends_on date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        return query select asked.place, waits[case when many is null then asked.place else 1 end], r.bsn is not null,
            r.ends_on 
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        order by asked.place;
    end $$;

revoke execute on function serve.employer_look_up from public;

grant execute on function serve.employer_look_up to "doelgroepregister_employer";

-- The payroll tax numbers of organisations, which say nothing about a person. A name that was recorded before names had
-- bounds is read within them.
create or replace function serve.employer_organisations(kvks text[], rsins text[])
    returns table (kvk text, rsin text, name text, payroll_tax_numbers bigint[], payroll_rows bigint[])
    language sql stable security definer
begin atomic
    select p.kvk, p.rsin,
        regexp_replace(left((array_agg(p.name order by p.id desc) filter (where p.name is not null))[1], 255),
            '[\x01-\x1f\x7f-\x9f\u2028\u2029]', ' ', 'g'),
        array_agg(p.payroll_tax_number order by p.payroll_tax_number),
        array_agg(p.id order by p.payroll_tax_number)
    from register.payroll p
    where p.superseded_by is null and (p.kvk = any (kvks) or p.rsin = any (rsins))
    group by p.kvk, p.rsin;
end;

revoke execute on function serve.employer_organisations from public;

grant execute on function serve.employer_organisations to "doelgroepregister_employer";

-- One row: how many there are in all, and a page of them between two positions, from either end, as arrays.
--
-- A row is a person and a payroll tax number. Its end date is the one known on the last day on which the person was
-- both employed, of a kind that counts, and registered; registrations never overlap, so that day has one answer.
create or replace function serve.employer_roster(of_kvk text, of_rsin text, of_payroll bigint,
        first_day date, last_day date, after_payroll bigint, after_bsn integer, before_payroll bigint,
        before_bsn integer, page_size integer, backwards boolean)
    returns table (total bigint, payroll_tax_numbers bigint[], bsns integer[], end_dates date[])
    language sql stable security definer
begin atomic
    with roster as materialized (
            select distinct on (e.payroll_tax_number, e.bsn) e.payroll_tax_number, e.bsn, r.ends_on
            from register.payroll p
            join register.employment e on e.payroll_tax_number = p.payroll_tax_number and e.superseded_by is null
            join register.registration r on r.bsn = e.bsn
                and r.from_day <= least(e.end_date, last_day) and r.until_day > greatest(e.start_date, first_day)
            where p.superseded_by is null and (p.kvk = of_kvk or p.rsin = of_rsin)
                and (of_payroll is null or p.payroll_tax_number = of_payroll)
                and e.kind in ('REGULAR', 'PROTECTED_WSW')
                and e.start_date <= last_day and (e.end_date is null or e.end_date >= first_day)
            order by e.payroll_tax_number, e.bsn, least(r.until_day - 1, e.end_date, last_day) desc
    ),
    page as (
        (select * from roster
        where (payroll_tax_number, bsn) > (after_payroll, after_bsn)
            and (payroll_tax_number, bsn) < (before_payroll, before_bsn)
            and not backwards
        order by payroll_tax_number, bsn limit page_size)
        union all
        (select * from roster
        where (payroll_tax_number, bsn) > (after_payroll, after_bsn)
            and (payroll_tax_number, bsn) < (before_payroll, before_bsn)
            and backwards
        order by payroll_tax_number desc, bsn desc limit page_size))
    select (select count(*) from roster), array_agg(payroll_tax_number order by payroll_tax_number, bsn),
        array_agg(bsn order by payroll_tax_number, bsn), array_agg(ends_on order by payroll_tax_number, bsn)
    from page;
end;

revoke execute on function serve.employer_roster from public;

grant execute on function serve.employer_roster to "doelgroepregister_employer";

-- The lines of the roster's file: only digits, the letter L and dates, so that none needs quotes.
--
-- COPY takes no parameters: what is asked stands in the text of the statement, so the payroll tax numbers are given by
-- their rows. A sole trader's number, and an RSIN, may be a BSN.
--
-- As a column of a select, the rows are given out one by one; in its from clause, when all are there. They come in
-- order, without all being sorted first, only if employments are read by their index; where a roster is of most of the
-- table, the planner would rather read the table as it lies.
create or replace function serve.employer_roster_csv(of_payrolls bigint[], first_day date, last_day date)
    returns setof text language sql stable security definer set enable_seqscan = off
begin atomic
    with roster as (
            select distinct on (e.payroll_tax_number, e.bsn) e.payroll_tax_number, e.bsn, r.ends_on
            from register.payroll p
            join register.employment e on e.payroll_tax_number = p.payroll_tax_number and e.superseded_by is null
            join register.registration r on r.bsn = e.bsn
                and r.from_day <= least(e.end_date, last_day) and r.until_day > greatest(e.start_date, first_day)
            where p.superseded_by is null and p.id = any (of_payrolls)
                and e.kind in ('REGULAR', 'PROTECTED_WSW')
                and e.start_date <= last_day and (e.end_date is null or e.end_date >= first_day)
            order by e.payroll_tax_number, e.bsn, least(r.until_day - 1, e.end_date, last_day) desc
    )
    select lpad(r.bsn::text, 9, '0') || ';'
        || lpad((r.payroll_tax_number / 100)::text, 9, '0') || 'L'
        || lpad((r.payroll_tax_number % 100)::text, 2, '0') || ';'
        || coalesce(to_char(r.ends_on, 'DD-MM-YYYY'), '')
    from roster r order by r.payroll_tax_number, r.bsn;
end;

revoke execute on function serve.employer_roster_csv from public;

grant execute on function serve.employer_roster_csv to "doelgroepregister_employer";

-- Which builds of the service the database serves, the oldest and the newest (`register.builds`).
create or replace function serve.levels() returns table (oldest integer, newest integer)
    language sql stable security definer
begin atomic
    select b.oldest, b.newest from register.builds b;
end;

revoke execute on function serve.levels from public;

grant execute on function serve.levels to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_monitor", "doelgroepregister_auditor",
    "doelgroepregister_portal";

-- The heads of all lanes, for a checkpoint.
--
-- Where a standby must confirm commits, a record whose commit was given up while it waited for that is visible all the
-- same, and a failover loses it: a checkpoint that names it would accuse for ever. So this commits something of its
-- own, a message that nobody reads: when the caller has the rows, that is durable wherever durability is asked for, and
-- so is every commit before it, of which the rows tell.
create or replace function serve.log_heads() returns table (lane integer, number bigint, hash bytea)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform pg_logical_emit_message(true, 'doelgroepregister', 'checkpoint');
        return query select l.id, l.number, l.hash from log.lane l order by l.id;
    end $$;

revoke execute on function serve.log_heads from public;

grant execute on function serve.log_heads to "doelgroepregister_auditor";

-- Put other content in a session that still lives.
create or replace function serve.portal_session_change(of_id bytea, new_content bytea)
            returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
            update portal.session s set content = new_content where s.id = of_id and clock_timestamp() < s.ends_at and clock_timestamp() < s.used_at + make_interval(secs => s.idle_seconds);
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
            update portal.session s set used_at = clock_timestamp() where s.id = of_id and clock_timestamp() < s.ends_at and clock_timestamp() < s.used_at + make_interval(secs => s.idle_seconds)
            returning s.content, s.idle_seconds, extract(epoch from s.ends_at - clock_timestamp())::integer;
        $$;

revoke execute on function serve.portal_session_use from public;

grant execute on function serve.portal_session_use to "doelgroepregister_portal";

-- Make the log's partitions of this month and the next two.
create or replace function serve.prepare_log() returns void language sql security definer
begin atomic
    select log.make_months(2);
end;

revoke execute on function serve.prepare_log from public;

grant execute on function serve.prepare_log to "doelgroepregister_auditor";

-- Record refusals, of each user at most so many in an hour.
create or replace function serve.record_refusals(of_lane integer, consultations text, most integer)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        lines text[] := string_to_array(consultations, chr(30));
        kept boolean[];
    begin
        if coalesce(cardinality(lines) not between 1 and 1000 or most < 0, true) then
            raise exception 'a call of the log is not as it should be' using errcode = '22023';
        end if;
        kept := log.bound_refusals(array(select encode(decode(split_part(line, chr(31), 3), 'hex'), 'hex')
            from unnest(lines) with ordinality as l (line, place) order by place), most, clock_timestamp());
        if true = any (kept) then
            perform log.append(of_lane, (select string_agg(l.line, chr(30) order by l.place)
                from unnest(lines) with ordinality as l (line, place) where kept[l.place]), null, null, null, true);
        end if;
    end $$;

revoke execute on function serve.record_refusals from public;

grant execute on function serve.record_refusals to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_monitor", "doelgroepregister_auditor";

-- The revision of the migrations that made the database, or that registrations are to be derived again first.
create or replace function serve.revision() returns text language sql stable security definer
begin atomic
    select case when exists (select from register.recompute_due) then 'recompute due' else version_num::text end
    from register.alembic_version;
end;

revoke execute on function serve.revision from public;

grant execute on function serve.revision to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_monitor", "doelgroepregister_auditor",
    "doelgroepregister_portal";

-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
--
-- A ground's end isn't known before its day, nor is why it ended.
create or replace function serve.suwinet_look_up(of_lane integer, consultations text, quotas integer[],
        many bytea, bsns text, days text) returns table (place bigint, wait integer, registered boolean, ends_on date, counting_from date, ground_codes text[], ground_starts date[], ground_ends date[])
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        return query select asked.place, waits[case when many is null then asked.place else 1 end], r.bsn is not null,
            r.ends_on, r.counting_from, held.codes, held.starts, held.ends 
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

-- The days of a year up to a day on which someone is registered; adjacent spells are one period.
create or replace function serve.suwinet_periods(of_lane integer, consultations text, of_bsn integer,
        first_day date, last_day date) returns table (from_day date, until_day date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        waits integer[] := log.append(of_lane, consultations, null, null, array[of_bsn], false);
    begin
        return query select lower(days), upper(days) - 1
        from unnest((
            select range_agg(daterange(r.from_day, r.until_day) * daterange(first_day, last_day, '[]'))
            from register.registration r
            where r.bsn = of_bsn and r.from_day <= last_day and r.until_day > first_day)) as days
        order by 1;
    end $$;

revoke execute on function serve.suwinet_periods from public;

grant execute on function serve.suwinet_periods to "doelgroepregister_suwinet";

-- A connection takes a lane of its role that no other connection has, and keeps it as long as it lives.
--
-- Every role may lock the keys that it can guess: those of lanes are random.
create or replace function serve.take_lane() returns integer language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
    declare
        own_role text := upper(substring(session_user::text from '[^_]+$'));
        taken log.lane;
    begin
        for taken in select * from log.lane where role = own_role order by id loop
            if pg_try_advisory_lock(taken.key) then
                return taken.id;
            end if;
        end loop;
        insert into log.lane (role) values (own_role) returning * into taken;
        if not pg_try_advisory_lock(taken.key) then
            raise exception 'the lane is taken' using errcode = '55006';
        end if;
        return taken.id;
    end $$;

revoke execute on function serve.take_lane from public;

grant execute on function serve.take_lane to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_monitor", "doelgroepregister_auditor";

-- Whether a record and a list of persons can be written: they are, and taken back at once.
create or replace function serve.touch_log(of_lane integer) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
    declare
        nobody text := repeat('0', 32);
    begin
        perform log.append(
            of_lane, concat_ws(chr(31), '', '', nobody, '', '', '', repeat(nobody, 2), nobody, '', '', ''),
            null, decode(nobody, 'hex'), null, false);
        raise exception using errcode = 'DGR00';
    exception when sqlstate 'DGR00' then
        null;
    end $$;

revoke execute on function serve.touch_log from public;

grant execute on function serve.touch_log to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_monitor", "doelgroepregister_auditor";
