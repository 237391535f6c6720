-- Fails if no rule of a role changes the facts of a person like this; `file` is the case that the command is on, if it is
-- on one. What follows from the facts (`registrations`) is derived where the rules stand, and `recompute` compares it.
-- A municipality puts a wage value in the place of one that it reported itself, about the same provision of the client.
create or replace function cases.refuse_facts(facts jsonb, of_role text, of_action text, file cases.file,
        of_bsn integer, of_user bytea, of_day date) returns void language plpgsql stable
    set search_path = pg_catalog, pg_temp as $$
    declare
        may record;
        told constant jsonb := coalesce(nullif(facts -> 'person', 'null'), '{}');
    begin
        select c.* into may from cases.fact_commands() c
        where c.role = of_role and c.command = facts #>> '{delivery,command}' and c.action is not distinct from of_action;
        if not found
            or (facts ->> 'bsn')::integer is distinct from of_bsn
            or facts #>> '{delivery,user}' is distinct from encode(of_user, 'hex')
            or jsonb_array_length(facts -> 'grounds') > may.grounds
            or jsonb_array_length(facts -> 'events') > may.events
            or jsonb_array_length(facts -> 'superseded_grounds') + jsonb_array_length(facts -> 'superseded_events')
                > may.superseded
            or (told ->> 'birth_date' is not null and (not may.birth_date or (told ->> 'birth_date')::date > of_day))
            -- Who is on file stays so, unless something is told of them; what was read is what is there.
            or (told <> '{}' and told ->> 'birth_date' is null
                and register.fact_ids(of_bsn) = facts ->> 'fingerprint'
                and exists (select from register.person p where p.bsn = of_bsn and p.superseded_by is null))
            or of_role = 'SUWINET' and (facts -> 'superseded_grounds' <> '[]' or facts -> 'superseded_events' <> '[]')
                and (jsonb_array_length(facts -> 'grounds') = 1 and facts -> 'superseded_events' = '[]'
                    and exists (select from register.ground g join register.delivery d on d.id = g.delivery
                        where g.id = (facts #>> '{superseded_grounds,0}')::bigint and g.bsn = of_bsn
                            and (g.code, d.command) = ('PRACTICE_ROUTE', 'reportWageValue')
                            and (d.actor, d.reason) = (file.organisation, facts #>> '{delivery,reason}'))
                    and exists (select from cases.file f where f.kind = file.kind and f.bsn = of_bsn
                        and f.organisation_id = file.organisation_id and f.id <> file.id
                        and f.form ->> 'reference' = file.form ->> 'reference')) is not true
            or exists (select from jsonb_populate_recordset(null::register.ground, facts -> 'grounds') as g
                where (g.start_date <= of_day and coalesce(g.code::text = any (may.kinds), may.kinds is null)
                    and (of_action is null or g.end_date is null and g.code::text = any (
                        (select k.grounds from cases.kinds() k where k.kind = file.kind)::text[]))) is not true)
            or exists (select from jsonb_populate_recordset(null::register.event, facts -> 'events') as e
                where (e.day <= of_day and coalesce(e.kind::text = any (may.kinds), e.kind <> 'VOLUNTARY')
                    and (of_action is null or e.day = of_day and file.kind = 'DEREGISTRATION')) is not true) then
            raise exception 'no rule of this role records this' using errcode = '42501';
        end if;
    end $$;

revoke execute on function cases.refuse_facts from public;
