set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- One command, all of it or nothing: its record in the log, its changes, and what it was answered, under its key.
--
-- Returns `done` and, if this key was used before, what that was answered then (`stored`); `wait`, in seconds, if a
-- quota refuses it; or `conflict` if something was changed by another since it was read: read again, decide again.
create or replace function cases.command(of_lane integer, consultation text, quotas integer[], of_role text,
        of_organisation text, of_bsn integer, of_users bytea[], of_key text, of_digest bytea, answer jsonb,
        changes jsonb) returns jsonb language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        wait integer;
        owned integer;
    begin
        begin
            if of_key is not null then
                -- Under each pseudonym of the user: one process may know no later key of pseudonyms, another no earlier.
                insert into cases.command (user_pseudonym, key, digest, answer, at)
                select u.one, of_key, of_digest, answer, clock_timestamp() from unnest(of_users) as u (one)
                order by u.one on conflict do nothing;
                get diagnostics owned = row_count;
                if owned <> cardinality(of_users) then
                    raise exception using errcode = 'DGC02';
                end if;
            end if;
            wait := (log.append(of_lane, consultation, quotas, case when of_bsn is null then ''::bytea end,
                case when of_bsn is not null then array[of_bsn] end, false))[1];
            if wait > 0 then
                delete from cases.command c where c.user_pseudonym = any (of_users) and c.key = of_key;
                return jsonb_build_object('wait', wait);
            end if;
            if not cases.apply(changes, of_role, of_organisation, of_bsn, of_users) then
                raise exception using errcode = 'DGC01';
            end if;
        exception when sqlstate 'DGC02' then
            return jsonb_build_object('done', true, 'stored', cases.stored(of_users, of_key, of_digest));
        when sqlstate 'DGC01' or unique_violation or exclusion_violation or serialization_failure
                or deadlock_detected then
            return jsonb_build_object('conflict', true);
        end;
        delete from cases.command c where ctid in (select o.ctid from cases.command o
            where o.at < statement_timestamp() - interval '30 days' order by o.at limit 100 for update skip locked);
        delete from cases.file f where f.id in (select o.id from cases.file o
            where o.state = 'DRAFT' and o.changed_at < statement_timestamp() - interval '30 days'
            order by o.changed_at limit 100 for update skip locked);
        return jsonb_build_object('done', true);
    end $$;

revoke execute on function cases.command from public;

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

-- Put other content in a session that still lives.
create or replace function serve.portal_session_change(of_id bytea, new_content bytea)
    returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    update portal.session s set content = new_content
    where s.id = of_id and statement_timestamp() < s.ends_at
        and statement_timestamp() < s.used_at + make_interval(secs => s.idle_seconds);
    $$;

revoke execute on function serve.portal_session_change from public;

grant execute on function serve.portal_session_change to "doelgroepregister_portal";

-- A session that still lives, which begins to be idle anew.
create or replace function serve.portal_session_use(of_id bytea)
    returns table (content bytea, idle integer, lasts integer)
    language sql security definer set search_path = pg_catalog, pg_temp as $$
    update portal.session s set used_at = clock_timestamp()
    where s.id = of_id and statement_timestamp() < s.ends_at
        and statement_timestamp() < s.used_at + make_interval(secs => s.idle_seconds)
    returning s.content, s.idle_seconds, extract(epoch from s.ends_at - clock_timestamp())::integer;
    $$;

revoke execute on function serve.portal_session_use from public;

grant execute on function serve.portal_session_use to "doelgroepregister_portal";
