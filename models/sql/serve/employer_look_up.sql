-- Persons by BSN, for a day each (`bsns` and `days` are parted by commas): a row each in the order asked, whether the
-- person is known or not, and without an answer where a quota refuses it. Each has a record of the log, or stands in
-- that of all of them: with `many` they are one consultation of several persons.
--
-- Whoever's organisation took this service from them gets no row, and nothing is recorded here: nothing was consulted.
create or replace function serve.employer_look_up(of_lane integer, consultations text, quotas integer[], many bytea,
        bsns text, days text)
    returns table (place bigint, wait integer, registered boolean, ends_on date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{}');
        asking text[] := string_to_array(consultations, chr(30));
        waits integer[];
        changed boolean := authorisation.any_change(asking);
        allowed bigint[];
    begin
        perform register.require_days(string_to_array(days, ',')::date[], true);
        if changed is null then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        if changed then
            select array_agg(a.place order by a.place) into allowed
            from unnest(asking) with ordinality as a (line, place)
            cross join string_to_array(a.line, chr(31)) as f
            where authorisation.may('PERSON_LOOKUP', decode(f[13], 'hex'), array[nullif(f[1], ''), nullif(f[12], '')]);
            if cardinality(allowed) = cardinality(asking) then
                allowed := null;
            elsif allowed is null or many is not null or cardinality(asking) <> cardinality(persons) then
                return;
            else
                return query select allowed[answer.place], answer.wait, answer.registered, answer.ends_on
                    from serve.employer_look_up(of_lane, (select string_agg(asking[one], chr(30) order by one)
                            from unnest(allowed) as one), quotas, null,
                        (select string_agg(persons[one]::text, ',' order by one) from unnest(allowed) as one),
                        (select string_agg(split_part(days, ',', one::integer), ',' order by one)
                            from unnest(allowed) as one)) as answer
                    order by answer.place;
                return;
            end if;
        end if;
        waits := log.append(of_lane, consultations, quotas, many, persons, false);
        return query select asked.place, waits[case when many is null then asked.place else 1 end],
            r.bsn is not null, r.ends_on
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0
        order by asked.place;
    end $$;

revoke execute on function serve.employer_look_up from public;

grant execute on function serve.employer_look_up to "doelgroepregister_employer";
