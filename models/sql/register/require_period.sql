-- True; it fails unless these are the first and the last day of a year, or of a month of this year or the one before, or its
-- days so far: of other days an employer is answered about none.
create or replace function register.require_period(first_day date, last_day date) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as $$
    declare
        today constant date := register.today();
        month_end constant date := date_trunc('month', first_day) + interval '1 month' - interval '1 day';
        year_end constant date := date_trunc('year', first_day) + interval '1 year' - interval '1 day';
    begin
        if first_day is null or last_day is null or first_day <> date_trunc('month', first_day)
            or last_day > (case when extract(month from first_day) = 1 then year_end else month_end end)
            or not (last_day in (month_end, year_end) or last_day >= today - 1)
            or (last_day < year_end and first_day < date_trunc('year', today - 1) - interval '1 year') then
            raise exception 'no roster is of these days: ask a year, or a month' using errcode = '22023';
        end if;
        return register.require_days(array[last_day], false);
    end $$;

revoke execute on function register.require_period from public;
