-- Whether a user may use a service of an organisation's, as far as its administrators say; the log-in's own services are
-- looked at before. Of nobody, or of no organisation: no.
create or replace function authorisation.may(service text, of_user bytea, named text[]) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as $$
    begin
        return coalesce(length(of_user) = 16 and array_to_string(named, '') <> ''
            and not service = any (authorisation.taken(of_user, named)), false);
    end $$;

revoke execute on function authorisation.may from public;
