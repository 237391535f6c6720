-- The row of a case as its submitter sees it: nothing of who assesses it, of the recorded facts, or of what employers
-- were asked.
create or replace function cases.file_of_submitter(one cases.file) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(one) - array['holder', 'facts', 'hearings', 'reaction_asked_on', 'motivation', 'user_pseudonym']
$$;

revoke execute on function cases.file_of_submitter from public;
