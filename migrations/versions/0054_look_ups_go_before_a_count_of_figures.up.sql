set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- Rest a tenth of a second if somebody is being looked up at this moment, who holds a lane of the log; true.
create or replace function register.rest() returns boolean language sql parallel restricted
    set search_path = pg_catalog, pg_temp as $$
    select coalesce((
        select pg_sleep(0.1) is not null
        where exists (
            select from pg_locks l where l.relation = to_regclass('log.lane')::oid and l.mode = 'RowShareLock')), true)
$$;

revoke execute on function register.rest from public;

-- The exact counts of a quarter, of one moment; they aren't safe to show as they are. Nothing but counts and sums leaves it.
--
-- How many persons are in the register on the last day of the quarter and of the one before, how many work, and what changed
-- between the two; by each dimension: '' (all of them), GROUND, REASON (why they left), SECTOR, REGION and AGE_BAND. `counts`
-- are: persons, working, both of the quarter before, inflow, outflow, found work, lost work, came in working, left working.
-- And by WORK_SECTOR (GOVERNMENT, MARKET or HIRED_IN) and WORK_REGION of the employment: how many work on the last day, and
-- the paid hours of the last month, which are fractions, added up by their denominators: exact.
--
-- Who is counted is registered on a ground that counts for the job agreement on the day: `codes` from `firsts` until
-- `untils`. Who works has an employment on the day, other than protected work (PROTECTED_WSW). A person has one value of a
-- dimension a day: of the ground that began first, and of the employment of most hours a week; where they are now, or where
-- they last were. An employer without a sector is of the market.
--
-- Hours count of the days on which somebody is both employed and registered so. Hours that were paid in the month win from
-- hours a week; each day of each employment of that person and number has the same share.
--
-- Everybody is counted, so no join goes row by row, whatever the planner thinks of the parts; what is joined stays in memory,
-- some hundreds of megabytes for a register of full size. That joins are ruled out makes the rest look dear enough to be
-- compiled (JIT), each time, for seconds: it isn't. Employments are read by several processes where there are any. What of a
-- person comes first is the least of whole numbers that hold the value too: that costs half of sorting by columns. At one in
-- ten thousand rows, whoever they are of, a count rests while others are answered (`register.rest`).
create or replace function serve.statistics_counts(of_year integer, of_quarter integer, codes text[], firsts date[],
        untils date[])
    returns table (dimension text, key text, counts bigint[], denominators bigint[], numerators numeric[])
    language sql stable security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off
    set work_mem = '64MB' set parallel_setup_cost = 0 set parallel_tuple_cost = 0 as $$
    with days as materialized (
            select (make_date(of_year, of_quarter * 3 - 2, 1) - interval '1 day')::date as earlier,
                make_date(of_year, of_quarter * 3, 1) as month,
                (make_date(of_year, of_quarter * 3, 1) + interval '1 month' - interval '1 day')::date as today
    ),
    counting as materialized (
            select c.code, c.first, c.until, dense_rank() over (order by c.code collate "C")::integer as number
            from unnest(codes, firsts, untils) as c (code, first, until)
    ),
    span as (
            select r.bsn, greatest(r.from_day, g.start_date, c.first) as first, least(r.until_day, c.until) as until,
                -- Whole days before the number of the ground: which began first, then which is first by its code.
                (g.start_date - date '0001-01-01') * 100 + c.number as ground
            from register.registration r cross join unnest(r.grounds) as u (id)
            join register.ground g on g.id = u.id and g.bsn = r.bsn
            join counting c on c.code = g.code::text
            where r.from_day <= (select d.today from days d) and r.until_day > (select d.earlier from days d)
    ),
    registered as materialized (
            select s.bsn, min(s.ground) filter (where s.first <= d.earlier and s.until > d.earlier) as was,
                min(s.ground) filter (where s.first <= d.today and s.until > d.today) as now,
                bool_or(s.first <= d.month and s.until > d.today) as all_month,
                range_agg(daterange(s.first, s.until)) filter (where s.until > d.month
                    and not (s.first <= d.month and s.until > d.today)) as month_days
            from span s cross join days d
            where s.first <= d.today and s.until > d.earlier and s.first < s.until
                and (random() > 0.0001 or register.rest())
            group by s.bsn
    ),
    work as materialized (
            select e.bsn, e.payroll_tax_number, h.hundredths,
                e.kind <> 'PROTECTED_WSW' and e.start_date <= d.earlier as was,
                e.kind <> 'PROTECTED_WSW' and coalesce(e.end_date >= d.today, true) as now,
                e.kind = 'PROTECTED_WSW' as is_protected,
                greatest(e.start_date, d.month) as first, coalesce(least(e.end_date, d.today), d.today) as last,
                -- Most hours first, then the least payroll tax number (eleven digits), before its region and sector.
                ((100000 - coalesce(h.hundredths, -1)) * 100000000000 + e.payroll_tax_number) * 256
                    + coalesce(n.region, 0) * 4
                    + case when e.kind in ('AGENCY', 'SECONDED') then 3 when p.sector = 'GOVERNMENT' then 1 else 2 end as job,
                r.now is not null as is_in, r.all_month, r.month_days
            from register.employment e
            cross join days d
            cross join lateral (select (e.hours_per_week * 100)::bigint as hundredths) h
            join registered r on r.bsn = e.bsn
            left join register.payroll p on p.payroll_tax_number = e.payroll_tax_number and p.superseded_by is null
            left join register.region n on n.payroll_tax_number = e.payroll_tax_number and n.superseded_by is null
            where e.superseded_by is null and e.start_date <= (select d.today from days d)
                and (e.end_date is null or e.end_date >= (select d.earlier from days d))
    ),
    employed as (
            select w.bsn, min(w.job) filter (where w.was) as was, min(w.job) filter (where w.now) as now,
                bit_or(1 << (w.job % 4)::integer) filter (where w.now and w.is_in) as sectors,
                bit_or(1::bigint << (w.job / 4 % 64)::integer) filter (where w.now and w.is_in) as regions
            from work w where random() > 0.0001 or register.rest()
            group by w.bsn
    ),
    change as (
            select coalesce(r.now, r.was) % 100 as ground,
                coalesce(case when r.now is null then e.was else e.now end % 4, 0) as sector,
                coalesce(case when r.now is null then e.was else e.now end / 4 % 64, 0) as region,
                width_bucket(extract(year from age(case when r.now is null then d.earlier else d.today end, h.birth_date)),
                    array[25, 35, 45, 55]::numeric[]) as age_band,
                case when r.now is null then coalesce((
                        select t.cause::text from register.registration t
                        where t.bsn = r.bsn and t.until_day > d.earlier and t.until_day <= d.today and t.cause is not null
                        order by t.until_day desc limit 1), 'LAPSED')
                    else '' end as reason,
                r.was is not null as was_in, r.now is not null as is_in,
                r.was is not null and e.was is not null as worked, r.now is not null and e.now is not null as works,
                e.sectors, e.regions
            from registered r cross join days d
            left join employed e on e.bsn = r.bsn
            left join register.person h on h.bsn = r.bsn and h.superseded_by is null
            where r.was is not null or r.now is not null
    ),
    paid as (
            select h.payroll_tax_number, h.bsn, (h.hours * 100)::bigint as hundredths, sum(w.last - w.first + 1) as days
            from register.paid_hours h
            join work w on w.payroll_tax_number = h.payroll_tax_number and w.bsn = h.bsn and w.first <= w.last
            where h.month = (select d.month from days d) and h.superseded_by is null
            group by h.payroll_tax_number, h.bsn, h.hours
    ),
    fraction as (
            select w.job % 4 as sector, w.job / 4 % 64 as region, coalesce(p.days, 7) as denominator,
                sum(coalesce(p.hundredths, w.hundredths, 0) * case when w.all_month then w.last - w.first + 1 else (
                    select sum(upper(one) - lower(one))::integer
                    from unnest(w.month_days * datemultirange(daterange(w.first, w.last, '[]'))) as one) end) as numerator
            from work w
            left join paid p on p.payroll_tax_number = w.payroll_tax_number and p.bsn = w.bsn
            where w.first <= w.last and not w.is_protected and (w.all_month or w.month_days && daterange(w.first, w.last, '[]'))
                and (random() > 0.0001 or register.rest())
            group by w.job % 4, w.job / 4 % 64, coalesce(p.days, 7)
    ),
    alike as materialized (
            select c.*, count(*) as persons from change c group by c.ground, c.sector, c.region, c.age_band, c.reason,
                c.was_in, c.is_in, c.worked, c.works, c.sectors, c.regions
    ),
    figure as (
            select case when grouping(c.ground) = 0 then 'GROUND' when grouping(c.sector) = 0 then 'SECTOR'
                    when grouping(c.region) = 0 then 'REGION' when grouping(c.age_band) = 0 then 'AGE_BAND'
                    when grouping(c.reason) = 0 then 'REASON' else '' end as dimension,
                c.ground, c.sector, c.region, c.age_band, c.reason, array_replace(array[
                    sum(c.persons) filter (where c.is_in), sum(c.persons) filter (where c.works),
                    sum(c.persons) filter (where c.was_in), sum(c.persons) filter (where c.worked),
                    sum(c.persons) filter (where c.is_in and not c.was_in),
                    sum(c.persons) filter (where c.was_in and not c.is_in),
                    sum(c.persons) filter (where c.was_in and c.is_in and c.works and not c.worked),
                    sum(c.persons) filter (where c.was_in and c.is_in and c.worked and not c.works),
                    sum(c.persons) filter (where not c.was_in and c.works),
                    sum(c.persons) filter (where not c.is_in and c.worked)]::bigint[],
                    null, 0) as counts,
                null::bigint[] as denominators, null::numeric[] as numerators
            from alike c
            group by grouping sets ((), (c.ground), (c.sector), (c.region), (c.age_band), (c.reason))
            having count(*) > 0
            union all
            select 'WORK_SECTOR', null, f.sector, null, null, null, array[(
                    select coalesce(sum(p.persons), 0)::bigint from alike p where p.sectors & (1 << f.sector::integer) <> 0)],
                array_agg(f.denominator), array_agg(f.numerator * 0.01)
            from (select f.sector, f.denominator, sum(f.numerator) as numerator from fraction f
                group by f.sector, f.denominator) f
            group by f.sector
            union all
            select 'WORK_REGION', null, null, f.region, null, null, array[(
                    select coalesce(sum(p.persons), 0)::bigint from alike p
                    where p.regions & (1::bigint << f.region::integer) <> 0)],
                array_agg(f.denominator), array_agg(f.numerator * 0.01)
            from (select f.region, f.denominator, sum(f.numerator) as numerator from fraction f
                group by f.region, f.denominator) f
            group by f.region
    )
    select f.dimension, case
            when f.dimension = 'GROUND' then (select c.code from counting c where c.number = f.ground limit 1)
            when f.dimension in ('SECTOR', 'WORK_SECTOR') then
                (array['NONE', 'GOVERNMENT', 'MARKET', 'HIRED_IN'])[f.sector + 1]
            when f.dimension in ('REGION', 'WORK_REGION') then coalesce(nullif(f.region, 0)::text, 'NONE')
            when f.dimension = 'AGE_BAND' then coalesce(f.age_band::text, 'NONE')
            else coalesce(f.reason, '') end,
        f.counts, f.denominators, f.numerators
    from figure f
$$;

revoke execute on function serve.statistics_counts from public;

grant execute on function serve.statistics_counts to "doelgroepregister_statistics";
