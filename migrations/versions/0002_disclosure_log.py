"""The disclosure log: append-only, chained lane by lane, with the quotas that are counted beside it.

Revision ID: 0002
Revises: 0001
"""

from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SERVING = ("citizen", "employer", "suwinet", "assessor", "monitor", "auditor")

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

# A record is a decision about one consultation: DISCLOSED, or the code it was refused with (then without a subject).
# It names its subject, or, for a roster and the like, how many there are: those stand in log.subject, and the digest
# of all of them in order stands in the record.
TABLES = (
    "create schema log",
    """create table log.lane (
        id integer generated always as identity primary key,
        role text not null,
        number bigint not null default 0,
        at timestamptz not null default '-infinity',
        hash bytea not null default '\\x') with (fillfactor = 50)""",
    """create table log.record (
        lane integer not null,
        number bigint not null,
        at timestamptz not null,
        decision text not null,
        role text not null,
        organisation_id text not null,
        organisation text not null,
        user_pseudonym bytea not null check (length(user_pseudonym) = 16),
        subject bytea check (length(subject) = 16),
        subject_count integer not null,
        subjects_digest bytea,
        purpose text not null,
        fields text not null,
        legal_basis text not null,
        operation bytea not null,
        trace bytea not null check (length(trace) = 16),
        hash bytea not null,
        primary key (at, lane, number)) partition by range (at)""",
    "create index record_subject on log.record (subject, at) where subject is not null",
    "create index record_organisation on log.record (organisation_id, at)",
    # Traces are random: a tree of them would cost a record more than all the rest of its indexes.
    "create index record_trace on log.record using brin (trace bytea_bloom_ops) with (autosummarize = on)",
    """create table log.subject (
        at timestamptz not null,
        lane integer not null,
        number bigint not null,
        subject bytea not null) partition by range (at)""",
    "create index subject_subject on log.subject (subject, at)",
    "create index subject_record on log.subject using brin (at, lane, number) with (pages_per_range = 16)",
    "create table log.record_default partition of log.record default",
    "create table log.subject_default partition of log.subject default",
    # Who consulted how many persons in the present hour and day: a user, or an organisation in one role.
    """create table log.consulted (
        holder text primary key,
        per_user boolean not null,
        hour timestamptz not null,
        in_hour integer not null,
        refused_in_hour integer not null,
        day timestamptz not null,
        in_day integer not null) with (fillfactor = 50)""",
    """comment on table log.lane is
        'A chain of calls, each of one record or more; one connection of one serving role writes to it at a time'""",
    """comment on column log.lane.hash is
        'sha256 of the hashes, joined, of the records of the last call (those of one time); empty before the first'""",
    """comment on column log.record.hash is
        'sha256 of the hash of the lane before the call and the other columns, parted by the character 31'""",
    """comment on column log.record.subjects_digest is
        'sha256 of the pseudonyms in log.subject that belong to the record, sorted and joined'""",
)

APPEND_ONLY = (
    """create function log.refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception 'the disclosure log is append-only' using errcode = '55000';
    end $$""",
    *(
        f"""create trigger append_only before update or delete on log.{table}
            for each row execute function log.refuse_change()"""
        for table in ("record", "subject")
    ),
    *(
        f"""create trigger no_emptying before truncate on log.{table}
            for each statement execute function log.refuse_change()"""
        for table in ("record", "subject", "record_default", "subject_default")
    ),
)

# Months ahead, so that the default partition stays empty. A month that the default has rows of stays there.
MONTHS = """create function log.make_months(ahead integer) returns void language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        first_day date;
        parent text;
        part text;
        found boolean;
    begin
        for month in 0 .. ahead loop
            first_day := date_trunc('month', now() at time zone 'UTC') + make_interval(months => month);
            foreach parent in array array['record', 'subject'] loop
                part := parent || to_char(first_day, '_YYYY_MM');
                execute format('select exists (select from log.%I where at >= %L and at < %L)', parent || '_default',
                    first_day::timestamp at time zone 'UTC',
                    (first_day + interval '1 month') at time zone 'UTC') into found;
                if to_regclass('log.' || part) is null and not found then
                    execute format('create table log.%I (like log.%I including defaults including constraints)',
                        part, parent);
                    execute format('create trigger no_emptying before truncate on log.%I
                        for each statement execute function log.refuse_change()', part);
                    execute format('alter table log.%I attach partition log.%I for values from (%L) to (%L)',
                        parent, part, first_day::timestamp at time zone 'UTC',
                        (first_day + interval '1 month') at time zone 'UTC');
                end if;
            end loop;
        end loop;
    end $$"""

# quotas: the most consulted persons by user and hour, user and day, organisation and hour, organisation and day, and
# the most refusals of a user recorded in an hour.
QUOTA = """create function log.count_persons(of_role text, users text[], organisation_ids text[], weights integer[],
        quotas integer[], moment timestamptz) returns integer[] language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    declare
        this_hour timestamptz := date_trunc('hour', moment);
        this_day timestamptz := date_trunc('day', moment, 'Europe/Amsterdam');
        next_day timestamptz := (date_trunc('day', moment at time zone 'Europe/Amsterdam') + interval '1 day')
            at time zone 'Europe/Amsterdam';
        waits integer[] := array_fill(0, array[cardinality(users)]);
        over boolean;
        over_hour boolean;
        over_day boolean;
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
                hour = this_hour, day = this_day,
                in_hour = case when c.hour = this_hour then c.in_hour else 0 end + excluded.in_hour,
                refused_in_hour = case when c.hour = this_hour then c.refused_in_hour else 0 end,
                in_day = case when c.day = this_day then c.in_day else 0 end + excluded.in_day
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
            select
                coalesce(bool_or(c.in_hour + weights[item]
                    > case when c.per_user then quotas[1] else quotas[3] end), false),
                coalesce(bool_or(c.in_day + weights[item]
                    > case when c.per_user then quotas[2] else quotas[4] end), false)
            into over_hour, over_day from log.consulted c
            where c.holder in ('user ' || users[item], of_role || ' ' || organisation_ids[item]);
            if over_day then
                waits[item] := ceil(extract(epoch from next_day - moment));
            elsif over_hour then
                waits[item] := ceil(extract(epoch from this_hour + interval '1 hour' - moment));
            else
                update log.consulted c set in_hour = c.in_hour + weights[item], in_day = c.in_day + weights[item]
                where c.holder in ('user ' || users[item], of_role || ' ' || organisation_ids[item]);
            end if;
        end loop;
        return waits;
    end $$"""

# Which of these refusals are recorded: of each user at most so many in an hour.
REFUSALS = """create function log.bound_refusals(users text[], most integer, moment timestamptz)
    returns boolean[] language plpgsql set search_path = pg_catalog, pg_temp as $$
    declare
        this_hour timestamptz := date_trunc('hour', moment);
        this_day timestamptz := date_trunc('day', moment, 'Europe/Amsterdam');
        kept boolean[];
    begin
        with refused as (
            select 'user ' || one.of_user as holder, count(*)::integer as n
            from unnest(users) as one (of_user) where one.of_user is not null group by 1
        ), counted as (
            insert into log.consulted as c
            select refused.holder, true, this_hour, 0, refused.n, this_day, 0 from refused order by refused.holder
            on conflict (holder) do update set
                hour = this_hour, day = this_day,
                in_hour = case when c.hour = this_hour then c.in_hour else 0 end,
                refused_in_hour = case when c.hour = this_hour then c.refused_in_hour else 0 end
                    + excluded.refused_in_hour,
                in_day = case when c.day = this_day then c.in_day else 0 end
            returning c.holder, c.refused_in_hour
        )
        select array_agg(coalesce(counted.refused_in_hour - refused.n + one.rank <= most, false) order by one.place)
        into kept
        from (select 'user ' || u.of_user as holder, u.place,
                row_number() over (partition by u.of_user order by u.place) as rank
            from unnest(users) with ordinality as u (of_user, place)) as one
        left join counted on counted.holder = one.holder
        left join refused on refused.holder = one.holder;
        return kept;
    end $$"""

# Consultations come as one text, which costs the service and the database least: lines parted by the character 30, and
# in each line, parted by the character 31: organisation id, organisation, user (hex), purpose, fields, legal basis,
# operation (hex), trace (hex), subject (hex, or nothing), `1` if the quotas count it, decision (nothing: DISCLOSED).
# The records of one call have one time, later than that of any before them in the lane.
LINES = "string_to_array(consultations, chr(30))"


def column(number: int, line: str = "line") -> str:
    """A column of a line."""
    return f"split_part({line}, chr(31), {number})"


# The only way into the log. One record a line; with `many`, one record about all of those subjects (sorted, distinct
# and joined). Returns a line's seconds to wait: 0, unless a quota refuses it.
APPEND = f"""create function log.append(of_lane integer, consultations text, quotas integer[], many bytea)
    returns integer[] language plpgsql set search_path = pg_catalog, pg_temp as $$
    declare
        lines text[] := {LINES};
        head log.lane;
        moment timestamptz;
        waits integer[] := array_fill(0, array[cardinality(lines)]);
        users text[];
        organisations text[];
        weights integer[];
        kept boolean[];
    begin
        select * into head from log.lane where id = of_lane
            and role = upper(substring(session_user::text from '[^_]+$')) for update;
        if not found then
            raise exception 'this lane is not one of the role' using errcode = '42501';
        end if;
        moment := greatest(clock_timestamp(), head.at + interval '1 microsecond');
        if quotas is not null then
            select array_agg({column(3)} order by place), array_agg({column(1)} order by place),
                array_agg(case when {column(10)} = '' then 0 else coalesce(length(many) / 16, 1) end order by place)
            into users, organisations, weights from unnest(lines) with ordinality as l (line, place);
            waits := log.count_persons(head.role, users, organisations, weights, quotas, moment);
            if 0 < any (waits) then
                kept := log.bound_refusals(array(select case when w.wait > 0 then users[w.place] end
                    from unnest(waits) with ordinality as w (wait, place) order by w.place), quotas[5], moment);
            end if;
        end if;
        with given as (
            select row_number() over (order by l.place) + head.number as number, waits[l.place] > 0 as refused,
                case when waits[l.place] > 0 then 'RATE_LIMITED' else coalesce(nullif({column(11)}, ''), 'DISCLOSED')
                    end as decision,
                {column(1)} as organisation_id, {column(2)} as organisation, {column(3)} as of_user,
                {column(4)} as purpose, {column(5)} as fields, {column(6)} as legal_basis, {column(7)} as operation,
                {column(8)} as trace, case when waits[l.place] > 0 then '' else {column(9)} end as subject
            from unnest(lines) with ordinality as l (line, place)
            where waits[l.place] = 0 or kept[l.place]
        ), counted as (
            select given.*,
                case when refused then 0 else coalesce(length(many) / 16, (subject <> '')::integer) end as persons,
                case when refused then '' else coalesce(encode(sha256(many), 'hex'), '') end as digest
            from given
        ), added as (
            insert into log.record (lane, number, at, decision, role, organisation_id, organisation, user_pseudonym,
                subject, subject_count, subjects_digest, purpose, fields, legal_basis, operation, trace, hash)
            select of_lane, c.number, moment, c.decision, head.role, c.organisation_id, c.organisation,
                decode(c.of_user, 'hex'), nullif(decode(c.subject, 'hex'), ''), c.persons,
                nullif(decode(c.digest, 'hex'), ''), c.purpose, c.fields, c.legal_basis,
                decode(c.operation, 'hex'), decode(c.trace, 'hex'),
                sha256(head.hash || convert_to(concat_ws(chr(31), of_lane, c.number,
                    (extract(epoch from moment) * 1000000)::bigint, c.decision, head.role, c.organisation_id,
                    c.organisation, c.of_user, c.subject, c.persons, c.digest, c.purpose, c.fields, c.legal_basis,
                    c.operation, c.trace), 'UTF8'))
            from counted c
            returning record.number, record.hash
        )
        update log.lane l set number = last.number, hash = last.hash, at = moment
        from (select max(a.number) as number, sha256(string_agg(a.hash, '' order by a.number)) as hash
            from added a) as last
        where l.id = of_lane and last.number is not null;
        if length(many) > 0 and waits[1] = 0 then
            insert into log.subject (at, lane, number, subject)
            select moment, of_lane, head.number + 1, substring(many from 16 * place + 1 for 16)
            from generate_series(0, length(many) / 16 - 1) as place;
        end if;
        return waits;
    end $$"""

# A connection takes a lane of its role that no other connection has, and keeps it as long as it lives.
TAKE_LANE = """create function serve.take_lane() returns integer language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
    declare
        own_role text := upper(substring(session_user::text from '[^_]+$'));
        taken integer;
    begin
        for taken in select id from log.lane where role = own_role order by id loop
            if pg_try_advisory_lock(716349, taken) then
                return taken;
            end if;
        end loop;
        insert into log.lane (role) values (own_role) returning id into taken;
        if not pg_try_advisory_lock(716349, taken) then
            raise exception 'the lane is taken' using errcode = '55006';
        end if;
        return taken;
    end $$"""

RECORD_REFUSALS = f"""create function serve.record_refusals(of_lane integer, consultations text, most integer)
    returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        lines text[] := {LINES};
        kept boolean[] := log.bound_refusals(array(select {column(3)} from unnest(lines) with ordinality
            as l (line, place) order by place), most, clock_timestamp());
    begin
        if true = any (kept) then
            perform log.append(of_lane, (select string_agg(l.line, chr(30) order by l.place)
                from unnest(lines) with ordinality as l (line, place) where kept[l.place]), null, null);
        end if;
    end $$"""

HEADS = """create function serve.log_heads() returns table (lane integer, number bigint, hash bytea)
    language sql security definer begin atomic
        select l.id, l.number, l.hash from log.lane l order by l.id;
    end"""

TOUCH = """create function serve.touch_log(of_lane integer) returns void language sql security definer
    begin atomic update log.lane l set number = l.number where l.id = of_lane; end"""

PREPARE = """create function serve.prepare_log() returns void language sql security definer
    begin atomic select log.make_months(2); end"""

EVERY_ROLE = (
    "take_lane()",
    "record_refusals(integer, text, integer)",
)
AUDITOR = ("log_heads()", "touch_log(integer)", "prepare_log()")


def grants() -> list[str]:
    """Each role may take a lane and record what it was refused; the auditor's also keeps the log in order."""
    prefix = context.config.attributes.get("role_prefix", "doelgroepregister")
    statements = ["revoke execute on all functions in schema serve, log from public"]
    for role in SERVING:
        own = (*EVERY_ROLE, *(AUDITOR if role == "auditor" else ()))
        statements.extend(f'grant execute on function serve.{signature} to "{prefix}_{role}"' for signature in own)
    return statements


def upgrade() -> None:
    for statement in (
        *PATIENCE,
        *TABLES,
        *APPEND_ONLY,
        MONTHS,
        "select log.make_months(2)",
        QUOTA,
        REFUSALS,
        APPEND,
        TAKE_LANE,
        RECORD_REFUSALS,
        HEADS,
        TOUCH,
        PREPARE,
        *grants(),
    ):
        op.execute(statement)


def downgrade() -> None:
    for statement in (
        *PATIENCE,
        """do $$ begin
            if exists (select from log.record) then
                raise exception 'the disclosure log has records: it is not thrown away with a downgrade';
            end if;
        end $$""",
        *(f"drop function serve.{signature}" for signature in (*EVERY_ROLE, *AUDITOR)),
        "drop schema log cascade",
    ):
        op.execute(statement)
