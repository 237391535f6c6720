set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 15;

create table register.figures_release (
    number bigint not null,
    year integer not null,
    quarter integer not null,
    released_at timestamptz not null default clock_timestamp(),
    released jsonb not null,

    constraint figures_release_pkey primary key (number),
    constraint figures_release_quarter_check check (quarter between 1 and 4)
);

create index figures_release_of_quarter on register.figures_release (year, quarter, number);

create trigger append_only before update on register.figures_release
    for each row execute function register.refuse_change();

create trigger no_removal before delete or truncate on register.figures_release
    for each statement execute function register.refuse_removal();

comment on table register.figures_release is
    'What was released of a quarter of the job agreement, before anybody was told: by it the next release is judged';

comment on column register.figures_release.number is 'The number of the release, in the order of all of them, from 1';

comment on column register.figures_release.year is 'The calendar year';

comment on column register.figures_release.quarter is 'The quarter of it, from 1 to 4';

comment on column register.figures_release.released_at is 'When it was released';

comment on column register.figures_release.released is
    'The figures that may be shown, how much of each table that is, and what of each was shown last';

grant usage on schema serve to "doelgroepregister_statistics";

-- squawk-ignore ban-drop-function
drop function register.quarter_persons;

-- How many persons are in the register on the last day of a quarter and of the one before, how many work, and what changed
-- between the two; by each dimension: '' (all of them), GROUND, REASON (why they left), SECTOR, REGION and AGE_BAND. Nothing
-- but counts leaves it.
--
-- Who is counted is registered on a ground that counts for the job agreement on the day: `codes` from `firsts` until
-- `untils`. Who works has an employment on the day, other than protected work. A person has one value of a dimension a day:
-- of the ground that began first, and of the employment of most hours a week; where they are now, or where they last were.
create or replace function register.quarter_persons(of_year integer, of_quarter integer, codes text[],
        firsts date[], untils date[])
    returns table (dimension text, key text, persons bigint, working bigint, persons_earlier bigint,
        working_earlier bigint, inflow bigint, outflow bigint, found_work bigint, lost_work bigint,
        came_in_working bigint, left_working bigint)
    language sql stable security definer
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
            join register.ground g on g.id = any (r.grounds) and g.start_date <= d.day
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
    "doelgroepregister_portal", "doelgroepregister_statistics";

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
    "doelgroepregister_portal", "doelgroepregister_statistics";

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
    select 'WORK_SECTOR', h.key, array[h.working], h.denominators, h.numerators
    from month m, register.month_hours(m.first, m.last, 'WORK_SECTOR', codes, firsts, untils) h
    union all
    select 'WORK_REGION', h.key, array[h.working], h.denominators, h.numerators
    from month m, register.month_hours(m.first, m.last, 'REGION', codes, firsts, untils) h
$$;

revoke execute on function serve.statistics_counts from public;

grant execute on function serve.statistics_counts to "doelgroepregister_statistics";

-- Note what is released of a quarter, before anybody is told; its number, or null if another release came since `seen`, so
-- that what is safe beside all releases must be found out again.
create or replace function serve.statistics_release(seen bigint, of_year integer, of_quarter integer, what jsonb)
    returns bigint language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into register.figures_release (number, year, quarter, released)
    select seen + 1, of_year, of_quarter, what
    where not exists (select from register.figures_release f where f.number > seen)
    on conflict do nothing
    returning number;
    $$;

revoke execute on function serve.statistics_release from public;

grant execute on function serve.statistics_release to "doelgroepregister_statistics";

-- What was released last of each of some quarters, a row a quarter that anything was released of; and which release was the
-- newest of all, by which `serve.statistics_release` notices another that came between.
create or replace function serve.statistics_released(years integer[], quarters integer[])
    returns table (newest bigint, year integer, quarter integer, number bigint, released jsonb)
    language sql stable security definer
begin atomic
    with newest as (select coalesce(max(f.number), 0) as number from register.figures_release f),
    last as (
            select distinct on (f.year, f.quarter) f.year, f.quarter, f.number, f.released
            from register.figures_release f
            join unnest(years, quarters) as a (year, quarter) on a.year = f.year and a.quarter = f.quarter
            order by f.year, f.quarter, f.number desc
    )
    select n.number, l.year, l.quarter, l.number, l.released from newest n left join last l on true;
end;

revoke execute on function serve.statistics_released from public;

grant execute on function serve.statistics_released to "doelgroepregister_statistics";
