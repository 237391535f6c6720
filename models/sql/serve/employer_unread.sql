-- How many letters to an organisation nobody has opened yet. It fails for a user from whom the organisation took this
-- service.
create or replace function serve.employer_unread(of_user bytea, of_kvk text, of_rsin text) returns bigint
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform authorisation.require('LETTERS', of_user, array[of_kvk, of_rsin]);
        return (select count(*) from cases.letter l
            where l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin) and l.read_at is null);
    end $$;

revoke execute on function serve.employer_unread from public;

grant execute on function serve.employer_unread to "doelgroepregister_employer";
