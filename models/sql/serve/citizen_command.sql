-- A citizen's command: on a case of their own, which it may draft, submit, complete and withdraw; the letters it may
-- write confirm that. It records no fact and decides nothing.
create or replace function serve.citizen_command(of_lane integer, consultation text, of_bsn integer, of_users bytea[],
        of_key text, of_digest bytea, answer jsonb, changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        of_case uuid := coalesce(changes -> 'case' ->> 'id', changes ->> 'discard');
    begin
        if of_bsn is null
            or (changes ? 'case' and changes ? 'discard')
            or changes - array['case', 'version', 'discard', 'transitions', 'letters', 'outbox'] <> '{}'
            or (changes ? 'case' and ((changes -> 'case' ->> 'bsn')::integer is distinct from of_bsn
                or changes -> 'case' ->> 'submitter' is distinct from 'CITIZEN'
                or (changes -> 'case' ->> 'state' in ('DRAFT', 'SUBMITTED', 'IN_REVIEW', 'WITHDRAWN')) is not true))
            or exists (select from cases.file f
                where f.id = of_case and (f.bsn <> of_bsn or f.submitter <> 'CITIZEN'))
            or exists (select from jsonb_populate_recordset(null::cases.letter, changes -> 'letters') as l
                where (l.kind = 'RECEIPT' and l.bsn = of_bsn and l.recipient = 'CITIZEN' and l.case_file = of_case)
                    is not true) then
            raise exception 'a citizen may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, null, of_bsn, of_users, of_key, of_digest, answer, changes);
    end $$;

revoke execute on function serve.citizen_command from public;

grant execute on function serve.citizen_command to "doelgroepregister_citizen";
