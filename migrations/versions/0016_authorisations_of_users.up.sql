set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set oldest = 3, newest = 3;

-- squawk-ignore ban-drop-function
drop function serve.employer_roster;

-- squawk-ignore ban-drop-function
drop function serve.employer_roster_csv;

create schema authorisation;

comment on schema authorisation is
    'What administrators (beheerders) of employers let their users do; it only narrows what a log-in brings';

create table authorisation.employer_user (
    user_id bytea not null,
    organisation text not null,
    kvk text,
    rsin text,
    name text,
    services text[] not null,
    seen_at timestamptz not null,

    constraint employer_user_pkey primary key (user_id, organisation),
    constraint employer_user_id_check check (length(user_id) = 16),
    constraint employer_user_organisation_check check (organisation in (kvk, rsin)),
    constraint employer_user_kvk_check check (kvk ~ '^[0-9]{8}$'),
    constraint employer_user_rsin_check check (rsin ~ '^[0-9]{9}$'),
    constraint employer_user_name_check check (length(name) between 1 and 255),
    constraint employer_user_services_check
        check (services <@ array['ROSTER', 'PERSON_LOOKUP', 'LETTERS', 'AUTHORISATIONS'])
) with (fillfactor = 80);

create index employer_user_kvk on authorisation.employer_user (kvk);

create index employer_user_rsin on authorisation.employer_user (rsin);

comment on table authorisation.employer_user is
    'A user of an organisation, as the last log-in that used the portal or asked for its organisations shows them';

comment on column authorisation.employer_user.user_id is
    'The user: the first 16 bytes of sha256 of the issuer and its name for them';

comment on column authorisation.employer_user.organisation is
    'The number by which the log-in names the organisation: its kvk, or else its rsin';

comment on column authorisation.employer_user.kvk is 'KvK-nummer of the organisation (eight digits), if the log-in says it';

comment on column authorisation.employer_user.rsin is
    'RSIN of the organisation (nine digits), if the log-in says it; of a sole trader it may be a BSN';

comment on column authorisation.employer_user.name is 'What the user is called, if the log-in says it';

comment on column authorisation.employer_user.services is
    'The services (machtigingen) that the log-in brought; AUTHORISATIONS is an administrator''s (beheerder)';

comment on column authorisation.employer_user.seen_at is 'When the user was here last, give or take an hour';

create table authorisation.change (
    id bigint not null generated always as identity,
    at timestamptz not null default clock_timestamp(),
    kvk text,
    rsin text,
    user_id bytea not null,
    user_name text,
    administrator_id bytea not null,
    administrator_name text,
    given text[] not null,
    removed text[] not null,
    taken text[] not null,

    constraint change_pkey primary key (id),
    constraint change_user_check check (length(user_id) = 16 and length(administrator_id) = 16),
    constraint change_organisation_check check (coalesce(kvk, rsin) is not null),
    constraint change_kvk_check check (kvk ~ '^[0-9]{8}$'),
    constraint change_rsin_check check (rsin ~ '^[0-9]{9}$'),
    constraint change_services_check check (given || removed || taken
        <@ array['ROSTER', 'PERSON_LOOKUP', 'LETTERS', 'AUTHORISATIONS']),
    constraint change_fits check (removed <@ taken and not given && taken)
);

create index change_user on authorisation.change (user_id, id);

create index change_kvk on authorisation.change (kvk, id);

create index change_rsin on authorisation.change (rsin, id);

comment on table authorisation.change is
    'What an administrator gave to a user, or took from them; append-only. The last one about a user holds';

comment on column authorisation.change.id is 'The number of the row, in the order of the changes';

comment on column authorisation.change.at is 'When it was changed';

comment on column authorisation.change.kvk is
    'KvK-nummer of the organisation (eight digits), if the administrator''s log-in says it';

comment on column authorisation.change.rsin is
    'RSIN of the organisation (nine digits), if that log-in says it; of a sole trader it may be a BSN';

comment on column authorisation.change.user_id is 'Whose services: the user''s id in authorisation.employer_user';

comment on column authorisation.change.user_name is 'What the user was called then';

comment on column authorisation.change.administrator_id is 'Who changed it: the administrator''s id';

comment on column authorisation.change.administrator_name is 'What the administrator was called then';

comment on column authorisation.change.given is 'The services given back by this change';

comment on column authorisation.change.removed is 'The services taken by this change';

comment on column authorisation.change.taken is 'All services that are taken from the user since this change';

-- Whether something was ever changed about one of the users in whose name consultations are asked (lines as
-- models/record.py says): mostly nothing was, and then this is all that a look-up costs more. Null unless each line
-- names its user.
create or replace function authorisation.any_change(consultations text[]) returns boolean language plpgsql stable
    set plan_cache_mode = force_generic_plan
    set search_path = pg_catalog, pg_temp as $$
    begin
        return (
            select case when bool_and(length(who.id) = 16)
                then bool_or(exists (select from authorisation.change c where c.user_id = who.id)) end
            from (select decode(split_part(one.line, chr(31), 13), 'hex') as id
                from unnest(consultations) as one (line) offset 0) as who);
    end $$;

revoke execute on function authorisation.any_change from public;

-- Whether a user may use a service of an organisation's, as far as its administrators say; the log-in's own services are
-- looked at before. Of nobody, or of no organisation: no.
create or replace function authorisation.may(service text, of_user bytea, named text[]) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as $$
    begin
        return coalesce(length(of_user) = 16 and array_to_string(named, '') <> ''
            and not service = any (authorisation.taken(of_user, named)), false);
    end $$;

revoke execute on function authorisation.may from public;

-- All numbers of an organisation: those that a log-in names it by, and what the register knows them to go with. A user
-- may log in by the KvK number today and by the RSIN tomorrow; who has one RSIN is one, whatever its KvK numbers are.
create or replace function authorisation.numbers(named text[]) returns text[] language sql stable
begin atomic
    with given as (
        select one.number from unnest(named) as one (number) where one.number is not null
    ),
    rsins as (
        select p.rsin as number from given g join register.payroll p on p.superseded_by is null and p.kvk = g.number
        where p.rsin is not null
        union
        select g.number from given g
    )
    select array(
        select r.number from rsins r
        union
        select p.kvk from rsins r join register.payroll p on p.superseded_by is null and p.rsin = r.number
        where p.kvk is not null);
end;

revoke execute on function authorisation.numbers from public;

-- The services that an organisation, by the numbers that a log-in names it by, took from a user: what its last change
-- about that user says. The numbers are looked up only for a user about whom there was one.
create or replace function authorisation.taken(of_user bytea, named text[]) returns text[] language plpgsql stable
    set search_path = pg_catalog, pg_temp as $$
    begin
        return coalesce((
            select c.taken from authorisation.change c
            where c.user_id = of_user
                and (c.kvk = any ((select authorisation.numbers(named))::text[])
                    or c.rsin = any ((select authorisation.numbers(named))::text[]))
            order by c.id desc limit 1), '{}');
    end $$;

revoke execute on function authorisation.taken from public;

-- Who changed what stays as it was recorded.
create or replace function authorisation.refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception 'changes of authorisations are append-only' using errcode = '55000';
    end $$;

revoke execute on function authorisation.refuse_change from public;

-- The same, for a statement that would give no rows where it has to fail.
create or replace function authorisation.require(service text, of_user bytea, named text[]) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as $$
    begin
        if not authorisation.may(service, of_user, named) then
            raise exception 'the organisation took this service from the user' using errcode = 'DGA01';
        end if;
        return true;
    end $$;

revoke execute on function authorisation.require from public;

create trigger append_only before update or delete or truncate on authorisation.change
    for each statement execute function authorisation.refuse_change();

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

-- Who gave what to whom, and took it, at an organisation: the newest first, at most so many; for its administrator.
create or replace function serve.employer_authorisation_changes(of_user bytea, of_kvk text, of_rsin text, most integer)
    returns table (at timestamptz, user_id bytea, user_name text, administrator_id bytea, administrator_name text,
        given text[], removed text[])
    language sql stable security definer
begin atomic
    with organisation as materialized (
            select authorisation.numbers(array[of_kvk, of_rsin]) as numbers
            where authorisation.may('AUTHORISATIONS', of_user, array[of_kvk, of_rsin])
    )
    select c.at, c.user_id, c.user_name, c.administrator_id, c.administrator_name, c.given, c.removed
    from organisation o join authorisation.change c on c.kvk = any (o.numbers) or c.rsin = any (o.numbers)
    order by c.id desc limit most;
end;

revoke execute on function serve.employer_authorisation_changes from public;

grant execute on function serve.employer_authorisation_changes to "doelgroepregister_employer";

-- The users of an organisation, for its administrator: what each log-in brings (`services`) and what was taken from it.
-- No row, not even of the administrator, if that is no longer theirs to see.
create or replace function serve.employer_authorisations(of_user bytea, of_kvk text, of_rsin text)
    returns table (user_id bytea, name text, services text[], seen_at timestamptz,
        taken text[], changed_at timestamptz, change bigint)
    language sql stable security definer
begin atomic
    with organisation as materialized (
            select authorisation.numbers(array[of_kvk, of_rsin]) as numbers
            where authorisation.may('AUTHORISATIONS', of_user, array[of_kvk, of_rsin])
    ),
    users as (
        select distinct on (u.user_id) u.user_id, u.name, u.services, u.seen_at, o.numbers
        from organisation o
        join authorisation.employer_user u on u.kvk = any (o.numbers) or u.rsin = any (o.numbers)
        order by u.user_id, u.seen_at desc)
    select u.user_id, u.name, u.services, u.seen_at, coalesce(c.taken, '{}'), c.at, c.id
    from users u
    left join lateral (
        select c.id, c.at, c.taken from authorisation.change c
        where c.user_id = u.user_id and (c.kvk = any (u.numbers) or c.rsin = any (u.numbers))
        order by c.id desc limit 1) as c on true
    order by u.name, u.user_id;
end;

revoke execute on function serve.employer_authorisations from public;

grant execute on function serve.employer_authorisations to "doelgroepregister_employer";

-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
--
-- Whoever's organisation took this service from them gets no row, and nothing is recorded here: nothing was consulted.
create or replace function serve.employer_look_up(of_lane integer, consultations text, quotas integer[], many bytea,
        bsns text, days text)
    returns table (place bigint, wait integer, registered boolean, ends_on date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        asking text[] := string_to_array(consultations, chr(30));
        waits integer[];
        changed boolean := authorisation.any_change(asking);
        allowed bigint[];
    begin
        if changed is null then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        if changed then
            select array_agg(a.place order by a.place) into allowed
            from unnest(asking) with ordinality as a (line, place)
            cross join string_to_array(a.line, chr(31)) as f
            where authorisation.may('PERSON_LOOKUP', decode(f[13], 'hex'), array[nullif(f[1], ''), nullif(f[12], '')]);
            if cardinality(allowed) = cardinality(asking) then
                allowed := null;
            elsif allowed is null or many is not null or cardinality(asking) <> cardinality(persons) then
                return;
            else
                return query select allowed[answer.place], answer.wait, answer.registered, answer.ends_on
                    from serve.employer_look_up(of_lane, (select string_agg(asking[one], chr(30) order by one)
                            from unnest(allowed) as one), quotas, null,
                        (select string_agg(persons[one]::text, ',' order by one) from unnest(allowed) as one),
                        (select string_agg(split_part(days, ',', one::integer), ',' order by one)
                            from unnest(allowed) as one)) as answer
                    order by answer.place;
                return;
            end if;
        end if;
        waits := log.append(of_lane, consultations, quotas, many, persons, false);
        return query select asked.place, waits[case when many is null then asked.place else 1 end],
            r.bsn is not null, r.ends_on
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        order by asked.place;
    end $$;

revoke execute on function serve.employer_look_up from public;

grant execute on function serve.employer_look_up to "doelgroepregister_employer";

-- One row: how many there are in all, and a page of them between two positions, from either end, as arrays.
--
-- A row is a person and a payroll tax number. Its end date is the one known on the last day on which the person was
-- both employed, of a kind that counts, and registered; registrations never overlap, so that day has one answer.
--
-- No row at all for a user from whom the organisation took this service.
create or replace function serve.employer_roster(of_user bytea, of_kvk text, of_rsin text, of_payroll bigint,
        first_day date, last_day date, after_payroll bigint, after_bsn integer, before_payroll bigint,
        before_bsn integer, page_size integer, backwards boolean)
    returns table (total bigint, payroll_tax_numbers bigint[], bsns integer[], end_dates date[])
    language sql stable security definer
begin atomic
    with allowed as materialized (
            select where authorisation.may('ROSTER', of_user, array[of_kvk, of_rsin])
    ),
    roster as materialized (
            select distinct on (e.payroll_tax_number, e.bsn) e.payroll_tax_number, e.bsn, r.ends_on
            from register.payroll p
            join register.employment e on e.payroll_tax_number = p.payroll_tax_number and e.superseded_by is null
            join register.registration r on r.bsn = e.bsn
                and r.from_day <= least(e.end_date, last_day) and r.until_day > greatest(e.start_date, first_day)
            where exists (select from allowed)
                and p.superseded_by is null and (p.kvk = of_kvk or p.rsin = of_rsin)
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
    from page having exists (select from allowed);
end;

revoke execute on function serve.employer_roster from public;

grant execute on function serve.employer_roster to "doelgroepregister_employer";

-- The lines of the roster's file: only digits, the letter L and dates, so that none needs quotes.
--
-- COPY takes no parameters: what is asked stands in the text of the statement, so the payroll tax numbers are given by
-- their rows. A sole trader's number, and an RSIN, may be a BSN.
--
-- It fails for a user from whom the organisation took this service: a file without lines would say that nobody is in it.
--
-- As a column of a select, the rows are given out one by one; in its from clause, when all are there. They come in
-- order, without all being sorted first, only if employments are read by their index; where a roster is of most of the
-- table, the planner would rather read the table as it lies.
create or replace function serve.employer_roster_csv(of_user bytea, of_payrolls bigint[], first_day date, last_day date)
    returns setof text language sql stable security definer set enable_seqscan = off
begin atomic
    with numbers as (
            select array_agg(p.kvk) || array_agg(p.rsin) as named
            from register.payroll p where p.superseded_by is null and p.id = any (of_payrolls)
    ),
    allowed as materialized (
            select from numbers where named is null or authorisation.require('ROSTER', of_user, named)
    ),
    roster as (
            select distinct on (e.payroll_tax_number, e.bsn) e.payroll_tax_number, e.bsn, r.ends_on
            from register.payroll p
            join register.employment e on e.payroll_tax_number = p.payroll_tax_number and e.superseded_by is null
            join register.registration r on r.bsn = e.bsn
                and r.from_day <= least(e.end_date, last_day) and r.until_day > greatest(e.start_date, first_day)
            where exists (select from allowed)
                and p.superseded_by is null and p.id = any (of_payrolls)
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

-- A user of an employer's is here, for these organisations (arrays, a place each; `services` with blanks between them):
-- kept for their administrators, once an hour or when something is different. Returns what each of them took from the
-- user.
create or replace function serve.employer_visit(of_user bytea, of_name text, organisations text[], kvks text[],
        rsins text[], services text[])
    returns table (place bigint, taken text[])
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    begin
        if coalesce(length(of_user) <> 16 or array_position(organisations, null) is not null, true) then
            raise exception 'a user of an organisation has an id' using errcode = '22023';
        end if;
        insert into authorisation.employer_user as known
            (user_id, organisation, kvk, rsin, name, services, seen_at)
        select distinct on (here.organisation) of_user, here.organisation, here.kvk, here.rsin, of_name,
            string_to_array(here.services, ' '), clock_timestamp()
        from unnest(organisations, kvks, rsins, services) as here (organisation, kvk, rsin, services)
        where not exists (select from authorisation.employer_user u
            where u.user_id = of_user and u.organisation = here.organisation
                and (u.kvk, u.rsin, u.name, u.services)
                    is not distinct from (here.kvk, here.rsin, of_name, string_to_array(here.services, ' '))
                and u.seen_at > clock_timestamp() - interval '1 hour')
        order by here.organisation
        on conflict (user_id, organisation) do update set kvk = excluded.kvk, rsin = excluded.rsin,
            name = excluded.name, services = excluded.services, seen_at = excluded.seen_at;
        return query select here.place, authorisation.taken(of_user, array[here.kvk, here.rsin])
            from unnest(kvks, rsins) with ordinality as here (kvk, rsin, place) order by here.place;
    end $$;

revoke execute on function serve.employer_visit from public;

grant execute on function serve.employer_visit to "doelgroepregister_employer";
