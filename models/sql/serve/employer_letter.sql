-- A letter to an organisation, by its id; nothing if it isn't theirs, known or not. It fails for a user from whom the
-- organisation took this service.
create or replace function serve.employer_letter(of_user bytea, of_kvk text, of_rsin text, of_letter uuid)
    returns table (one jsonb)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform authorisation.require('LETTERS', of_user, array[of_kvk, of_rsin]);
        return query select cases.letter_of_recipient(l) from cases.letter l
            where l.id = of_letter and l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin);
    end $$;

revoke execute on function serve.employer_letter from public;

grant execute on function serve.employer_letter to "doelgroepregister_employer";
