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
