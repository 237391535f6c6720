-- Whether persons who asked to be taken out of the register are registered on a day, on which grounds and which of those
-- ended: what may be done with a deregistration depends on it, and nothing of anybody else is told. That a worklist was seen
-- is no look-up; it says nothing of this.
create or replace function serve.assessor_standings(of_bsns integer[], of_day date)
    returns table (bsn integer, grounds jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select r.bsn, (select coalesce(jsonb_agg(jsonb_build_object('code', g.code, 'start_date', g.start_date,
            'end_date', case when g.end_date <= of_day then g.end_date end) order by g.id), '[]')
        from register.ground g where g.id = any (r.grounds) and g.start_date <= of_day)
    from register.registration r
    where register.require_days(array[of_day], false) and r.bsn = any (of_bsns)
        and r.from_day <= of_day and r.until_day > of_day
        and exists (select from cases.file f where f.bsn = r.bsn and f.kind = 'DEREGISTRATION' and f.state <> 'DRAFT')
$$;

revoke execute on function serve.assessor_standings from public;

grant execute on function serve.assessor_standings to "doelgroepregister_assessor";
