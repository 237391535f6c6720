-- A case stays, whatever becomes of it; a draft has no legal effect and goes.
create or replace function cases.refuse_removal() returns trigger language plpgsql as $$
    begin
        if tg_level = 'ROW' and old.state = 'DRAFT' then
            return old;
        end if;
        raise exception 'a case that was submitted stays' using errcode = '55000';
    end $$;

revoke execute on function cases.refuse_removal from public;
