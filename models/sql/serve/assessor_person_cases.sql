-- The cases of a person, whoever began them, between two of them, newest first, backwards oldest first; no drafts.
create or replace function serve.assessor_person_cases(of_bsn integer, older_than bigint, newer_than bigint,
        page_size integer, backwards boolean) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(f) from cases.file f
    where f.bsn = of_bsn and f.state <> 'DRAFT' and f.number < coalesce(older_than, 9223372036854775807)
        and f.number > coalesce(newer_than, 0)
    order by case when backwards then f.number else -f.number end limit page_size
$$;

revoke execute on function serve.assessor_person_cases from public;

grant execute on function serve.assessor_person_cases to "doelgroepregister_assessor";
