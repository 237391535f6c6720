-- The facts of a person that hold good now, by their ids: facts never change, so what has the same ids is the same.
create or replace function register.fact_ids(of_bsn integer) returns text language sql stable
    set search_path = pg_catalog, pg_temp as $$
    select concat_ws(' ',
        'person', (select id from register.person where bsn = of_bsn and superseded_by is null),
        'grounds', (select string_agg(id::text, ',' order by id) from register.ground
            where bsn = of_bsn and superseded_by is null),
        'events', (select string_agg(id::text, ',' order by id) from register.event
            where bsn = of_bsn and superseded_by is null))
    $$;

revoke execute on function register.fact_ids from public;
