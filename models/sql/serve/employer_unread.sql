-- How many letters to an organisation nobody has opened yet.
create or replace function serve.employer_unread(of_kvk text, of_rsin text) returns bigint
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*) from cases.letter l
    where l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin) and l.read_at is null
$$;

revoke execute on function serve.employer_unread from public;

grant execute on function serve.employer_unread to "doelgroepregister_employer";
