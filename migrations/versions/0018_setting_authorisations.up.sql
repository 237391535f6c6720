set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set oldest = 5, newest = 5;

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

-- The same, for what would otherwise answer nothing where it has to refuse: it fails, and says which service is lacking.
create or replace function authorisation.require(service text, of_user bytea, named text[]) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as $$
    begin
        if not authorisation.may(service, of_user, named) then
            raise exception '%', service using errcode = 'DGA01';
        end if;
        return true;
    end $$;

revoke execute on function authorisation.require from public;

-- An administrator's command: what a user of the organisation may use from now on, as `changes` says it (`change`: user,
-- user_name, administrator_name, given, removed, taken, at, and `after`: the organisation's last change when it was
-- decided). Nothing of that is done if there was another since, or if the administrator isn't one any more: `conflict`.
create or replace function serve.employer_authorise(of_lane integer, consultation text, of_user bytea, of_kvk text,
        of_rsin text, of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        asked jsonb := changes -> 'change';
        whose bytea := decode(asked ->> 'user', 'hex');
        numbers text[] := authorisation.numbers(array[of_kvk, of_rsin]);
        done jsonb;
    begin
        done := cases.command(of_lane, consultation, null, null, of_users, of_key, of_digest, answer, '{}');
        if asked is null or done ? 'stored' or not done ? 'done' then
            return done;
        end if;
        perform pg_advisory_xact_lock(hashtext('authorisation.change'), hashtext(one.number))
            from (select n.number from unnest(numbers) as n (number) order by n.number) as one;
        if not authorisation.may('AUTHORISATIONS', of_user, array[of_kvk, of_rsin])
            or not exists (select from authorisation.employer_user u
                where u.user_id = whose and (u.kvk = any (numbers) or u.rsin = any (numbers)))
            or (select max(c.id) from authorisation.change c where c.kvk = any (numbers) or c.rsin = any (numbers))
                is distinct from (asked ->> 'after')::bigint then
            raise exception using errcode = 'DGA02';
        end if;
        insert into authorisation.change (at, kvk, rsin, user_id, user_name, administrator_id, administrator_name,
            given, removed, taken)
        values ((asked ->> 'at')::timestamptz, of_kvk, of_rsin, whose, asked ->> 'user_name', of_user,
            asked ->> 'administrator_name', array(select jsonb_array_elements_text(asked -> 'given')),
            array(select jsonb_array_elements_text(asked -> 'removed')),
            array(select jsonb_array_elements_text(asked -> 'taken')));
        return done;
    exception when sqlstate 'DGA02' then
        return jsonb_build_object('conflict', true);
    end $$;

revoke execute on function serve.employer_authorise from public;

grant execute on function serve.employer_authorise to "doelgroepregister_employer";

-- An employer's command: its reaction to a letter that asks for one, and that is addressed to it. It fails for a user from
-- whom the organisation took letters.
create or replace function serve.employer_command(of_lane integer, consultation text, of_user bytea, of_kvk text,
        of_rsin text, of_bsn integer, of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform authorisation.require('LETTERS', of_user, array[of_kvk, of_rsin]);
        if changes - 'reaction' <> '{}' or (changes ? 'reaction' and not exists (select from cases.letter l
            where l.id = (changes -> 'reaction' ->> 'letter')::uuid and l.kind = 'REACTION_ASKED'
                and l.recipient = 'EMPLOYER' and l.bsn = of_bsn and (l.kvk = of_kvk or l.rsin = of_rsin))) then
            raise exception 'an employer may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, of_bsn, of_users, of_key, of_digest, answer, changes);
    end $$;

revoke execute on function serve.employer_command from public;

grant execute on function serve.employer_command to "doelgroepregister_employer";

-- A letter to an organisation, by its id; nothing if it isn't theirs, known or not. It fails for a user from whom the
-- organisation took this service.
create or replace function serve.employer_letter(of_user bytea, of_kvk text, of_rsin text, of_letter uuid)
    returns table (one jsonb)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform authorisation.require('LETTERS', of_user, array[of_kvk, of_rsin]);
        return query select to_jsonb(l) from cases.letter l
            where l.id = of_letter and l.recipient = 'EMPLOYER' and (l.kvk = of_kvk or l.rsin = of_rsin);
    end $$;

revoke execute on function serve.employer_letter from public;

grant execute on function serve.employer_letter to "doelgroepregister_employer";

-- The letters to an organisation between two of them, newest first, backwards oldest first. It fails for a user from whom
-- the organisation took this service.
create or replace function serve.employer_letters(of_user bytea, of_kvk text, of_rsin text, older_than timestamptz,
        older_than_id uuid, newer_than timestamptz, newer_than_id uuid, page_size integer, backwards boolean, only_unread boolean)
    returns table (one jsonb)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform authorisation.require('LETTERS', of_user, array[of_kvk, of_rsin]);
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

-- Note when a letter was opened first, and record that it was handed over; nothing if it isn't theirs, known or not. It
-- fails for a user from whom the organisation took this service.
create or replace function serve.employer_read_letter(of_lane integer, consultation text, of_user bytea, of_kvk text,
        of_rsin text, of_bsn integer, of_letter uuid) returns table (one jsonb)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        found_letter cases.letter;
    begin
        perform authorisation.require('LETTERS', of_user, array[of_kvk, of_rsin]);
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
