-- The same, for a statement that would give no rows where it has to fail.
create or replace function authorisation.require(service text, of_user bytea, named text[]) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as $$
    begin
        if not authorisation.may(service, of_user, named) then
            raise exception 'the organisation took this service from the user' using errcode = 'DGA01';
        end if;
        return true;
    end $$;

revoke execute on function authorisation.require from public;
