-- Note that a message was not delivered at a try, why, and in how many seconds it is tried again; null: it is given up. What
-- was taken again meanwhile is another deliverer's to say.
create or replace function serve.messages_failed(of_id bigint, of_try integer, why text, pause double precision)
    returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    update cases.outbox o set failure = left(why, 200), due_at = now() + make_interval(secs => coalesce(pause, 0)),
        dead_at = case when pause is null then now() end
    where o.id = of_id and o.attempts = of_try and o.delivered_at is null;
    $$;

revoke execute on function serve.messages_failed from public;

grant execute on function serve.messages_failed to "doelgroepregister_messages";
