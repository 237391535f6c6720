-- Note that a message was delivered.
create or replace function serve.messages_delivered(of_id bigint)
    returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    update cases.outbox o set delivered_at = now(), dead_at = null, failure = null
    where o.id = of_id and o.attempts > 0 and o.delivered_at is null;
    $$;

revoke execute on function serve.messages_delivered from public;

grant execute on function serve.messages_delivered to "doelgroepregister_messages";
