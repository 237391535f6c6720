-- The same, for what would otherwise answer nothing where it has to refuse: it fails, and says which service is lacking.
create or replace function authorisation.require(service text, of_user bytea, named text[]) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as $$
    begin
        if not authorisation.may(service, of_user, named) then
            raise exception '%', service using errcode = 'DGA01';
        end if;
        return true;
    end $$;

revoke execute on function authorisation.require from public;
