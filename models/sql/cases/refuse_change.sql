-- What happened to a case stays as it was recorded.
create or replace function cases.refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception 'what happened to a case is append-only' using errcode = '55000';
    end $$;

revoke execute on function cases.refuse_change from public;
