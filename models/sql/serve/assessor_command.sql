-- An assessor's command: on a case that was submitted, or on the facts of a person.
create or replace function serve.assessor_command(of_lane integer, consultation text, of_bsn integer,
        of_users bytea[], of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if of_bsn is null
            or changes - array['case', 'version', 'transitions', 'letters', 'outbox', 'facts'] <> '{}'
            or (changes ? 'case' and not exists (select from cases.file f
                where f.id = (changes -> 'case' ->> 'id')::uuid and f.state <> 'DRAFT'
                    and of_bsn = f.bsn and of_bsn = (changes -> 'case' ->> 'bsn')::integer))
            or exists (select from jsonb_populate_recordset(null::cases.letter, changes -> 'letters') as l
                where l.bsn is distinct from of_bsn)
            or (changes ? 'facts' and (changes -> 'facts' ->> 'bsn')::integer is distinct from of_bsn) then
            raise exception 'an assessor may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, of_bsn, of_users, of_key, of_digest, answer, changes);
    end $$;

revoke execute on function serve.assessor_command from public;

grant execute on function serve.assessor_command to "doelgroepregister_assessor";
