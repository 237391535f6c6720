-- For whom a person works on a day (from 2026-01-01 on: index employment_of_person) by an employment of its own staff.
create or replace function register.employers_of(of_bsn integer, on_day date)
    returns table (kvk text, rsin text, kind register.employment_kind, name text)
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select distinct on (o.kvk, o.rsin, w.kind) o.kvk, o.rsin, w.kind, o.name
    from register.employment w
    left join register.payroll o on o.payroll_tax_number = w.payroll_tax_number and o.superseded_by is null
    where w.bsn = of_bsn and w.superseded_by is null and w.kind in ('REGULAR', 'PROTECTED_WSW')
        and coalesce(w.end_date, 'infinity') >= date '2026-01-01'
        and w.start_date <= on_day and coalesce(w.end_date, 'infinity') >= on_day
    order by o.kvk, o.rsin, w.kind, o.id desc
$$;

revoke execute on function register.employers_of from public;
