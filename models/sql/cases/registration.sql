-- Whether someone is registered on a day, has died, and how they get their letters (Awb 2:8: paper unless they chose).
create or replace function cases.registration(of_bsn integer, of_day date) returns jsonb language plpgsql stable
    set search_path = pg_catalog, pg_temp as $$
    begin
        perform register.require_days(array[of_day], false);
        return jsonb_build_object(
            'registered', exists (select from register.registration r
                where r.bsn = of_bsn and r.from_day <= of_day and r.until_day > of_day),
            'deceased', exists (select from register.event e
                where e.bsn = of_bsn and e.kind = 'DEATH' and e.superseded_by is null),
            'channel', coalesce((select c.channel::text from cases.channel c where c.bsn = of_bsn), 'PAPER'));
    end $$;

revoke execute on function cases.registration from public;
