"""The log makes its own form of what it is given, and covers every person asked.

Revision ID: 0012
Revises: 0011
"""

from typing import Any

from alembic import context, op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

# Consultations come as one text, which costs the service and the database least: at most 1,000 lines parted by the
# character 30, and in each line, parted by the character 31: organisation id, organisation, user (hex), purpose,
# fields, legal basis, operation (hex), trace (hex), subject (hex, or nothing), `1` if the quotas count it, decision (of
# a refusal; else nothing), and an employer's RSIN as the log-in says it, or nothing.
#
# The only way into the log. One record a line, whose subject is that of the BSN at its place in `bsns`; with `many`,
# one record about all of those subjects, which are of `bsns` if those are known; when `refusing`, records without a
# subject. Numbers in hex are written as the log writes them whatever their case, and a list sorted, each subject once.
# Only what is certain to be durable when the statement is over is written. Returns a line's seconds to wait: 0, unless
# a quota refuses it. The records of one call have one time, later than that of any before them in the lane.
APPEND = """create function log.append(of_lane integer, consultations text, quotas integer[], many bytea,
        bsns integer[], refusing boolean) returns integer[] language plpgsql
    set plan_cache_mode = force_generic_plan
    set search_path = pg_catalog, pg_temp as $$
    declare
        lines text[] := string_to_array(consultations, chr(30));
        list bytea;
        head log.lane;
        moment timestamptz;
        waits integer[] := array_fill(0, array[cardinality(lines)]);
        users text[];
        organisations text[];
        weights integer[];
        kept boolean[];
        fits boolean;
        ascending boolean;
        persons bigint;
        subjects bigint;
    begin
        if current_setting('synchronous_commit') not in ('on', 'remote_apply') then
            raise exception 'the log is written durably or not at all: synchronous_commit must be on'
                using errcode = '55000';
        end if;
        if cardinality(lines) not between 1 and 1000 or lines is null
            or coalesce(cardinality(quotas) <> 5 or 0 > any (quotas), quotas is not null)
            or length(many) % 16 <> 0 or length(many) > 800000 then
            raise exception 'a call of the log is not as it should be' using errcode = '22023';
        end if;
        -- What is checked here is what every record has; the columns check the lengths of pseudonyms.
        select bool_and(cardinality(one.f) in (11, 12) and length(one.f[1]) <= 20 and length(one.f[2]) <= 255
                and length(one.f[4]) <= 40 and length(one.f[5]) <= 20000 and length(one.f[6]) <= 20000
                and length(one.f[7]) = 64 and coalesce(length(one.f[12]) <= 20, true)
                and (one.f[9] <> '') = (many is null and not refusing)
                and case when refusing then one.f[11] ~ '^[A-Z_]{2,40}$' and one.f[11] <> 'DISCLOSED'
                    else one.f[11] = '' end),
            count(distinct one.bsn), count(distinct decode(one.f[9], 'hex'))
        into fits, persons, subjects
        from (select string_to_array(given.line, chr(31)) as f, given.bsn from unnest(lines, bsns) as given (line, bsn)
            offset 0) as one;
        if many is not null then
            list := many;
            select bool_and(
                substring(many from 16 * one.place + 1 for 16) > substring(many from 16 * one.place - 15 for 16))
            into ascending from (select generate_series(1, length(many) / 16 - 1) as place) as one;
            if not ascending then
                select string_agg(one.subject, '' order by one.subject) into list
                from (select distinct substring(many from 16 * place + 1 for 16) as subject
                    from generate_series(0, length(many) / 16 - 1) as place) as one;
            end if;
            fits := fits and cardinality(lines) = 1 and (bsns is null or length(list) / 16 = persons);
        elsif not refusing then
            fits := fits and cardinality(lines) = coalesce(cardinality(bsns), 1);
            -- Each person has a subject of their own: as many pairs as persons and as subjects.
            if bsns is not null and (persons, subjects) <> (cardinality(lines), cardinality(lines)) then
                select fits and persons = subjects and persons = count(distinct (one.bsn, one.subject)) into fits
                from (select given.bsn, decode(split_part(given.line, chr(31), 9), 'hex') as subject
                    from unnest(lines, bsns) as given (line, bsn)) as one;
            end if;
        end if;
        if fits is not true then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        select * into head from log.lane where id = of_lane
            and role = upper(substring(session_user::text from '[^_]+$')) for update;
        if not found then
            raise exception 'this lane is not one of the role' using errcode = '42501';
        end if;
        moment := greatest(clock_timestamp(), head.at + interval '1 microsecond');
        if quotas is not null then
            select array_agg(encode(decode(split_part(line, chr(31), 3), 'hex'), 'hex') order by place),
                array_agg(case when head.role <> 'EMPLOYER' then split_part(line, chr(31), 1) else coalesce(
                    nullif(split_part(line, chr(31), 12), ''),
                    (select p.rsin from register.payroll p where p.superseded_by is null
                        and p.kvk = split_part(line, chr(31), 1) order by p.rsin limit 1),
                    split_part(line, chr(31), 1)) end order by place),
                array_agg(case when split_part(line, chr(31), 10) = '' then 0 else coalesce(length(list) / 16, 1) end
                    order by place)
            into users, organisations, weights from unnest(lines) with ordinality as l (line, place);
            waits := log.count_persons(head.role, users, organisations, weights, quotas, clock_timestamp());
            if 0 < any (waits) then
                kept := log.bound_refusals(array(select case when w.wait > 0 then users[w.place] end
                    from unnest(waits) with ordinality as w (wait, place) order by w.place), quotas[5],
                    clock_timestamp());
            end if;
        end if;
        with parted as (
            select l.place, string_to_array(l.line, chr(31)) as f
            from unnest(lines) with ordinality as l (line, place)
            where waits[l.place] = 0 or kept[l.place] offset 0
        ), given as (
            select row_number() over (order by p.place) + head.number as number, waits[p.place] > 0 as refused,
                case when waits[p.place] > 0 then 'RATE_LIMITED' when refusing then p.f[11] else 'DISCLOSED' end
                    as decision,
                p.f[1] as organisation_id, p.f[2] as organisation, decode(p.f[3], 'hex') as of_user,
                p.f[4] as purpose, p.f[5] as fields, p.f[6] as legal_basis, decode(p.f[7], 'hex') as operation,
                decode(p.f[8], 'hex') as trace,
                case when waits[p.place] > 0 or refusing then null else nullif(decode(p.f[9], 'hex'), '') end as subject
            from parted p
        ), counted as (
            select given.*,
                case when refused then 0 else coalesce(length(list) / 16, (subject is not null)::integer) end
                    as persons,
                case when not refused then sha256(list) end as digest
            from given
        ), added as (
            insert into log.record (lane, number, at, decision, role, organisation_id, organisation, user_pseudonym,
                subject, subject_count, subjects_digest, purpose, fields, legal_basis, operation, trace, hash)
            select of_lane, c.number, moment, c.decision, head.role, c.organisation_id, c.organisation, c.of_user,
                c.subject, c.persons, c.digest, c.purpose, c.fields, c.legal_basis, c.operation, c.trace,
                sha256(head.hash || convert_to(concat_ws(chr(31), of_lane, c.number,
                    (extract(epoch from moment) * 1000000)::bigint, c.decision, head.role, c.organisation_id,
                    c.organisation, encode(c.of_user, 'hex'), coalesce(encode(c.subject, 'hex'), ''), c.persons,
                    coalesce(encode(c.digest, 'hex'), ''), c.purpose, c.fields, c.legal_basis,
                    encode(c.operation, 'hex'), encode(c.trace, 'hex')), 'UTF8'))
            from counted c
            returning record.number, record.hash
        )
        update log.lane l set number = last.number, hash = last.hash, at = moment
        from (select max(a.number) as number, sha256(string_agg(a.hash, '' order by a.number)) as hash
            from added a) as last
        where l.id = of_lane and last.number is not null;
        if length(list) > 0 and waits[1] = 0 then
            insert into log.subject (at, lane, number, subject)
            select moment, of_lane, head.number + 1, substring(list from 16 * place + 1 for 16)
            from (select generate_series(0, length(list) / 16 - 1) as place) as one;
        end if;
        return waits;
    end $$"""

OLD_APPEND = "log.append(integer, text, integer[], bytea)"
NEW_APPEND = "log.append(integer, text, integer[], bytea, integer[], boolean)"

# Of each user at most so many in an hour are kept.
RECORD_REFUSALS = """create or replace function serve.record_refusals(of_lane integer, consultations text, most integer)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        lines text[] := string_to_array(consultations, chr(30));
        kept boolean[];
    begin
        if coalesce(cardinality(lines) not between 1 and 1000 or most < 0, true) then
            raise exception 'a call of the log is not as it should be' using errcode = '22023';
        end if;
        kept := log.bound_refusals(array(select encode(decode(split_part(line, chr(31), 3), 'hex'), 'hex')
            from unnest(lines) with ordinality as l (line, place) order by place), most, clock_timestamp());
        if true = any (kept) then
            perform log.append(of_lane, (select string_agg(l.line, chr(30) order by l.place)
                from unnest(lines) with ordinality as l (line, place) where kept[l.place]), null, null, null, true);
        end if;
    end $$"""

# Whether a record and a list of persons can be written: they are, and taken back at once.
TOUCH = """create or replace function serve.touch_log(of_lane integer) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
    declare
        nobody text := repeat('0', 32);
    begin
        perform log.append(
            of_lane, concat_ws(chr(31), '', '', nobody, '', '', '', repeat(nobody, 2), nobody, '', '', ''),
            null, decode(nobody, 'hex'), null, false);
        raise exception using errcode = 'DGR00';
    exception when sqlstate 'DGR00' then
        null;
    end $$"""


def log_only(role: str) -> str:
    """One record about several persons, of what the role has read and is about to be told."""
    return f"""create or replace function serve.{role}_log(of_lane integer, consultations text, many bytea)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        if many is null then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        perform log.append(of_lane, consultations, null, many, null, false);
    end $$"""


# One row an item, whether the person is known or not, in the order asked; without an answer if a quota refuses it.
# With `many` the items are one consultation of several persons. `bsns` and `days` are parted by commas.
ASKED = """
        from unnest(persons, string_to_array(days, ',')::date[]) with ordinality as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
            and waits[case when many is null then asked.place else 1 end] = 0"""
ANSWERS = "place bigint, wait integer, registered boolean, ends_on date"
ANSWERED = """asked.place, waits[case when many is null then asked.place else 1 end], r.bsn is not null,
            r.ends_on"""

# A ground's end isn't known before its day, nor is why it ended.
GROUNDS = """
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
        ) as held on true"""
GROUND_ANSWERS = "counting_from date, ground_codes text[], ground_starts date[], ground_ends date[]"
GROUND_COLUMNS = "r.counting_from, held.codes, held.starts, held.ends"


def look_up(role: str, columns: str, query: str) -> str:
    """Persons by BSN, for a day each. Each has a record, or stands in that of all of them."""
    return f"""create or replace function serve.{role}_look_up(of_lane integer, consultations text, quotas integer[],
        many bytea, bsns text, days text) returns table ({columns})
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        persons integer[] := coalesce(string_to_array(bsns, ',')::integer[], '{{}}');
        waits integer[] := log.append(of_lane, consultations, quotas, many, persons, false);
    begin
        return query {query}
        order by asked.place;
    end $$"""


def periods(role: str) -> str:
    """The days of a year up to a day on which someone is registered; adjacent spells are one period."""
    return f"""create or replace function serve.{role}_periods(of_lane integer, consultations text, of_bsn integer,
        first_day date, last_day date) returns table (from_day date, until_day date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    declare
        waits integer[] := log.append(of_lane, consultations, null, null, array[of_bsn], false);
    begin
        return query select lower(days), upper(days) - 1
        from unnest((
            select range_agg(daterange(r.from_day, r.until_day) * daterange(first_day, last_day, '[]'))
            from register.registration r
            where r.bsn = of_bsn and r.from_day <= last_day and r.until_day > first_day)) as days
        order by 1;
    end $$"""


# A name that was recorded before names had bounds is read within them.
NAME = r"regexp_replace(left(p.name, 255), '[\x01-\x1f\x7f-\x9f\u2028\u2029]', ' ', 'g')"

# Their own records, under the pseudonyms of one person by the present key, first, and the retired ones. That they
# looked is recorded under the first. Where the log-in named an employer by its number alone, the citizen reads the
# register's name for it, or nothing: the number may be somebody's BSN.
CITIZEN_DISCLOSURES = f"""create or replace function serve.citizen_disclosures(of_lane integer, consultations text,
        known bytea[], from_time timestamptz, until_time timestamptz, before_at timestamptz, before_lane integer,
        before_number bigint, before_subject bytea, page_size integer)
    returns table (at timestamptz, lane integer, number bigint, role text, organisation text, purpose text,
        handed_over text, legal_basis text, trace bytea, of_user bytea, subject bytea)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    begin
        if coalesce(cardinality(known) not between 1 and 255 or page_size not between 0 and 1000
            or known[1] <> decode(split_part(consultations, chr(31), 9), 'hex'), true) then
            raise exception 'the records are not those of the persons asked' using errcode = '22023';
        end if;
        return query select r.at, r.lane, r.number, r.role,
                case when r.role = 'EMPLOYER' and r.organisation ~ '^[0-9]*$' then coalesce((
                    select {NAME} from register.payroll p
                    where p.superseded_by is null and p.name !~ '^[0-9]*$'
                        and (p.kvk = r.organisation_id or p.rsin = r.organisation_id)
                    order by p.id desc limit 1), '') else r.organisation end, r.purpose,
                r.fields as handed_over, r.legal_basis, r.trace, r.user_pseudonym, one.subject
            from (
                select l.at, l.lane, l.number, l.subject from log.record l where l.subject = any (known)
                union all
                select s.at, s.lane, s.number, s.subject from log.subject s where s.subject = any (known)) as one
            join log.record r on r.at = one.at and r.lane = one.lane and r.number = one.number
            where r.decision = 'DISCLOSED'
            and (from_time is null or one.at >= from_time) and (until_time is null or one.at < until_time)
            and (before_at is null or (r.at, r.lane, r.number, one.subject)
                < (before_at, before_lane, before_number, before_subject))
            order by r.at desc, r.lane desc, r.number desc, one.subject desc limit page_size;
        perform log.append(of_lane, consultations, null, null, null, false);
    end $$"""

FUNCTIONS = (
    RECORD_REFUSALS,
    TOUCH,
    log_only("employer"),
    log_only("auditor"),
    look_up("citizen", ANSWERS, f"select {ANSWERED} {ASKED}"),
    look_up("employer", ANSWERS, f"select {ANSWERED} {ASKED}"),
    look_up("suwinet", f"{ANSWERS}, {GROUND_ANSWERS}", f"select {ANSWERED}, {GROUND_COLUMNS} {ASKED} {GROUNDS}"),
    look_up(
        "assessor",
        f"{ANSWERS}, {GROUND_ANSWERS}, ground_end_reasons text[]",
        f"select {ANSWERED}, {GROUND_COLUMNS}, held.reasons {ASKED} {GROUNDS}",
    ),
    periods("suwinet"),
    periods("assessor"),
    CITIZEN_DISCLOSURES,
)


def earlier(revision: str) -> Any:
    """The migration of another revision."""
    return context.script.get_revision(revision).module


def before() -> list[str]:
    """The functions as they were."""
    log, answers, counting = earlier("0002"), earlier("0003"), earlier("0006")
    replaced = (
        log.RECORD_REFUSALS,
        *(
            text
            for name, text in answers.FUNCTIONS.items()
            if name.endswith(("_look_up", "_periods", "_log"), 0, name.index("("))
        ),
    )
    return [
        counting.replacing(log.APPEND, *counting.BY_THE_CLOCK),
        *map(counting.replacing, replaced),
        counting.TOUCH,
        counting.replacing(counting.citizen_disclosures(), counting.NAMED),
    ]


def upgrade() -> None:
    for statement in (
        *PATIENCE,
        APPEND,
        f"revoke execute on function {NEW_APPEND} from public",
        *FUNCTIONS,
        f"-- squawk-ignore ban-drop-function\ndrop function {OLD_APPEND}",
    ):
        op.execute(statement)


def downgrade() -> None:
    for statement in (
        *PATIENCE,
        *before(),
        f"revoke execute on function {OLD_APPEND} from public",
        f"drop function {NEW_APPEND}",
    ):
        op.execute(statement)
