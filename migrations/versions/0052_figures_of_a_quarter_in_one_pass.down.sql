set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- The paid hours of the group in a month, and how many of it work on the month's last day, by WORK_SECTOR (GOVERNMENT, MARKET
-- or HIRED_IN) and by WORK_REGION of the employment. Hours are fractions, added up by their denominators: exact.
--
-- Hours count of the days on which somebody is both employed and registered on a ground that counts for the job agreement:
-- `codes` from `firsts` until `untils`. Hours that were paid in the month win from hours a week; each day of each
-- employment of that person and number has the same share. Protected work (PROTECTED_WSW) doesn't count. An employer
-- without a sector is of the market. Planned as register.quarter_persons is.
create or replace function register.month_hours(first_day date, last_day date, codes text[], firsts date[], untils date[])
    returns table (dimension text, key text, working bigint, denominators bigint[], numerators numeric[])
    language sql stable security definer set enable_nestloop = off set jit = off set work_mem = '64MB'
begin atomic
    with counts as (select * from unnest(codes, firsts, untils) as c (code, first, until)),
    counting as (
            select r.bsn, range_agg(daterange(greatest(r.from_day, c.first, g.start_date),
                least(r.until_day, c.until))) as days
            from register.registration r
            join register.ground g on g.bsn = r.bsn and g.id = any (r.grounds)
            join counts c on c.code = g.code::text and greatest(c.first, g.start_date) < r.until_day
                and c.until > greatest(r.from_day, g.start_date)
            where r.from_day <= last_day and r.until_day > first_day
            group by r.bsn
    ),
    employed as (
            select e.payroll_tax_number, e.bsn, e.hours_per_week, e.kind,
                daterange(greatest(e.start_date, first_day), least(e.end_date, last_day), '[]') as days,
                c.days as counting
            from register.employment e
            join counting c on c.bsn = e.bsn
            where e.superseded_by is null and e.start_date <= last_day and (e.end_date is null or e.end_date >= first_day)
    ),
    counted as (
            select e.*, upper(e.days) - lower(e.days) as all_days,
                case when e.kind = 'PROTECTED_WSW' then 0 else coalesce((
                        select sum(upper(one) - lower(one)) from unnest(e.counting * datemultirange(e.days)) as one), 0)
                    end as counted_days,
                e.kind <> 'PROTECTED_WSW' and e.days @> last_day and e.counting @> last_day as works
            from employed e
    ),
    valued as (
            select w.bsn, w.works,
                case when w.kind in ('AGENCY', 'SECONDED') then 'HIRED_IN' else coalesce(p.sector::text, 'MARKET') end as sector,
                coalesce(n.region::text, 'NONE') as region,
                case when h.hours is null then 7
                    else sum(w.all_days) over (partition by w.payroll_tax_number, w.bsn) end as denominator,
                coalesce(coalesce(h.hours, w.hours_per_week) * w.counted_days, 0) as numerator
            from counted w
            left join register.paid_hours h on h.payroll_tax_number = w.payroll_tax_number and h.bsn = w.bsn
                and h.month = first_day and h.superseded_by is null
            left join register.payroll p on p.payroll_tax_number = w.payroll_tax_number and p.superseded_by is null
            left join register.region n on n.payroll_tax_number = w.payroll_tax_number and n.superseded_by is null
            where w.kind <> 'PROTECTED_WSW' or h.hours is not null
    ),
    persons as materialized (
            select w.sector, w.region, count(distinct w.bsn) as working
            from valued w where w.works group by grouping sets ((w.sector), (w.region))
    ),
    fraction as (
            select v.sector, v.region, v.denominator, sum(v.numerator) as numerator
            from valued v group by v.sector, v.region, v.denominator
    ),
    by_key as (
            select case when grouping(f.sector) = 0 then 'WORK_SECTOR' else 'WORK_REGION' end as dimension,
                coalesce(f.sector, f.region) as key, f.denominator, sum(f.numerator) as numerator
            from fraction f group by grouping sets ((f.sector, f.denominator), (f.region, f.denominator))
    )
    select k.dimension, k.key, coalesce((
            select p.working from persons p
            where p.sector = k.key and k.dimension = 'WORK_SECTOR' or p.region = k.key and k.dimension = 'WORK_REGION'), 0),
        array_agg(k.denominator), array_agg(k.numerator)
    from by_key k group by k.dimension, k.key;
end;

revoke execute on function register.month_hours from public;

-- How many persons are in the register on the last day of a quarter and of the one before, how many work, and what changed
-- between the two; by each dimension: '' (all of them), GROUND, REASON (why they left), SECTOR, REGION and AGE_BAND. Nothing
-- but counts leaves it.
--
-- Who is counted is registered on a ground that counts for the job agreement on the day: `codes` from `firsts` until
-- `untils`. Who works has an employment on the day, other than protected work. A person has one value of a dimension a day:
-- of the ground that began first, and of the employment of most hours a week; where they are now, or where they last were.
-- All persons are counted, so no join goes row by row, whatever the planner thinks of the parts. That joins are ruled out
-- makes the rest look dear enough to be compiled (JIT), each time, for seconds: it isn't. What is joined and sorted stays in
-- memory, some hundreds of megabytes of it for a register of full size; employments of other days aren't joined at all.
create or replace function register.quarter_persons(of_year integer, of_quarter integer, codes text[],
        firsts date[], untils date[])
    returns table (dimension text, key text, persons bigint, working bigint, persons_earlier bigint,
        working_earlier bigint, inflow bigint, outflow bigint, found_work bigint, lost_work bigint,
        came_in_working bigint, left_working bigint)
    language sql stable security definer set enable_nestloop = off set jit = off set work_mem = '64MB'
begin atomic
    with counts as (select * from unnest(codes, firsts, untils) as c (code, first, until)),
    days as (
            select (make_date(of_year, of_quarter * 3 - 2, 1) - interval '1 day')::date as earlier,
                (make_date(of_year, of_quarter * 3 - 2, 1) + interval '3 months' - interval '1 day')::date as today
    ),
    asked as (select 1 as place, d.earlier as day from days d union all select 2, d.today from days d),
    registered as (
            select distinct on (d.place, r.bsn) d.place, d.day, r.bsn, g.code::text as ground
            from asked d
            join register.registration r on r.from_day <= d.day and r.until_day > d.day
            join register.ground g on g.bsn = r.bsn and g.id = any (r.grounds) and g.start_date <= d.day
            join counts c on c.code = g.code::text and c.first <= d.day and c.until > d.day
            order by d.place, r.bsn, g.start_date, g.code::text collate "C"
    ),
    work as (
            select distinct on (r.place, r.bsn) r.place, r.bsn,
                case when e.kind in ('AGENCY', 'SECONDED') then 'HIRED_IN'
                    else coalesce(p.sector::text, 'MARKET') end as sector,
                n.region
            from registered r
            join register.employment e on e.bsn = r.bsn and e.superseded_by is null and e.kind <> 'PROTECTED_WSW'
                and e.start_date <= r.day and (e.end_date is null or e.end_date >= r.day)
                and e.start_date <= (select d.today from days d)
                and (e.end_date is null or e.end_date >= (select d.earlier from days d))
            left join register.payroll p on p.payroll_tax_number = e.payroll_tax_number and p.superseded_by is null
            left join register.region n on n.payroll_tax_number = e.payroll_tax_number and n.superseded_by is null
            order by r.place, r.bsn, e.hours_per_week desc nulls last, e.payroll_tax_number, e.start_date, e.kind::text
    ),
    state as (
            select r.place, r.bsn, w.bsn is not null as works, r.ground, coalesce(w.sector, 'NONE') as sector,
                coalesce(w.region::text, 'NONE') as region,
                case when h.birth_date is null then 'NONE'
                    else (width_bucket(extract(year from age(r.day, h.birth_date)), array[25, 35, 45, 55]::numeric[]))::text
                end as age_band
            from registered r
            left join work w on w.place = r.place and w.bsn = r.bsn
            left join register.person h on h.bsn = r.bsn and h.superseded_by is null
    ),
    change as (
            select coalesce(n.ground, b.ground) as ground, coalesce(n.sector, b.sector) as sector,
                coalesce(n.region, b.region) as region, coalesce(n.age_band, b.age_band) as age_band,
                case when n.bsn is null then coalesce((
                        select t.cause::text from register.registration t, days d
                        where t.bsn = b.bsn and t.until_day > d.earlier and t.until_day <= d.today and t.cause is not null
                        order by t.until_day desc limit 1), 'LAPSED')
                    else '' end as reason,
                b.bsn is not null as was_in, n.bsn is not null as is_in,
                coalesce(b.works, false) as worked, coalesce(n.works, false) as works
            from (select * from state where place = 1) b
            full join (select * from state where place = 2) n on n.bsn = b.bsn
    )
    select case when grouping(c.ground) = 0 then 'GROUND' when grouping(c.sector) = 0 then 'SECTOR'
            when grouping(c.region) = 0 then 'REGION' when grouping(c.age_band) = 0 then 'AGE_BAND'
            when grouping(c.reason) = 0 then 'REASON' else '' end,
        coalesce(c.ground, c.sector, c.region, c.age_band, c.reason, ''),
        count(*) filter (where c.is_in), count(*) filter (where c.works),
        count(*) filter (where c.was_in), count(*) filter (where c.worked),
        count(*) filter (where c.is_in and not c.was_in), count(*) filter (where c.was_in and not c.is_in),
        count(*) filter (where c.was_in and c.is_in and c.works and not c.worked),
        count(*) filter (where c.was_in and c.is_in and c.worked and not c.works),
        count(*) filter (where not c.was_in and c.works), count(*) filter (where not c.is_in and c.worked)
    from change c
    group by grouping sets ((), (c.ground), (c.sector), (c.region), (c.age_band), (c.reason))
    having count(*) > 0;
end;

revoke execute on function register.quarter_persons from public;

-- The exact counts of a quarter, of one moment: persons by each dimension (`register.quarter_persons`), and the paid hours of
-- its last month by WORK_SECTOR and by WORK_REGION (`register.month_hours`). They aren't safe to show as they are.
create or replace function serve.statistics_counts(of_year integer, of_quarter integer, codes text[], firsts date[],
        untils date[])
    returns table (dimension text, key text, counts bigint[], denominators bigint[], numerators numeric[])
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with month as (
            select make_date(of_year, of_quarter * 3, 1) as first,
                (make_date(of_year, of_quarter * 3, 1) + interval '1 month' - interval '1 day')::date as last
    )
    select p.dimension, p.key, array[p.persons, p.working, p.persons_earlier, p.working_earlier, p.inflow, p.outflow,
            p.found_work, p.lost_work, p.came_in_working, p.left_working], null::bigint[], null::numeric[]
    from register.quarter_persons(of_year, of_quarter, codes, firsts, untils) p
    union all
    select h.dimension, h.key, array[h.working], h.denominators, h.numerators
    from month m, register.month_hours(m.first, m.last, codes, firsts, untils) h
$$;

revoke execute on function serve.statistics_counts from public;

grant execute on function serve.statistics_counts to "doelgroepregister_statistics";
