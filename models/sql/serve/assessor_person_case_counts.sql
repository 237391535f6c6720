-- How many cases there are of a person, and how many of them are overdue on the day.
create or replace function serve.assessor_person_case_counts(of_bsn integer, of_day date)
    returns table (total bigint, overdue bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*), count(*) filter (where cases.too_late(f, of_day))
    from cases.file f where f.bsn = of_bsn and f.state <> 'DRAFT'
$$;

revoke execute on function serve.assessor_person_case_counts from public;

grant execute on function serve.assessor_person_case_counts to "doelgroepregister_assessor";
