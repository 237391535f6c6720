set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 14;

revoke usage on schema serve from "doelgroepregister_statistics";

-- squawk-ignore ban-drop-function
drop function serve.statistics_counts;

-- squawk-ignore ban-drop-function
drop function register.quarter_persons;

-- squawk-ignore ban-drop-function
drop function serve.levels;

-- squawk-ignore ban-drop-function
drop function serve.revision;

-- squawk-ignore ban-drop-function
drop function serve.statistics_release;

-- squawk-ignore ban-drop-function
drop function serve.statistics_released;

-- How many persons are in the register on a day and on an earlier one, how many work, and what changed between the two; by a
-- dimension: '' (all of them), GROUND, REASON (why they left), SECTOR, REGION or AGE_BAND. Nothing but counts leaves it.
--
-- Who is counted is registered on a ground that counts for the job agreement on the day: `codes` from `firsts` until
-- `untils`. Who works has an employment on the day, other than protected work. A person has one value of a dimension a day:
-- of the ground that began first, and of the employment of most hours a week; where they are now, or where they last were.
create or replace function register.quarter_persons(earlier date, today date, of_dimension text, codes text[],
        firsts date[], untils date[])
    returns table (key text, persons bigint, working bigint, persons_earlier bigint, working_earlier bigint,
        inflow bigint, outflow bigint, found_work bigint, lost_work bigint, came_in_working bigint,
        left_working bigint)
    language sql stable security definer
begin atomic
    with counts as (select * from unnest(codes, firsts, untils) as c (code, first, until)),
    asked as (select * from unnest(array[earlier, today]) with ordinality as d (day, place)),
    registered as (
            select distinct on (d.place, r.bsn) d.place, d.day, r.bsn, g.code::text as ground
            from asked d
            join register.registration r on r.from_day <= d.day and r.until_day > d.day
            join register.ground g on g.id = any (r.grounds) and g.start_date <= d.day
            join counts c on c.code = g.code::text and c.first <= d.day and c.until > d.day
            order by d.place, r.bsn, g.start_date, g.code::text collate "C"
    ),
    work as (
            select distinct on (d.place, e.bsn) d.place, e.bsn,
                case when e.kind in ('AGENCY', 'SECONDED') then 'HIRED_IN'
                    else coalesce(p.sector::text, 'MARKET') end as sector,
                n.region
            from asked d
            join register.employment e on e.superseded_by is null and e.kind <> 'PROTECTED_WSW'
                and e.start_date <= d.day and (e.end_date is null or e.end_date >= d.day)
            left join register.payroll p on p.payroll_tax_number = e.payroll_tax_number and p.superseded_by is null
            left join register.region n on n.payroll_tax_number = e.payroll_tax_number and n.superseded_by is null
            order by d.place, e.bsn, e.hours_per_week desc nulls last, e.payroll_tax_number, e.start_date, e.kind::text
    ),
    state as (
            select r.place, r.bsn, w.bsn is not null as works,
                case of_dimension
                    when 'GROUND' then r.ground
                    when 'SECTOR' then coalesce(w.sector, 'NONE')
                    when 'REGION' then coalesce(w.region::text, 'NONE')
                    when 'AGE_BAND' then case
                            when h.birth_date is null then 'NONE'
                            else (width_bucket(extract(year from age(r.day, h.birth_date)), array[25, 35, 45, 55]::numeric[]))::text end
                    else '' end as key
            from registered r
            left join work w on w.place = r.place and w.bsn = r.bsn
            left join register.person h on h.bsn = r.bsn and h.superseded_by is null
    ),
    change as (
            select case when of_dimension = 'REASON' and n.bsn is null then coalesce((
                        select t.cause::text from register.registration t
                        where t.bsn = b.bsn and t.until_day > earlier and t.until_day <= today and t.cause is not null
                        order by t.until_day desc limit 1), 'LAPSED')
                    else coalesce(n.key, b.key) end as key,
                b.bsn is not null as was_in, n.bsn is not null as is_in,
                coalesce(b.works, false) as worked, coalesce(n.works, false) as works
            from (select * from state where place = 1) b
            full join (select * from state where place = 2) n on n.bsn = b.bsn
    )
    select c.key, count(*) filter (where c.is_in), count(*) filter (where c.works),
        count(*) filter (where c.was_in), count(*) filter (where c.worked),
        count(*) filter (where c.is_in and not c.was_in), count(*) filter (where c.was_in and not c.is_in),
        count(*) filter (where c.was_in and c.is_in and c.works and not c.worked),
        count(*) filter (where c.was_in and c.is_in and c.worked and not c.works),
        count(*) filter (where not c.was_in and c.works), count(*) filter (where not c.is_in and c.worked)
    from change c group by c.key;
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
    "doelgroepregister_portal";

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

-- squawk-ignore ban-drop-table
drop table register.figures_release;
