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
