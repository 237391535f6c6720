-- What a citizen's command needs: what its key was answered before, a case or draft of their own, whether they are
-- registered, and with a kind what it takes to begin a case, or to go on with their draft of that kind.
create or replace function serve.citizen_case(of_users bytea[], of_key text, of_digest bytea, of_bsn integer,
        of_case uuid, of_kind text, of_day date) returns jsonb
    language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object('stored', cases.stored(of_users, of_key, of_digest),
            'case', (select cases.of_submitter(f) from cases.file f
                where f.id = of_case and f.bsn = of_bsn and f.submitter = 'CITIZEN'))
        || cases.registration(of_bsn, of_day)
        || case when of_kind is null then '{}' else cases.numbers(of_bsn, of_kind) || jsonb_build_object('draft',
            (select cases.file_of_submitter(f) from cases.file f
                where f.bsn = of_bsn and f.kind = of_kind::cases.kind and f.state = 'DRAFT' and f.submitter = 'CITIZEN')) end
$$;

revoke execute on function serve.citizen_case from public;

grant execute on function serve.citizen_case to "doelgroepregister_citizen";
