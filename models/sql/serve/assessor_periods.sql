-- The days of a year up to a day on which someone is registered; adjacent spells are one period.
create or replace function serve.assessor_periods(of_lane integer, consultations text, of_bsn integer,
        first_day date, last_day date) returns table (from_day date, until_day date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        waits integer[] := log.append(of_lane, consultations, null, null, array[of_bsn], false);
    begin
        perform register.require_days(array[last_day], false);
        return query select lower(days), upper(days) - 1
        from unnest((
            select range_agg(daterange(r.from_day, r.until_day) * daterange(first_day, last_day, '[]'))
            from register.registration r
            where r.bsn = of_bsn and r.from_day <= last_day and r.until_day > first_day)) as days
        order by 1;
    end $$;

revoke execute on function serve.assessor_periods from public;

grant execute on function serve.assessor_periods to "doelgroepregister_assessor";
