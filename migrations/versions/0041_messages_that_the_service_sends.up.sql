set local lock_timeout = '5s';

set local statement_timeout = '5min';

update register.builds set newest = 19;

grant usage on schema serve to "doelgroepregister_messages";

-- squawk-ignore require-concurrent-index-creation
create index outbox_delivered on cases.outbox (delivered_at) where delivered_at is not null;

-- Which builds of the service the database serves, the oldest and the newest (`register.builds`).
create or replace function serve.levels() returns table (oldest integer, newest integer)
    language sql stable security definer
begin atomic
    select b.oldest, b.newest from register.builds b;
end;

revoke execute on function serve.levels from public;

grant execute on function serve.levels to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_monitor", "doelgroepregister_auditor",
    "doelgroepregister_portal", "doelgroepregister_statistics", "doelgroepregister_messages";

-- Note that a message was delivered.
create or replace function serve.messages_delivered(of_id bigint)
    returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    update cases.outbox o set delivered_at = now(), dead_at = null, failure = null
    where o.id = of_id and o.attempts > 0 and o.delivered_at is null;
    $$;

revoke execute on function serve.messages_delivered from public;

grant execute on function serve.messages_delivered to "doelgroepregister_messages";

-- Those of some receivers for whom a message waits that could go now.
create or replace function serve.messages_due(receivers text[])
    returns table (name text) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select r.called from unnest(receivers) as r (called) where exists (
        select from cases.outbox o
        where o.receiver = r.called and o.due_at <= now() and o.delivered_at is null and o.dead_at is null
    );
    $$;

revoke execute on function serve.messages_due from public;

grant execute on function serve.messages_due to "doelgroepregister_messages";

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

-- Remove messages that were delivered longer ago than so many days, one or more; how many, of some thousands at a time.
create or replace function serve.messages_forget(days integer)
    returns bigint language sql security definer set search_path = pg_catalog, pg_temp as $$
    with removed as (
        delete from cases.outbox t where t.id in (
            select o.id from cases.outbox o where o.delivered_at < now() - make_interval(days => greatest(days, 1))
            order by o.delivered_at limit 10000 for update of o skip locked
        ) returning 1
    )
    select count(*) from removed;
    $$;

revoke execute on function serve.messages_forget from public;

grant execute on function serve.messages_forget to "doelgroepregister_messages";

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

-- Take the next message of some types for a receiver, if one may go now: nobody else gets it for a minute, and it may go
-- only when nothing earlier about its subject waits.
create or replace function serve.messages_take(of_receiver text, of_types text[])
    returns table (id bigint, event uuid, type text, subject uuid, receiver text, at timestamptz, attempts integer)
    language sql security definer set search_path = pg_catalog, pg_temp as $$
    update cases.outbox t set attempts = t.attempts + 1, due_at = now() + interval '1 minute'
    where t.id = (
        select o.id from cases.outbox o
        where o.receiver = of_receiver and o.type = any (of_types) and o.due_at <= now()
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

-- The revision of the migrations that made the database, or that registrations are to be derived again first.
create or replace function serve.revision() returns text language sql stable security definer
begin atomic
    select case when exists (select from register.recompute_due) then 'recompute due' else version_num::text end
    from register.alembic_version;
end;

revoke execute on function serve.revision from public;

grant execute on function serve.revision to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_monitor", "doelgroepregister_auditor",
    "doelgroepregister_portal", "doelgroepregister_statistics", "doelgroepregister_messages";
