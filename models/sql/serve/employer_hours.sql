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
