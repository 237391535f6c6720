set local lock_timeout = '5s';

set local statement_timeout = '5min';

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

-- Whether persons who asked to be taken out of the register are registered on a day, on which grounds and which of those
-- ended: what may be done with a deregistration depends on it, and nothing of anybody else is told. That a worklist was seen
-- is no look-up; it says nothing of this.
create or replace function serve.assessor_standings(of_bsns integer[], of_day date)
    returns table (bsn integer, grounds jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select r.bsn, (select coalesce(jsonb_agg(jsonb_build_object('code', g.code, 'start_date', g.start_date,
            'end_date', case when g.end_date <= of_day then g.end_date end) order by g.id), '[]')
        from register.ground g where g.id = any (r.grounds) and g.start_date <= of_day)
    from register.registration r where register.require_days(array[of_day], false) and r.bsn = any (of_bsns) and r.from_day <= of_day and r.until_day > of_day
        and exists (select from cases.file f where f.bsn = r.bsn and f.kind = 'DEREGISTRATION' and f.state <> 'DRAFT')
$$;

revoke execute on function serve.assessor_standings from public;

grant execute on function serve.assessor_standings to "doelgroepregister_assessor";
