set local lock_timeout = '5s';

set local statement_timeout = '5min';

-- squawk-ignore ban-drop-function
drop function serve.assessor_log;

-- squawk-ignore ban-drop-function
drop function serve.auditor_log;

-- squawk-ignore ban-drop-function
drop function serve.citizen_log;

-- squawk-ignore ban-drop-function
drop function serve.employer_log;

-- squawk-ignore ban-drop-function
drop function serve.suwinet_log;

-- Whether the term of a case stands still on a day (Awb 4:15): until its set day, or until it is completed. It has no
-- search_path of its own, so that it becomes part of the query that asks, and of the index that this one takes.
create or replace function cases.stands_still(one cases.file, of_day date) returns boolean
    language sql immutable as $$
    select one.stands_still_since is not null and one.invited_until >= of_day
$$;

revoke execute on function cases.stands_still from public;

-- Whether a case should have been decided by now (te laat); without a search_path, as cases.stands_still.
create or replace function cases.too_late(one cases.file, of_day date) returns boolean
    language sql immutable as $$
    select one.decide_before < of_day and one.state in ('SUBMITTED', 'IN_REVIEW', 'SUSPENDED')
        and not cases.stands_still(one, of_day)
$$;

revoke execute on function cases.too_late from public;

-- How many cases the worklist has with these filters, and how many of them are overdue on the day.
create or replace function serve.assessor_case_counts(of_day date, of_states text[], of_kinds text[],
        of_holders bytea[], is_overdue boolean, in_default boolean) returns table (total bigint, overdue bigint)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    begin
        return query execute format($query$
            select count(*), count(*) filter (where cases.too_late(f, $1))
            from cases.file f
            where f.state = any (%L::cases.state[])
                and ($2 is null or f.kind = any ($2::cases.kind[]))
                and ($3 is null or f.holder = any ($3))
                and (not $4 or f.decide_before < $1) and (not $5 or f.notice_received_on is not null)$query$, of_states)
        using of_day, of_kinds, of_holders, is_overdue, in_default;
    end $$;

revoke execute on function serve.assessor_case_counts from public;

grant execute on function serve.assessor_case_counts to "doelgroepregister_assessor";

-- The worklist between two places of it: what is to be decided first stands first, and what stands still after that.
--
-- A place is whether a case stands still on the day, its due day, and its id. The states are spelled out in the query,
-- so that the planner can take the index of open cases if all of them are.
create or replace function serve.assessor_cases(of_day date, of_states text[], of_kinds text[], of_holders bytea[],
        is_overdue boolean, in_default boolean, after_still boolean, after_day date, after_id uuid,
        before_still boolean, before_day date, before_id uuid, page_size integer, backwards boolean)
    returns table (one jsonb, still boolean, day date)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    declare
        way text := case when backwards then 'desc' else 'asc' end;
        part text := $query$
            (select f.id, %1$L::boolean as still, f.decide_before from cases.file f
            where f.state = any (%2$L::cases.state[]) and %3$s
                and ($2 is null or f.kind = any ($2::cases.kind[]))
                and ($3 is null or f.holder = any ($3))
                and (not $4 or f.decide_before < $1) and (not $5 or f.notice_received_on is not null)
                and ($7 is null or %1$L > $6 or (%1$L = $6 and (f.decide_before, f.id) > ($7, $8)))
                and ($10 is null or %1$L < $9 or (%1$L = $9 and (f.decide_before, f.id) < ($10, $11)))
            order by f.decide_before %4$s, f.id %4$s limit $12)$query$;
    begin
        return query execute format(
            'select cases.whole(f), page.still, page.decide_before from ('
            || 'select * from (%1$s union all %2$s) as parts order by still %3$s, decide_before %3$s, id %3$s limit $12'
            || ') as page join cases.file f on f.id = page.id '
            || 'order by page.still %3$s, page.decide_before %3$s, page.id %3$s',
            format(part, false, of_states, 'not cases.stands_still(f, $1)', way),
            format(part, true, of_states, 'f.state = ''SUSPENDED'' and cases.stands_still(f, $1)', way), way)
        using of_day, of_kinds, of_holders, is_overdue, in_default, after_still, after_day, after_id, before_still,
            before_day, before_id, page_size;
    end $$;

revoke execute on function serve.assessor_cases from public;

grant execute on function serve.assessor_cases to "doelgroepregister_assessor";

-- How many cases there are of a person, and how many of them are overdue on the day.
create or replace function serve.assessor_person_case_counts(of_bsn integer, of_day date)
    returns table (total bigint, overdue bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*), count(*) filter (where cases.too_late(f, of_day))
    from cases.file f where f.bsn = of_bsn and f.state <> 'DRAFT'
$$;

revoke execute on function serve.assessor_person_case_counts from public;

grant execute on function serve.assessor_person_case_counts to "doelgroepregister_assessor";

-- How many cases a citizen has of their own, and how many of them are overdue on the day.
create or replace function serve.citizen_case_counts(of_bsn integer, of_day date)
    returns table (total bigint, overdue bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*), count(*) filter (where cases.too_late(f, of_day))
    from cases.file f where f.bsn = of_bsn and f.submitter = 'CITIZEN'
$$;

revoke execute on function serve.citizen_case_counts from public;

grant execute on function serve.citizen_case_counts to "doelgroepregister_citizen";

-- One record about several persons, of what the role has read and is about to be told: pseudonyms are made where their
-- key is, so the persons are read first, then recorded, then told.
create or replace function serve.log_persons(of_lane integer, consultations text, many bytea)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if many is null then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        perform log.append(of_lane, consultations, null, many, null, false);
    end $$;

revoke execute on function serve.log_persons from public;

grant execute on function serve.log_persons to
    "doelgroepregister_citizen", "doelgroepregister_employer", "doelgroepregister_suwinet",
    "doelgroepregister_assessor", "doelgroepregister_auditor";

update register.builds set oldest = 6, newest = 6;
