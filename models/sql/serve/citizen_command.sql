-- A citizen's command: on a case of their own, which it may draft, submit, complete and withdraw (cases.actions).
create or replace function serve.citizen_command(of_lane integer, consultation text, of_bsn integer, of_users bytea[],
        of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if of_bsn is null
            or changes - array['day', 'at', 'case', 'version', 'step', 'discard', 'letters'] <> '{}' then
            raise exception 'a citizen may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, 'CITIZEN', null, of_bsn, of_users, of_key, of_digest, answer,
            changes);
    end $$;

revoke execute on function serve.citizen_command from public;

grant execute on function serve.citizen_command to "doelgroepregister_citizen";
