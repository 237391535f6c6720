set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- What a command needs to begin a case: its number, and whether this person has one of its kind that is open: any id says
-- so, as builds of level 25 read it, and none is somebody's case.
create or replace function cases.numbers(of_bsn integer, of_kind text) returns jsonb language sql volatile
    set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object('number', nextval('cases.file_number_seq'),
        'open', (select '00000000-0000-0000-0000-000000000000' where exists (select from cases.file f
            where f.bsn = of_bsn and f.kind = of_kind::cases.kind and f.state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED'))))
$$;

revoke execute on function cases.numbers from public;

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

-- What a municipality's command needs: what its key was answered before, a case of its own, whether its client is
-- registered, and with a kind that it may start what it takes to begin a case.
--
-- Where it records something itself, of a wage value or of protected work, registrations are derived anew: then it is
-- given what they follow from. Not why a ground ended, nor by which article it is one or for whom the client works, nor who
-- reported a wage value, but for its own.
create or replace function serve.suwinet_case(of_users bytea[], of_key text, of_digest bytea, of_organisation text,
        of_bsn integer, of_case uuid, of_kind text, of_day date) returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
    declare
        one cases.file;
        person integer := of_bsn;
        known jsonb;
    begin
        select * into one from cases.file f
        where f.id = of_case and f.organisation_id = of_organisation and f.submitter = 'SUWINET';
        person := coalesce(one.bsn, of_bsn);
        if person is not null and of_organisation is not null and of_case is null
            and coalesce(of_kind, 'WAGE_VALUE_REPORT') = 'WAGE_VALUE_REPORT' then
            known := register.facts_of(person, of_day);
            known := known || jsonb_build_object('employers', '[]'::jsonb, 'grounds', (
                select coalesce(jsonb_agg(g.one || jsonb_build_object('end_reason', null, 'article', null, 'reported',
                    case when exists (select from cases.file f where f.bsn = person and f.kind = 'WAGE_VALUE_REPORT'
                        and f.organisation_id = of_organisation and f.organisation = g.one #>> '{reported,0}')
                        then g.one -> 'reported' end) order by g.place), '[]')
                from jsonb_array_elements(known -> 'grounds') with ordinality as g (one, place)));
        end if;
        return jsonb_build_object('stored', cases.stored(of_users, of_key, of_digest),
                'case', case when one.id is not null then cases.of_submitter(one) end,
                'facts', known)
            || case when person is null then '{}' else cases.registration(person, of_day) end
            || case when exists (select from cases.kinds() k
                where k.kind::text = of_kind and 'SUWINET' = any (k.starters))
                then cases.numbers(person, of_kind) else '{}' end;
    end $$;

revoke execute on function serve.suwinet_case from public;

grant execute on function serve.suwinet_case to "doelgroepregister_suwinet";
