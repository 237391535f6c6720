-- A municipality's command: on cases of its own, and the facts that it finds itself: a wage value (Praktijkroute), and
-- that only protected work is possible (beschut werk). Quotas count its clients.
create or replace function serve.suwinet_command(of_lane integer, consultation text, quotas integer[],
        of_organisation text, of_bsn integer, of_users bytea[], of_key text, of_digest bytea, answer jsonb,
        changes jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if of_bsn is null
            or of_organisation is null
            or changes - array['case', 'version', 'transitions', 'letters', 'outbox', 'facts'] <> '{}'
            or (changes ? 'case' and ((changes -> 'case' ->> 'bsn')::integer is distinct from of_bsn
                or changes -> 'case' ->> 'submitter' is distinct from 'SUWINET'
                or changes -> 'case' ->> 'organisation_id' is distinct from of_organisation
                or (changes -> 'case' ->> 'state' in ('SUBMITTED', 'IN_REVIEW', 'WITHDRAWN')
                    or changes -> 'case' ->> 'kind' = 'WAGE_VALUE_REPORT') is not true))
            or exists (select from cases.file f where f.id = (changes -> 'case' ->> 'id')::uuid
                and (f.bsn <> of_bsn or f.submitter <> 'SUWINET' or f.organisation_id is distinct from of_organisation))
            or exists (select from jsonb_populate_recordset(null::cases.letter, changes -> 'letters') as l
                where (l.bsn = of_bsn and l.case_file is not distinct from (changes -> 'case' ->> 'id')::uuid
                    and (l.recipient = 'CITIZEN' or l.recipient = 'SUWINET' and l.organisation_id = of_organisation))
                    is not true)
            or exists (select from jsonb_populate_recordset(null::register.ground, changes -> 'facts' -> 'grounds') as g
                where (g.code = 'PRACTICE_ROUTE') is not true)
            or exists (select from jsonb_populate_recordset(null::register.event, changes -> 'facts' -> 'events') as e
                where (e.kind = 'PROTECTED_WORK') is not true)
            or (changes ? 'facts' and (changes -> 'facts' ->> 'bsn')::integer is distinct from of_bsn)
            or changes #>> '{facts,person,birth_date}' is not null
            or (jsonb_typeof(changes #> '{facts,person}') = 'object' and exists (select from register.person p
                where p.bsn = of_bsn and p.superseded_by is null))
            or exists (select from register.ground g
                where to_jsonb(g.id) <@ coalesce(changes -> 'facts' -> 'superseded_grounds', '[]')
                    and g.code <> 'PRACTICE_ROUTE')
            or jsonb_array_length(changes -> 'facts' -> 'superseded_events') > 0 then
            raise exception 'a municipality may not do this' using errcode = '42501';
        end if;
        return cases.command(of_lane, consultation, quotas, of_bsn, of_users, of_key, of_digest, answer, changes);
    end $$;

revoke execute on function serve.suwinet_command from public;

grant execute on function serve.suwinet_command to "doelgroepregister_suwinet";
