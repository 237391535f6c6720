-- For builds of level 1, until a later release; those of level 2 ask suwinet_detailed_look_up.
--
-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
--
-- A ground's end isn't known before its day, nor is why it ended.
create or replace function serve.suwinet_look_up(of_lane integer, consultations text, quotas integer[], many bytea,
        bsns text, days text)
    returns table (place bigint, wait integer, registered boolean, ends_on date,
        counting_from date, ground_codes text[], ground_starts date[], ground_ends date[])
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        perform register.require_days(string_to_array(days, ',')::date[], false);
        return query select asked.place, waits[case when many is null then asked.place else 1 end],
            r.bsn is not null, r.ends_on, r.counting_from, held.codes, held.starts, held.ends
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        left join lateral (
            select
                array_agg(g.code::text order by g.start_date, g.code::text collate "C") as codes,
                array_agg(g.start_date order by g.start_date, g.code::text collate "C") as starts,
                array_agg(case when g.end_date <= asked.day then g.end_date end
                    order by g.start_date, g.code::text collate "C") as ends,
                array_agg(case when g.end_date <= asked.day then g.end_reason end
                    order by g.start_date, g.code::text collate "C") as reasons
            from register.ground g
            where g.id = any (r.grounds) and g.start_date <= asked.day
        ) as held on true
        order by asked.place;
    end $$;

revoke execute on function serve.suwinet_look_up from public;

grant execute on function serve.suwinet_look_up to "doelgroepregister_suwinet";
