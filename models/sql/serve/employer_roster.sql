-- One row: how many there are in all, and a page of them between two positions, from either end, as arrays.
--
-- A row is a person and a payroll tax number. Its end date is the one known on the last day on which the person was
-- both employed, of a kind that counts, and registered; registrations never overlap, so that day has one answer.
--
-- No row at all for a user from whom the organisation took this service.
create or replace function serve.employer_roster(of_user bytea, of_kvk text, of_rsin text, of_payroll bigint,
        first_day date, last_day date, after_payroll bigint, after_bsn integer, before_payroll bigint,
        before_bsn integer, page_size integer, backwards boolean)
    returns table (total bigint, payroll_tax_numbers bigint[], bsns integer[], end_dates date[])
    language sql stable security definer
begin atomic
    with allowed as materialized (
            select where authorisation.may('ROSTER', of_user, array[of_kvk, of_rsin])
                and register.require_period(first_day, last_day)
    ),
    roster as materialized (
            select distinct on (e.payroll_tax_number, e.bsn) e.payroll_tax_number, e.bsn, r.ends_on
            from register.payroll p
            join register.employment e on e.payroll_tax_number = p.payroll_tax_number and e.superseded_by is null
            join register.registration r on r.bsn = e.bsn
                and r.from_day <= least(e.end_date, last_day) and r.until_day > greatest(e.start_date, first_day)
            where exists (select from allowed)
                and p.superseded_by is null and (p.kvk = of_kvk or p.rsin = of_rsin)
                and (of_payroll is null or p.payroll_tax_number = of_payroll)
                and e.kind in ('REGULAR', 'PROTECTED_WSW')
                and e.start_date <= last_day and (e.end_date is null or e.end_date >= first_day)
            order by e.payroll_tax_number, e.bsn, least(r.until_day - 1, e.end_date, last_day) desc
    ),
    page as (
        (select * from roster
        where (payroll_tax_number, bsn) > (after_payroll, after_bsn)
            and (payroll_tax_number, bsn) < (before_payroll, before_bsn)
            and not backwards
        order by payroll_tax_number, bsn limit page_size)
        union all
        (select * from roster
        where (payroll_tax_number, bsn) > (after_payroll, after_bsn)
            and (payroll_tax_number, bsn) < (before_payroll, before_bsn)
            and backwards
        order by payroll_tax_number desc, bsn desc limit page_size))
    select (select count(*) from roster), array_agg(payroll_tax_number order by payroll_tax_number, bsn),
        array_agg(bsn order by payroll_tax_number, bsn), array_agg(ends_on order by payroll_tax_number, bsn)
    from page having exists (select from allowed);
end;

revoke execute on function serve.employer_roster from public;

grant execute on function serve.employer_roster to "doelgroepregister_employer";
