-- The letters to an organisation between two of them, newest first, backwards oldest first. It fails for a user from whom
-- the organisation took this service.
create or replace function serve.employer_letters(of_user bytea, of_kvk text, of_rsin text, older_than timestamptz,
        older_than_id uuid, newer_than timestamptz, newer_than_id uuid, page_size integer, backwards boolean, only_unread boolean)
    returns table (one jsonb)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform authorisation.require('LETTERS', of_user, array[of_kvk, of_rsin]);
        if backwards then
            return query select cases.letter_of_recipient(l) from cases.letter l
            where l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin)
                and (newer_than is null or (l.announced_at, l.id) > (newer_than, newer_than_id))
                and (not only_unread or l.read_at is null)
                and (older_than is null or (l.announced_at, l.id) < (older_than, older_than_id))
            order by l.announced_at, l.id limit page_size;
        else
            return query select cases.letter_of_recipient(l) from cases.letter l
            where l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin)
                and (older_than is null or (l.announced_at, l.id) < (older_than, older_than_id))
                and (not only_unread or l.read_at is null)
                and (newer_than is null or (l.announced_at, l.id) > (newer_than, newer_than_id))
            order by l.announced_at desc, l.id desc limit page_size;
        end if;
    end $$;

revoke execute on function serve.employer_letters from public;

grant execute on function serve.employer_letters to "doelgroepregister_employer";
