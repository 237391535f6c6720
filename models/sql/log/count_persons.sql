-- Count the persons of some consultations for the quotas (`log.append` says which): a consultation's seconds to wait, 0
-- unless a quota refuses it.
--
-- The present hour and day of a holder are the latest that any clock has seen. What a clock behind them counts is added
-- to them: several processes pass an hour one after another, and a clock may be set back.
create or replace function log.count_persons(of_role text, users text[], organisation_ids text[],
        weights integer[], quotas integer[], moment timestamptz) returns integer[] language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        this_hour timestamptz := date_trunc('hour', moment);
        this_day timestamptz := date_trunc('day', moment, 'Europe/Amsterdam');
        waits integer[] := array_fill(0, array[cardinality(users)]);
        over boolean;
        until timestamptz;
    begin
        with asked as (
            select 'user ' || one.of_user as holder, true as per_user, sum(one.weight)::integer as n
            from unnest(users, weights) as one (of_user, weight) where one.weight > 0 group by 1
            union all
            select of_role || ' ' || one.organisation, false, sum(one.weight)::integer
            from unnest(organisation_ids, weights) as one (organisation, weight)
            where one.weight > 0 and one.organisation <> '' group by 1
        ), counted as (
            insert into log.consulted as c
            select asked.holder, asked.per_user, this_hour, asked.n, 0, this_day, asked.n
            from asked order by asked.holder
            on conflict (holder) do update set
                hour = greatest(c.hour, excluded.hour), day = greatest(c.day, excluded.day),
                in_hour = case when c.hour >= excluded.hour then c.in_hour else 0 end + excluded.in_hour,
                refused_in_hour = case when c.hour >= excluded.hour then c.refused_in_hour else 0 end
                    + excluded.refused_in_hour,
                in_day = case when c.day >= excluded.day then c.in_day else 0 end + excluded.in_day
            returning c.per_user, c.in_hour, c.in_day
        )
        select coalesce(bool_or(in_hour > case when per_user then quotas[1] else quotas[3] end
            or in_day > case when per_user then quotas[2] else quotas[4] end), false) into over from counted;
        if not over then
            return waits;
        end if;
        -- Somebody is over: give all of it back, then count item by item. The rows stay locked meanwhile.
        update log.consulted c set in_hour = c.in_hour - back.n, in_day = c.in_day - back.n
        from (select holder, sum(weight)::integer as n from (
                select 'user ' || one.of_user as holder, one.weight
                from unnest(users, weights) as one (of_user, weight)
                union all
                select of_role || ' ' || one.organisation, one.weight
                from unnest(organisation_ids, weights) as one (organisation, weight)) as both_of group by 1) as back
        where c.holder = back.holder and back.n > 0;
        for item in 1 .. cardinality(users) loop
            continue when weights[item] = 0;
            select greatest(
                max(case when c.in_hour + weights[item] > case when c.per_user then quotas[1] else quotas[3] end
                    then c.hour + interval '1 hour' end),
                max(case when c.in_day + weights[item] > case when c.per_user then quotas[2] else quotas[4] end
                    then (c.day at time zone 'Europe/Amsterdam' + interval '1 day') at time zone 'Europe/Amsterdam'
                    end))
            into until from log.consulted c
            where c.holder in ('user ' || users[item], of_role || ' ' || organisation_ids[item]);
            if until is not null then
                waits[item] := ceil(extract(epoch from until - moment));
            else
                update log.consulted c set in_hour = c.in_hour + weights[item], in_day = c.in_day + weights[item]
                where c.holder in ('user ' || users[item], of_role || ' ' || organisation_ids[item]);
            end if;
        end loop;
        return waits;
    end $$;

revoke execute on function log.count_persons from public;
