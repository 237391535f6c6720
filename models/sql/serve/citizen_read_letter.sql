-- Note when a letter was opened first, and record that it was handed over; nothing if it isn't theirs, known or not.
create or replace function serve.citizen_read_letter(of_lane integer, consultation text, of_bsn integer,
        of_letter uuid) returns table (one jsonb)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        found_letter cases.letter;
    begin
        update cases.letter l set read_at = coalesce(l.read_at, clock_timestamp())
        where l.id = of_letter and l.bsn = of_bsn and l.recipient = 'CITIZEN'
        returning * into found_letter;
        if found then
            perform log.append(of_lane, consultation, null, null, array[of_bsn], false);
            return query select cases.letter_of_recipient(found_letter);
        end if;
    end $$;

revoke execute on function serve.citizen_read_letter from public;

grant execute on function serve.citizen_read_letter to "doelgroepregister_citizen";
