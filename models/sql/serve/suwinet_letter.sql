-- A letter to a municipality, by its id; nothing if it isn't theirs, known or not.
create or replace function serve.suwinet_letter(of_organisation text, of_letter uuid) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(l) from cases.letter l where l.id = of_letter and l.recipient = 'SUWINET' and l.organisation_id = of_organisation
$$;

revoke execute on function serve.suwinet_letter from public;

grant execute on function serve.suwinet_letter to "doelgroepregister_suwinet";
