-- A case with all that is known of it, as an assessor sees it: its letters and what happened to it, oldest first.
create or replace function cases.whole(one cases.file) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(one) || jsonb_build_object(
        'transitions', coalesce((select jsonb_agg(to_jsonb(t) - array['case_file', 'user_pseudonym'] order by t.number)
            from cases.transition t where t.case_file = one.id), '[]'),
        'letters', coalesce((select jsonb_agg(to_jsonb(l) order by l.announced_at, l.id)
            from cases.letter l where l.case_file = one.id), '[]'))
$$;

revoke execute on function cases.whole from public;
