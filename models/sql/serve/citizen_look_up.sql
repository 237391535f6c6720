-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
create or replace function serve.citizen_look_up(of_lane integer, consultations text, quotas integer[], many bytea,
        bsns text, days text)
    returns table (place bigint, wait integer, registered boolean, ends_on date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        perform register.require_days(string_to_array(days, ',')::date[], true);
        return query select asked.place, waits[case when many is null then asked.place else 1 end],
            r.bsn is not null, r.ends_on
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        order by asked.place;
    end $$;

revoke execute on function serve.citizen_look_up from public;

grant execute on function serve.citizen_look_up to "doelgroepregister_citizen";
