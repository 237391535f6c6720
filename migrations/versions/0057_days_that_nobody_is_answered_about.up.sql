set local lock_timeout = '5s';

set local statement_timeout = '5min';

create table register.any_day (only_row boolean primary key default true check (only_row));

comment on table register.any_day is
    'A row while a service with a day of its own asks the database (TODAY, in development), which may be any';

comment on column register.any_day.only_row is 'Always true: there is one row at most';

-- Whether someone is registered on a day, has died, and how they get their letters (Awb 2:8: paper unless they chose).
create or replace function cases.registration(of_bsn integer, of_day date) returns jsonb language plpgsql stable
    set search_path = pg_catalog, pg_temp as $$
    begin
        perform register.require_days(array[of_day], false);
        return jsonb_build_object(
            'registered', exists (select from register.registration r
                where r.bsn = of_bsn and r.from_day <= of_day and r.until_day > of_day),
            'deceased', exists (select from register.event e
                where e.bsn = of_bsn and e.kind = 'DEATH' and e.superseded_by is null),
            'channel', coalesce((select c.channel::text from cases.channel c where c.bsn = of_bsn), 'PAPER'));
    end $$;

revoke execute on function cases.registration from public;

-- True; it fails if one of these days is after tomorrow, by which one would read when somebody's registration is to end, or
-- with `only_present` before yesterday. A day more each way is for a clock that isn't the service's.
create or replace function register.require_days(days date[], only_present boolean) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as $$
    declare
        today constant date := register.today();
    begin
        if today + 1 < any (days) or (only_present and today - 1 > any (days)) then
            raise exception 'nobody is answered about this day: compare the clocks of service and database; with TODAY, run migrate'
                using errcode = '22023';
        end if;
        return true;
    end $$;

revoke execute on function register.require_days from public;

-- True; it fails unless these are the first and the last day of a year, or of a month of this year or the one before, or its
-- days so far: of other days an employer is answered about none.
create or replace function register.require_period(first_day date, last_day date) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as $$
    declare
        today constant date := register.today();
        month_end constant date := date_trunc('month', first_day) + interval '1 month' - interval '1 day';
        year_end constant date := date_trunc('year', first_day) + interval '1 year' - interval '1 day';
    begin
        if first_day <> date_trunc('month', first_day)
            or last_day > (case when extract(month from first_day) = 1 then year_end else month_end end)
            or not (last_day in (month_end, year_end) or last_day >= today - 1)
            or (last_day < year_end and first_day < date_trunc('year', today - 1) - interval '1 year') then
            raise exception 'no roster is of these days: ask a year, or a month' using errcode = '22023';
        end if;
        return register.require_days(array[last_day], false);
    end $$;

revoke execute on function register.require_period from public;

-- Today in the Netherlands, by the clock of the database; null where a service has a day of its own (TODAY, in development).
create or replace function register.today() returns date language sql stable
    set search_path = pg_catalog, pg_temp as $$
    select (statement_timestamp() at time zone 'Europe/Amsterdam')::date
    where not exists (select from register.any_day)
$$;

revoke execute on function register.today from public;

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
        perform register.require_days(string_to_array(days, ',')::date[], false);
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

-- For builds of level 1, until a later release; those of level 2 ask assessor_detailed_look_up.
--
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
        perform register.require_days(string_to_array(days, ',')::date[], false);
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

-- The days of a year up to a day on which someone is registered; adjacent spells are one period.
create or replace function serve.assessor_periods(of_lane integer, consultations text, of_bsn integer,
        first_day date, last_day date) returns table (from_day date, until_day date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        waits integer[] := log.append(of_lane, consultations, null, null, array[of_bsn], false);
    begin
        perform register.require_days(array[last_day], false);
        return query select lower(days), upper(days) - 1
        from unnest((
            select range_agg(daterange(r.from_day, r.until_day) * daterange(first_day, last_day, '[]'))
            from register.registration r
            where r.bsn = of_bsn and r.from_day <= last_day and r.until_day > first_day)) as days
        order by 1;
    end $$;

revoke execute on function serve.assessor_periods from public;

grant execute on function serve.assessor_periods to "doelgroepregister_assessor";

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
        perform register.require_days(string_to_array(days, ',')::date[], true);
        return query select asked.place, waits[case when many is null then asked.place else 1 end],
            r.bsn is not null, r.ends_on
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        order by asked.place;
    end $$;

revoke execute on function serve.citizen_look_up from public;

grant execute on function serve.citizen_look_up to "doelgroepregister_citizen";

-- The paid hours of an organisation's own registered employees between two days, the first that of a month, and how many
-- persons that are; who, if they are no more than `most`. Hours are fractions, added up by their denominators: exact.
--
-- A month counts whole if somebody is registered on a day of their employment in it (Wfsv 38g lid 8), so that no day on
-- which a registration began or ended can be computed from it. Whatever the ground: the employer knows none. Hours that
-- were paid in a month (register.paid_hours) win from hours a week; of a person who had employments of several kinds in it
-- each day of each has the same share. Protected work (PROTECTED_WSW) and hired-in work don't count.
--
-- No row at all for a user from whom the organisation took rosters.
create or replace function serve.employer_hours(of_user bytea, of_kvk text, of_rsin text, first_day date, last_day date,
        most integer)
    returns table (persons bigint, bsns integer[], denominators bigint[], numerators numeric[])
    language sql stable security definer
begin atomic
    with allowed as materialized (
            select where authorisation.may('ROSTER', of_user, array[of_kvk, of_rsin])
                and register.require_period(first_day, last_day)
    ),
    month as (
            select m::date as first, least((m + interval '1 month')::date - 1, last_day) as last
            from generate_series(first_day::timestamp, last_day::timestamp, interval '1 month') m
    ),
    employed as (
            select e.payroll_tax_number, e.bsn, m.first as month, d.last - d.first + 1 as days, e.hours_per_week,
                e.kind = 'REGULAR' and exists (select from register.registration r
                    where r.bsn = e.bsn and r.from_day <= d.last and r.until_day > d.first) as counts
            from register.payroll p
            join register.employment e on e.payroll_tax_number = p.payroll_tax_number and e.superseded_by is null
            join month m on e.start_date <= m.last and (e.end_date is null or e.end_date >= m.first)
            cross join lateral (
                    select greatest(e.start_date, m.first) as first, least(e.end_date, m.last) as last
            ) d
            where exists (select from allowed)
                and p.superseded_by is null and (p.kvk = of_kvk or p.rsin = of_rsin)
                and e.start_date <= last_day and (e.end_date is null or e.end_date >= first_day)
    ),
    paid as (
            select e.bsn, case when h.hours is null then 7 else sum(e.days) end as denominator,
                coalesce(h.hours * sum(e.days) filter (where e.counts),
                    sum(e.hours_per_week * e.days) filter (where e.counts), 0) as numerator
            from employed e
            left join register.paid_hours h on h.payroll_tax_number = e.payroll_tax_number and h.bsn = e.bsn
                and h.month = e.month and h.superseded_by is null
            group by e.payroll_tax_number, e.bsn, e.month, h.hours having bool_or(e.counts)
    ),
    person as materialized (select distinct p.bsn from paid p),
    fraction as (select p.denominator, sum(p.numerator) as numerator from paid p group by p.denominator)
    select (select count(*) from person),
        (select array_agg(o.bsn) from person o having count(*) <= most),
        array_agg(f.denominator), array_agg(f.numerator)
    from fraction f having exists (select from allowed);
end;

revoke execute on function serve.employer_hours from public;

grant execute on function serve.employer_hours to "doelgroepregister_employer";

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
        perform register.require_days(string_to_array(days, ',')::date[], true);
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
                and register.require_period(first_day, last_day)
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
            select from numbers where register.require_period(first_day, last_day)
                and (named is null or authorisation.require('ROSTER', of_user, named))
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
        perform register.require_days(string_to_array(days, ',')::date[], false);
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

-- For builds of level 1, until a later release; those of level 2 ask suwinet_detailed_look_up.
--
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
        perform register.require_days(string_to_array(days, ',')::date[], false);
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

-- The days of a year up to a day on which someone is registered; adjacent spells are one period.
create or replace function serve.suwinet_periods(of_lane integer, consultations text, of_bsn integer,
        first_day date, last_day date) returns table (from_day date, until_day date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        waits integer[] := log.append(of_lane, consultations, null, null, array[of_bsn], false);
    begin
        perform register.require_days(array[last_day], false);
        return query select lower(days), upper(days) - 1
        from unnest((
            select range_agg(daterange(r.from_day, r.until_day) * daterange(first_day, last_day, '[]'))
            from register.registration r
            where r.bsn = of_bsn and r.from_day <= last_day and r.until_day > first_day)) as days
        order by 1;
    end $$;

revoke execute on function serve.suwinet_periods from public;

grant execute on function serve.suwinet_periods to "doelgroepregister_suwinet";
