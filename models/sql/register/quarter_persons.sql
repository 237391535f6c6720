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
