-- What isn't delivered, by type and receiver: how many wait, were given up, and since when the oldest waits. In two parts, each
-- of which has an index: what was delivered stays a while too.
create or replace function serve.messages_standing()
    returns table (type text, receiver text, waiting bigint, dead bigint, oldest timestamptz)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select one.type, one.receiver, sum(one.waiting), sum(one.dead), min(one.oldest)
    from (
        select o.type, o.receiver, 1 as waiting, 0 as dead, o.at as oldest
        from cases.outbox o where o.delivered_at is null and o.dead_at is null
        union all
        select o.type, o.receiver, 0, 1, null from cases.outbox o where o.dead_at is not null
    ) as one
    group by one.type, one.receiver order by one.type, one.receiver;
    $$;

revoke execute on function serve.messages_standing from public;

grant execute on function serve.messages_standing to "doelgroepregister_messages";
