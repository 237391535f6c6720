-- Start a session; some of those that ended long ago go with it.
create or replace function serve.portal_session_start(of_id bytea, new_content bytea, idle integer, lasts integer)
    returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    delete from portal.session where id in (
        select id from portal.session where ends_at < statement_timestamp() limit 1000 for update skip locked);
    insert into portal.session (id, content, idle_seconds, used_at, ends_at)
    values (of_id, new_content, idle, clock_timestamp(), clock_timestamp() + make_interval(secs => lasts));
    $$;

revoke execute on function serve.portal_session_start from public;

grant execute on function serve.portal_session_start to "doelgroepregister_portal";
