-- A record of the log is never changed and never removed.
create or replace function log.refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception 'the disclosure log is append-only' using errcode = '55000';
    end $$;

revoke execute on function log.refuse_change from public;
