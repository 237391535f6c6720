set local lock_timeout = '5s';

set local statement_timeout = '5min';

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
        done := cases.command(of_lane, consultation, null, 'EMPLOYER', null, null, of_users, of_key, of_digest, answer,
            '{}');
        if done ? 'stored' and not authorisation.may('AUTHORISATIONS', of_user, array[of_kvk, of_rsin]) then
            raise exception using errcode = 'DGA02';  -- what a key was answered is for who may ask it today
        end if;
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
