-- A case as an assessor sees it, with what is recorded of the person and the draft of its decision; or of a person
-- without a case; and what a command's key was answered before.
create or replace function serve.assessor_case(of_users bytea[], of_key text, of_digest bytea, of_case uuid,
        of_bsn integer, of_day date) returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    declare
        one cases.file;
        person integer := of_bsn;
    begin
        select * into one from cases.file f where f.id = of_case and f.state <> 'DRAFT';
        person := coalesce(one.bsn, of_bsn);
        return jsonb_build_object('stored', cases.stored(of_users, of_key, of_digest),
                'case', case when one.id is not null then cases.whole(one) end,
                'decision_draft', (select d.content || jsonb_build_object('saved_at', d.saved_at)
                    from cases.decision_draft d where d.case_file = one.id),
                'facts', case when person is not null then register.facts_of(person, of_day) end)
            || case when person is null then '{}' else cases.registration(person, of_day) end;
    end $$;

revoke execute on function serve.assessor_case from public;

grant execute on function serve.assessor_case to "doelgroepregister_assessor";
