-- The letters to a municipality in these cases of its own, of each the oldest first.
create or replace function serve.suwinet_case_letters(of_organisation text, of_cases uuid[]) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(l) from cases.letter l
    where l.case_file = any (of_cases) and l.organisation_id = of_organisation and l.recipient = 'SUWINET'
    order by l.announced_at, l.id
$$;

revoke execute on function serve.suwinet_case_letters from public;

grant execute on function serve.suwinet_case_letters to "doelgroepregister_suwinet";
