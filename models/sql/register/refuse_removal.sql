-- A recorded fact is never removed.
create or replace function register.refuse_removal() returns trigger language plpgsql as $$
    begin
        raise exception 'recorded facts are append-only: supersede the row instead' using errcode = '55000';
    end $$;
