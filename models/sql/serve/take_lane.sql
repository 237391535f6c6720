-- A connection takes a lane of its role that no other connection has, and keeps it as long as it lives.
--
-- Every role may lock the keys that it can guess: those of lanes are random.
create or replace function serve.take_lane() returns integer language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
    declare
        own_role text := upper(substring(session_user::text from '[^_]+$'));
        taken log.lane;
    begin
        for taken in select * from log.lane where role = own_role order by id loop
            if pg_try_advisory_lock(taken.key) then
                return taken.id;
            end if;
        end loop;
        insert into log.lane (role) values (own_role) returning * into taken;
        if not pg_try_advisory_lock(taken.key) then
            raise exception 'the lane is taken' using errcode = '55006';
        end if;
        return taken.id;
    end $$;

revoke execute on function serve.take_lane from public;

grant execute on function serve.take_lane to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_monitor", "doelgroepregister_auditor";
