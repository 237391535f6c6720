-- Who changed what stays as it was recorded.
create or replace function authorisation.refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception 'changes of authorisations are append-only' using errcode = '55000';
    end $$;

revoke execute on function authorisation.refuse_change from public;
