-- The cases that a municipality submitted between two of them, newest first, backwards oldest first.
create or replace function serve.suwinet_cases(of_organisation text, older_than bigint, newer_than bigint,
        page_size integer, backwards boolean) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select cases.file_of_submitter(f) from cases.file f
    where f.organisation_id = of_organisation and f.submitter = 'SUWINET'
        and f.number < coalesce(older_than, 9223372036854775807) and f.number > coalesce(newer_than, 0)
    order by case when backwards then f.number else -f.number end limit page_size
$$;

revoke execute on function serve.suwinet_cases from public;

grant execute on function serve.suwinet_cases to "doelgroepregister_suwinet";
