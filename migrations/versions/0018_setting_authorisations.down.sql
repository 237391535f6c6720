set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set oldest = 3, newest = 4;

-- squawk-ignore ban-drop-function
drop function serve.employer_authorise;

-- squawk-ignore ban-drop-function
drop function serve.employer_command;

-- squawk-ignore ban-drop-function
drop function serve.employer_letter;

-- squawk-ignore ban-drop-function
drop function serve.employer_letters;

-- squawk-ignore ban-drop-function
drop function serve.employer_read_letter;

-- squawk-ignore ban-drop-function
drop function serve.employer_unread;

-- The same, for a statement that would give no rows where it has to fail.
create or replace function authorisation.require(service text, of_user bytea, named text[]) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as $$
    begin
        if not authorisation.may(service, of_user, named) then
            raise exception 'the organisation took this service from the user' using errcode = 'DGA01';
        end if;
        return true;
    end $$;

revoke execute on function authorisation.require from public;

-- An employer's command: its reaction to a letter that asks for one, and that is addressed to it.
create or replace function serve.employer_command(of_lane integer, consultation text, of_kvk text, of_rsin text,
        of_bsn integer, of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if changes - 'reaction' <> '{}' or (changes ? 'reaction' and not exists (select from cases.letter l
            where l.id = (changes -> 'reaction' ->> 'letter')::uuid and l.kind = 'REACTION_ASKED'
                and l.recipient = 'EMPLOYER' and l.bsn = of_bsn and (l.kvk = of_kvk or l.rsin = of_rsin))) then
            raise exception 'an employer may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, of_bsn, of_users, of_key, of_digest, answer, changes);
    end $$;

revoke execute on function serve.employer_command from public;

grant execute on function serve.employer_command to "doelgroepregister_employer";

-- A letter to an organisation, by its id; nothing if it isn't theirs, known or not.
create or replace function serve.employer_letter(of_kvk text, of_rsin text, of_letter uuid) returns table (one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(l) from cases.letter l where l.id = of_letter and l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin)
$$;

revoke execute on function serve.employer_letter from public;

grant execute on function serve.employer_letter to "doelgroepregister_employer";

-- The letters to an organisation between two of them, newest first, backwards oldest first.
create or replace function serve.employer_letters(of_kvk text, of_rsin text, older_than timestamptz, older_than_id uuid,
        newer_than timestamptz, newer_than_id uuid, page_size integer, backwards boolean, only_unread boolean)
    returns table (one jsonb)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if backwards then
            return query select to_jsonb(l) from cases.letter l
            where l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin)
                and (newer_than is null or (l.announced_at, l.id) > (newer_than, newer_than_id))
                and (not only_unread or l.read_at is null)
                and (older_than is null or (l.announced_at, l.id) < (older_than, older_than_id))
            order by l.announced_at, l.id limit page_size;
        else
            return query select to_jsonb(l) from cases.letter l
            where l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin)
                and (older_than is null or (l.announced_at, l.id) < (older_than, older_than_id))
                and (not only_unread or l.read_at is null)
                and (newer_than is null or (l.announced_at, l.id) > (newer_than, newer_than_id))
            order by l.announced_at desc, l.id desc limit page_size;
        end if;
    end $$;

revoke execute on function serve.employer_letters from public;

grant execute on function serve.employer_letters to "doelgroepregister_employer";

-- Note when a letter was opened first, and record that it was handed over; nothing if it isn't theirs, known or not.
create or replace function serve.employer_read_letter(of_lane integer, consultation text, of_kvk text, of_rsin text, of_bsn integer,
        of_letter uuid) returns table (one jsonb)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        found_letter cases.letter;
    begin
        update cases.letter l set read_at = coalesce(l.read_at, clock_timestamp())
        where l.id = of_letter and l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin) and l.bsn = of_bsn
        returning * into found_letter;
        if found then
            perform log.append(of_lane, consultation, null, null, array[of_bsn], false);
            return query select to_jsonb(found_letter);
        end if;
    end $$;

revoke execute on function serve.employer_read_letter from public;

grant execute on function serve.employer_read_letter to "doelgroepregister_employer";

-- How many letters to an organisation nobody has opened yet.
create or replace function serve.employer_unread(of_kvk text, of_rsin text) returns bigint
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*) from cases.letter l
    where l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin) and l.read_at is null
$$;

revoke execute on function serve.employer_unread from public;

grant execute on function serve.employer_unread to "doelgroepregister_employer";
