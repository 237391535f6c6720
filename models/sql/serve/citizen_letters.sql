-- The letters to a citizen between two of them, newest first, backwards oldest first.
create or replace function serve.citizen_letters(of_bsn integer, older_than timestamptz, older_than_id uuid,
        newer_than timestamptz, newer_than_id uuid, page_size integer, backwards boolean, only_unread boolean)
    returns table (one jsonb)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if backwards then
            return query select cases.letter_of_recipient(l) from cases.letter l
            where l.bsn = of_bsn and l.recipient = 'CITIZEN'
                and (newer_than is null or (l.announced_at, l.id) > (newer_than, newer_than_id))
                and (not only_unread or l.read_at is null)
                and (older_than is null or (l.announced_at, l.id) < (older_than, older_than_id))
            order by l.announced_at, l.id limit page_size;
        else
            return query select cases.letter_of_recipient(l) from cases.letter l
            where l.bsn = of_bsn and l.recipient = 'CITIZEN'
                and (older_than is null or (l.announced_at, l.id) < (older_than, older_than_id))
                and (not only_unread or l.read_at is null)
                and (newer_than is null or (l.announced_at, l.id) > (newer_than, newer_than_id))
            order by l.announced_at desc, l.id desc limit page_size;
        end if;
    end $$;

revoke execute on function serve.citizen_letters from public;

grant execute on function serve.citizen_letters to "doelgroepregister_citizen";
