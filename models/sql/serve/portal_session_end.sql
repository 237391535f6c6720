-- End a session.
create or replace function serve.portal_session_end(of_id bytea)
    returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    delete from portal.session where id = of_id;
    $$;

revoke execute on function serve.portal_session_end from public;

grant execute on function serve.portal_session_end to "doelgroepregister_portal";
