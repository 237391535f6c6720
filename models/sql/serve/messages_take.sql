-- Take the next message of some types for a receiver, if one may go now: nobody else gets it for a minute, and it may go
-- only when nothing earlier about its subject waits. A role receives what is for its organisations, other than those that
-- are `known` by themselves.
create or replace function serve.messages_take(of_receiver text, of_types text[], known text[])
    returns table (id bigint, event uuid, type text, subject uuid, receiver text, at timestamptz, attempts integer)
    language sql security definer set search_path = pg_catalog, pg_temp as $$
    update cases.outbox t set attempts = t.attempts + 1, due_at = now() + interval '1 minute'
    where t.id = (
        select o.id from cases.outbox o
        where (o.receiver = of_receiver or o.receiver ^@ (of_receiver || ':') and o.receiver <> all (known))
            and o.type = any (of_types) and o.due_at <= now()
            and o.delivered_at is null and o.dead_at is null
            and not exists (
                select from cases.outbox e
                where e.receiver = o.receiver and e.subject = o.subject and e.type = any (of_types) and e.id < o.id
                    and e.delivered_at is null and e.dead_at is null
            )
        order by o.id limit 1
        for update of o skip locked
    )
    returning t.id, t.event, t.type, t.subject, t.receiver, t.at, t.attempts;
    $$;

revoke execute on function serve.messages_take from public;

grant execute on function serve.messages_take to "doelgroepregister_messages";
