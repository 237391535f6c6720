-- How many cases a citizen has of their own, and how many of them are overdue on the day.
create or replace function serve.citizen_case_counts(of_bsn integer, of_day date)
    returns table (total bigint, overdue bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*), count(*) filter (where cases.too_late(f, of_day))
    from cases.file f where f.bsn = of_bsn and f.submitter = 'CITIZEN'
$$;

revoke execute on function serve.citizen_case_counts from public;

grant execute on function serve.citizen_case_counts to "doelgroepregister_citizen";
