-- A letter is never rewritten: what may be noted on it is that it was read, printed, or answered, each once.
create or replace function cases.refuse_rewriting() returns trigger language plpgsql as $$
    begin
        if to_jsonb(old) - array['read_at', 'printed_on', 'reaction', 'reacted_at']
                = to_jsonb(new) - array['read_at', 'printed_on', 'reaction', 'reacted_at']
            and (old.read_at is null or old.read_at = new.read_at)
            and (old.printed_on is null or old.printed_on = new.printed_on)
            and (old.reacted_at is null or (old.reacted_at, old.reaction) = (new.reacted_at, new.reaction)) then
            return new;
        end if;
        raise exception 'a letter is corrected by a new letter' using errcode = '55000';
    end $$;

revoke execute on function cases.refuse_rewriting from public;
