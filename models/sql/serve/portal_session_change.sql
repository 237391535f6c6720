-- Put other content in a session that still lives.
create or replace function serve.portal_session_change(of_id bytea, new_content bytea)
    returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    update portal.session s set content = new_content
    where s.id = of_id and statement_timestamp() < s.ends_at
        and statement_timestamp() < s.used_at + make_interval(secs => s.idle_seconds);
    $$;

revoke execute on function serve.portal_session_change from public;

grant execute on function serve.portal_session_change to "doelgroepregister_portal";
