-- Those of some receivers for whom a message waits that could go now. A role receives what is for its organisations, other
-- than those that are `known` by themselves.
create or replace function serve.messages_due(receivers text[], known text[])
    returns table (name text) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select r.called from unnest(receivers) as r (called) where exists (
        select from cases.outbox o
        where (o.receiver = r.called or o.receiver ^@ (r.called || ':') and o.receiver <> all (known))
            and o.due_at <= now() and o.delivered_at is null and o.dead_at is null
    );
    $$;

revoke execute on function serve.messages_due from public;

grant execute on function serve.messages_due to "doelgroepregister_messages";
