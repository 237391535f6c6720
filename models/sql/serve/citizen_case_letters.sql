-- The letters to a citizen in these cases of their own, of each the oldest first.
create or replace function serve.citizen_case_letters(of_bsn integer, of_cases uuid[]) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(l) from cases.letter l
    where l.case_file = any (of_cases) and l.bsn = of_bsn and l.recipient = 'CITIZEN' order by l.announced_at, l.id
$$;

revoke execute on function serve.citizen_case_letters from public;

grant execute on function serve.citizen_case_letters to "doelgroepregister_citizen";
