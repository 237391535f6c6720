-- What a command needs to begin a case: its number, and whether this person has one of its kind that is open: any id says
-- so, as builds of level 25 read it, and none is somebody's case.
create or replace function cases.numbers(of_bsn integer, of_kind text) returns jsonb language sql volatile
    set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object('number', nextval('cases.file_number_seq'),
        'open', (select '00000000-0000-0000-0000-000000000000' where exists (select from cases.file f
            where f.bsn = of_bsn and f.kind = of_kind::cases.kind and f.state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED'))))
$$;

revoke execute on function cases.numbers from public;
