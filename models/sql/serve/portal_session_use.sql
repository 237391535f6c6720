-- A session that still lives, which begins to be idle anew.
create or replace function serve.portal_session_use(of_id bytea)
    returns table (content bytea, idle integer, lasts integer)
    language sql security definer set search_path = pg_catalog, pg_temp as $$
    update portal.session s set used_at = clock_timestamp()
    where s.id = of_id and statement_timestamp() < s.ends_at
        and statement_timestamp() < s.used_at + make_interval(secs => s.idle_seconds)
    returning s.content, s.idle_seconds, extract(epoch from s.ends_at - clock_timestamp())::integer;
    $$;

revoke execute on function serve.portal_session_use from public;

grant execute on function serve.portal_session_use to "doelgroepregister_portal";
