-- The services that an organisation, by the numbers that a log-in names it by, took from a user: what its last change
-- about that user says. The numbers are looked up only for a user about whom there was one.
create or replace function authorisation.taken(of_user bytea, named text[]) returns text[] language plpgsql stable
    set search_path = pg_catalog, pg_temp as $$
    begin
        return coalesce((
            select c.taken from authorisation.change c
            where c.user_id = of_user
                and (c.kvk = any ((select authorisation.numbers(named))::text[])
                    or c.rsin = any ((select authorisation.numbers(named))::text[]))
            order by c.id desc limit 1), '{}');
    end $$;

revoke execute on function authorisation.taken from public;
