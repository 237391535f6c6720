-- What happened to these cases, of each the oldest first.
create or replace function serve.assessor_case_history(of_cases uuid[]) returns table (case_file uuid, one jsonb)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select t.case_file, to_jsonb(t) - array['case_file', 'user_pseudonym']
    from cases.transition t where t.case_file = any (of_cases) order by t.case_file, t.number
$$;

revoke execute on function serve.assessor_case_history from public;

grant execute on function serve.assessor_case_history to "doelgroepregister_assessor";
