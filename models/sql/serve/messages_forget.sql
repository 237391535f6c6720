-- Remove messages that were delivered longer ago than so many days, one or more, and those that have waited as long for
-- nobody: neither for one of the receivers that are `known`, nor by its role. How many, of some thousands at a time.
create or replace function serve.messages_forget(days integer, known text[])
    returns bigint language sql security definer set search_path = pg_catalog, pg_temp as $$
    with removed as (
        delete from cases.outbox t where t.id in (
            select o.id from cases.outbox o where o.delivered_at < now() - make_interval(days => greatest(days, 1))
            order by o.delivered_at limit 10000 for update of o skip locked
        ) or t.id in (
            select o.id from cases.outbox o
            where o.delivered_at is null and o.dead_at is null and o.at < now() - make_interval(days => greatest(days, 1))
                and o.receiver <> all (known) and split_part(o.receiver, ':', 1) <> all (known)
            limit 10000 for update of o skip locked
        ) returning 1
    )
    select count(*) from removed;
    $$;

revoke execute on function serve.messages_forget from public;

grant execute on function serve.messages_forget to "doelgroepregister_messages";
