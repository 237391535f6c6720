set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- What a command needs to begin a case: its number, and whether this person has one of its kind that is open, or a draft.
create or replace function cases.numbers(of_bsn integer, of_kind text) returns jsonb language sql volatile
    set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object('number', nextval('cases.file_number_seq'),
        'open', (select to_jsonb(f) -> 'id' from cases.file f where f.bsn = of_bsn and f.kind = of_kind::cases.kind
            and f.state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED')),
        'draft', (select to_jsonb(f) from cases.file f where f.bsn = of_bsn and f.kind = of_kind::cases.kind
            and f.state = 'DRAFT'))
$$;

revoke execute on function cases.numbers from public;

-- What a citizen's command needs: what its key was answered before, a case or draft of their own, whether they are
-- registered, and with a kind what it takes to begin a case.
create or replace function serve.citizen_case(of_users bytea[], of_key text, of_digest bytea, of_bsn integer,
        of_case uuid, of_kind text, of_day date) returns jsonb
    language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object('stored', cases.stored(of_users, of_key, of_digest),
            'case', (select cases.of_submitter(f) from cases.file f
                where f.id = of_case and f.bsn = of_bsn and f.submitter = 'CITIZEN'))
        || cases.registration(of_bsn, of_day)
        || case when of_kind is null then '{}' else cases.numbers(of_bsn, of_kind) end
$$;

revoke execute on function serve.citizen_case from public;

grant execute on function serve.citizen_case to "doelgroepregister_citizen";

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
