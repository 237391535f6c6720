-- What the register knows of a person, for a command to decide by, whose employers are those of a day (from 2026-01-01
-- on: index employment_of_person); and ids, reserved for rows that it may add. A ground that a municipality reported has
-- who that was, and which of its provisions it was about. It is of no role: the functions that read for commands are.
create or replace function register.facts_of(of_bsn integer, on_day date) returns jsonb language sql volatile
    set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'person', p.id,
        'birth_date', p.birth_date,
        'grounds', (
            select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'code', g.code, 'start_date', g.start_date,
                'end_date', g.end_date, 'end_reason', g.end_reason, 'article', g.article, 'reported',
                case when d.command = 'reportWageValue' then jsonb_build_array(d.actor, d.reason) end)
                order by g.id), '[]')
            from register.ground g left join register.delivery d on d.id = g.delivery
            where g.bsn = of_bsn and g.superseded_by is null),
        'events', (
            select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'kind', e.kind, 'day', e.day) order by e.id), '[]')
            from register.event e where e.bsn = of_bsn and e.superseded_by is null),
        'employers', (
            select coalesce(jsonb_agg(to_jsonb(employer)), '[]')
            from register.employers_of(of_bsn, on_day) as employer),
        'fingerprint', register.fact_ids(of_bsn),
        'reserved', jsonb_build_object(
            'person', (select jsonb_agg(nextval('register.person_id_seq'))),
            'grounds', (select jsonb_agg(nextval('register.ground_id_seq')) from generate_series(1, 12)),
            'events', (select jsonb_agg(nextval('register.event_id_seq')) from generate_series(1, 4))))
    from (select) as _ left join register.person p on p.bsn = of_bsn and p.superseded_by is null
    $$;

revoke execute on function register.facts_of from public;
