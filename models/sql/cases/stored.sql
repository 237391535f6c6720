-- What a user's earlier request with this key was answered: null if there was none, `reused` if it asked another thing.
create or replace function cases.stored(of_users bytea[], of_key text, of_digest bytea) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select case when c.digest = of_digest then jsonb_build_object('answer', c.answer)
        else jsonb_build_object('reused', true) end
    from cases.command c where c.user_pseudonym = any (of_users) and c.key = of_key limit 1
$$;

revoke execute on function cases.stored from public;
