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
    persons as (
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
