-- An employer's command: its reaction to a letter that asks for one, and that is addressed to it. It fails for a user from
-- whom the organisation took letters.
create or replace function serve.employer_command(of_lane integer, consultation text, of_user bytea, of_kvk text,
        of_rsin text, of_bsn integer, of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform authorisation.require('LETTERS', of_user, array[of_kvk, of_rsin]);
        if changes - array['day', 'at', 'reaction'] <> '{}' or (changes ? 'reaction' and not exists (select from cases.letter l
            where l.id = (changes -> 'reaction' ->> 'letter')::uuid and l.kind = 'REACTION_ASKED'
                and l.recipient = 'EMPLOYER' and l.bsn = of_bsn and (l.kvk = of_kvk or l.rsin = of_rsin))) then
            raise exception 'an employer may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, 'EMPLOYER', null, of_bsn, of_users, of_key, of_digest, answer,
            changes);
    end $$;

revoke execute on function serve.employer_command from public;

grant execute on function serve.employer_command to "doelgroepregister_employer";
