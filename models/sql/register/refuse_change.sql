-- A correction marks the old row as superseded and adds one: nothing else about a recorded fact ever changes.
create or replace function register.refuse_change() returns trigger language plpgsql as $$
    begin
        if tg_op = 'UPDATE' and old.superseded_by is null and new.superseded_by is not null
            and to_jsonb(old) - 'superseded_by' = to_jsonb(new) - 'superseded_by' then
            return new;
        end if;
        raise exception 'recorded facts are append-only: supersede the row instead' using errcode = '55000';
    end $$;
