-- How many cases a municipality submitted, and how many of them are overdue on the day.
create or replace function serve.suwinet_case_counts(of_organisation text, of_day date)
    returns table (total bigint, overdue bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*), count(*) filter (where cases.too_late(f, of_day))
    from cases.file f where f.organisation_id = of_organisation and f.submitter = 'SUWINET'
$$;

revoke execute on function serve.suwinet_case_counts from public;

grant execute on function serve.suwinet_case_counts to "doelgroepregister_suwinet";
