-- What a municipality's command needs: what its key was answered before, a case of its own, whether its client is
-- registered and what is recorded of them, and with a kind what it takes to begin a case.
create or replace function serve.suwinet_case(of_users bytea[], of_key text, of_digest bytea, of_organisation text,
        of_bsn integer, of_case uuid, of_kind text, of_day date) returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    declare
        one cases.file;
        person integer := of_bsn;
    begin
        select * into one from cases.file f
        where f.id = of_case and f.organisation_id = of_organisation and f.submitter = 'SUWINET';
        person := coalesce(one.bsn, of_bsn);
        return jsonb_build_object('stored', cases.stored(of_users, of_key, of_digest),
                'case', case when one.id is not null then cases.of_submitter(one) end,
                'facts', case when person is not null and of_case is null then register.facts_of(person, of_day) end)
            || case when person is null then '{}' else cases.registration(person, of_day) end
            || case when of_kind is null then '{}' else cases.numbers(person, of_kind) end;
    end $$;

revoke execute on function serve.suwinet_case from public;

grant execute on function serve.suwinet_case to "doelgroepregister_suwinet";
