-- A case as its submitter sees it, with the letters to them, oldest first.
create or replace function cases.of_submitter(one cases.file) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select cases.file_of_submitter(one)
        || jsonb_build_object('letters', coalesce((select jsonb_agg(to_jsonb(l) order by l.announced_at, l.id)
            from cases.letter l where l.case_file = one.id and l.recipient = one.submitter), '[]'))
$$;

revoke execute on function cases.of_submitter from public;
