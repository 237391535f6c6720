-- The payroll tax numbers of organisations, which say nothing about a person. A name that was recorded before names had
-- bounds is read within them.
create or replace function serve.employer_organisations(kvks text[], rsins text[])
    returns table (kvk text, rsin text, name text, payroll_tax_numbers bigint[], payroll_rows bigint[])
    language sql stable security definer
begin atomic
    select p.kvk, p.rsin,
        regexp_replace(left((array_agg(p.name order by p.id desc) filter (where p.name is not null))[1], 255),
            '[\x01-\x1f\x7f-\x9f\u2028\u2029]', ' ', 'g'),
        array_agg(p.payroll_tax_number order by p.payroll_tax_number),
        array_agg(p.id order by p.payroll_tax_number)
    from register.payroll p
    where p.superseded_by is null and (p.kvk = any (kvks) or p.rsin = any (rsins))
    group by p.kvk, p.rsin;
end;

revoke execute on function serve.employer_organisations from public;

grant execute on function serve.employer_organisations to "doelgroepregister_employer";
