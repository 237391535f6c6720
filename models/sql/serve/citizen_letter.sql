-- A letter to a citizen, by its id; nothing if it isn't theirs, known or not.
create or replace function serve.citizen_letter(of_bsn integer, of_letter uuid) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select cases.letter_of_recipient(l) from cases.letter l where l.id = of_letter and l.bsn = of_bsn and l.recipient = 'CITIZEN'
$$;

revoke execute on function serve.citizen_letter from public;

grant execute on function serve.citizen_letter to "doelgroepregister_citizen";
