-- A municipality's command: on cases of its own (cases.actions), and the facts that it finds itself: a wage value
-- (Praktijkroute), and that only protected work is possible (beschut werk). Quotas count its clients.
create or replace function serve.suwinet_command(of_lane integer, consultation text, quotas integer[],
        of_organisation text, of_bsn integer, of_users bytea[], of_key text, of_digest bytea, answer jsonb,
        changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if of_bsn is null
            or of_organisation is null
            or changes - array['day', 'at', 'case', 'version', 'step', 'letters', 'facts'] <> '{}' then
            raise exception 'a municipality may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, quotas, 'SUWINET', of_organisation, of_bsn, of_users, of_key,
            of_digest, answer, changes);
    end $$;

revoke execute on function serve.suwinet_command from public;

grant execute on function serve.suwinet_command to "doelgroepregister_suwinet";
