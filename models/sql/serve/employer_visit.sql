-- A user of an employer's is here, for these organisations (arrays, a place each; `services` with blanks between them):
-- kept for their administrators, once an hour or when something is different. Returns what each of them took from the
-- user.
create or replace function serve.employer_visit(of_user bytea, of_name text, organisations text[], kvks text[],
        rsins text[], services text[])
    returns table (place bigint, taken text[])
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    begin
        if coalesce(length(of_user) <> 16 or array_position(organisations, null) is not null, true) then
            raise exception 'a user of an organisation has an id' using errcode = '22023';
        end if;
        insert into authorisation.employer_user as known
            (user_id, organisation, kvk, rsin, name, services, seen_at)
        select distinct on (here.organisation) of_user, here.organisation, here.kvk, here.rsin, of_name,
            string_to_array(here.services, ' '), clock_timestamp()
        from unnest(organisations, kvks, rsins, services) as here (organisation, kvk, rsin, services)
        where not exists (select from authorisation.employer_user u
            where u.user_id = of_user and u.organisation = here.organisation
                and (u.kvk, u.rsin, u.name, u.services)
                    is not distinct from (here.kvk, here.rsin, of_name, string_to_array(here.services, ' '))
                and u.seen_at > statement_timestamp() - interval '1 hour')
        order by here.organisation
        on conflict (user_id, organisation) do update set kvk = excluded.kvk, rsin = excluded.rsin,
            name = excluded.name, services = excluded.services, seen_at = excluded.seen_at;
        return query select here.place, authorisation.taken(of_user, array[here.kvk, here.rsin])
            from unnest(kvks, rsins) with ordinality as here (kvk, rsin, place) order by here.place;
    end $$;

revoke execute on function serve.employer_visit from public;

grant execute on function serve.employer_visit to "doelgroepregister_employer";
