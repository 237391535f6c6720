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
