-- The heads of all lanes, for a checkpoint.
--
-- Where a standby must confirm commits, a record whose commit was given up while it waited for that is visible all the
-- same, and a failover loses it: a checkpoint that names it would accuse for ever. So this commits something of its
-- own, a message that nobody reads: when the caller has the rows, that is durable wherever durability is asked for, and
-- so is every commit before it, of which the rows tell.
create or replace function serve.log_heads() returns table (lane integer, number bigint, hash bytea)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform pg_logical_emit_message(true, 'doelgroepregister', 'checkpoint');
        return query select l.id, l.number, l.hash from log.lane l order by l.id;
    end $$;

revoke execute on function serve.log_heads from public;

grant execute on function serve.log_heads to "doelgroepregister_auditor";
