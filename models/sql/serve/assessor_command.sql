-- An assessor's command: on a case that was submitted (cases.actions), or on the facts of a person
-- (cases.fact_commands), or to keep the draft of a decision. Quotas count the person.
create or replace function serve.assessor_command(of_lane integer, consultation text, quotas integer[], of_bsn integer,
        of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if of_bsn is null
            or changes - array['day', 'at', 'case', 'version', 'step', 'letters', 'facts', 'decision_draft'] <> '{}'
        then
            raise exception 'an assessor may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, quotas, 'ASSESSOR', null, of_bsn, of_users, of_key, of_digest, answer,
            changes);
    end $$;

revoke execute on function serve.assessor_command from public;

grant execute on function serve.assessor_command to "doelgroepregister_assessor";
