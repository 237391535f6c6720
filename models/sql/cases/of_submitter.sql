-- A case as its submitter sees it: nothing of who assesses it, of the recorded facts, or of what employers were asked.
create or replace function cases.of_submitter(one cases.file) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(one) - array['holder', 'facts', 'hearings', 'reaction_asked_on', 'motivation', 'user_pseudonym']
        || jsonb_build_object('letters', coalesce((select jsonb_agg(to_jsonb(l) order by l.announced_at, l.id)
            from cases.letter l where l.case_file = one.id and l.recipient = one.submitter), '[]'))
$$;

revoke execute on function cases.of_submitter from public;
