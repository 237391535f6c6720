-- How many letters to a citizen nobody has opened yet.
create or replace function serve.citizen_unread(of_bsn integer) returns bigint
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*) from cases.letter l
    where l.bsn = of_bsn and l.recipient = 'CITIZEN' and l.read_at is null
$$;

revoke execute on function serve.citizen_unread from public;

grant execute on function serve.citizen_unread to "doelgroepregister_citizen";
