set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- squawk-ignore require-concurrent-index-creation
create index ground_superseded on register.ground (bsn) where superseded_by is not null;

-- squawk-ignore require-concurrent-index-creation
create index event_superseded on register.event (bsn) where superseded_by is not null;

-- What is or was recorded of a person, newest record first: grounds and events, who recorded each by which command and
-- why, and what superseded it. `since` is the first day of a ground or the day of an event.
create or replace function serve.assessor_facts(of_lane integer, consultation text, of_bsn integer)
    returns table (is_ground boolean, id bigint, code text, since date, until_day date, end_reason text, article text,
        recorded_at timestamptz, recorded_by text, reason text, superseded_at timestamptz, superseded_by text,
        superseded_reason text)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        waits integer[] := log.append(of_lane, consultation, null, null, array[of_bsn], false);
    begin
        return query select f.is_ground, f.id, f.code, f.since, f.until_day, f.end_reason, f.article,
            d.recorded_at, d.actor, d.reason, o.recorded_at, o.actor, o.reason
        from (
            select true as is_ground, g.id, g.code::text as code, g.start_date as since, g.end_date as until_day,
                g.end_reason, g.article, g.delivery, g.superseded_by
            from register.ground g where g.bsn = of_bsn and g.superseded_by is null
            union all
            select true, g.id, g.code::text, g.start_date, g.end_date, g.end_reason, g.article, g.delivery,
                g.superseded_by
            from register.ground g where g.bsn = of_bsn and g.superseded_by is not null
            union all
            select false, e.id, e.kind::text, e.day, null, null, null, e.delivery, e.superseded_by
            from register.event e where e.bsn = of_bsn and e.superseded_by is null
            union all
            select false, e.id, e.kind::text, e.day, null, null, null, e.delivery, e.superseded_by
            from register.event e where e.bsn = of_bsn and e.superseded_by is not null) as f
        left join register.delivery d on d.id = f.delivery
        left join register.delivery o on o.id = f.superseded_by
        order by f.delivery desc, f.is_ground, f.id desc;
    end $$;

revoke execute on function serve.assessor_facts from public;

grant execute on function serve.assessor_facts to "doelgroepregister_assessor";
