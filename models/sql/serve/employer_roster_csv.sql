-- The lines of the roster's file: only digits, the letter L and dates, so that none needs quotes.
--
-- COPY takes no parameters: what is asked stands in the text of the statement, so the payroll tax numbers are given by
-- their rows. A sole trader's number, and an RSIN, may be a BSN.
--
-- It fails for a user from whom the organisation took this service: a file without lines would say that nobody is in it.
--
-- As a column of a select, the rows are given out one by one; in its from clause, when all are there. They come in
-- order, without all being sorted first, only if employments are read by their index; where a roster is of most of the
-- table, the planner would rather read the table as it lies.
create or replace function serve.employer_roster_csv(of_user bytea, of_payrolls bigint[], first_day date, last_day date)
    returns setof text language sql stable security definer set enable_seqscan = off
begin atomic
    with numbers as (
            select array_agg(p.kvk) || array_agg(p.rsin) as named
            from register.payroll p where p.superseded_by is null and p.id = any (of_payrolls)
    ),
    allowed as materialized (
            select from numbers where register.require_period(first_day, last_day)
                and (named is null or authorisation.require('ROSTER', of_user, named))
    ),
    roster as (
            select distinct on (e.payroll_tax_number, e.bsn) e.payroll_tax_number, e.bsn, r.ends_on
            from register.payroll p
            join register.employment e on e.payroll_tax_number = p.payroll_tax_number and e.superseded_by is null
            join register.registration r on r.bsn = e.bsn
                and r.from_day <= least(e.end_date, last_day) and r.until_day > greatest(e.start_date, first_day)
            where exists (select from allowed)
                and p.superseded_by is null and p.id = any (of_payrolls)
                and e.kind in ('REGULAR', 'PROTECTED_WSW')
                and e.start_date <= last_day and (e.end_date is null or e.end_date >= first_day)
            order by e.payroll_tax_number, e.bsn, least(r.until_day - 1, e.end_date, last_day) desc
    )
    select lpad(r.bsn::text, 9, '0') || ';'
        || lpad((r.payroll_tax_number / 100)::text, 9, '0') || 'L'
        || lpad((r.payroll_tax_number % 100)::text, 2, '0') || ';'
        || coalesce(to_char(r.ends_on, 'DD-MM-YYYY'), '')
    from roster r order by r.payroll_tax_number, r.bsn;
end;

revoke execute on function serve.employer_roster_csv from public;

grant execute on function serve.employer_roster_csv to "doelgroepregister_employer";
