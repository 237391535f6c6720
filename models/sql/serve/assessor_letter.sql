-- A letter to anyone in a case, by its id; nothing if it isn't theirs, known or not.
create or replace function serve.assessor_letter(of_letter uuid) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(l) from cases.letter l where l.id = of_letter and l.case_file is not null
$$;

revoke execute on function serve.assessor_letter from public;

grant execute on function serve.assessor_letter to "doelgroepregister_assessor";
