"""Counts that no clock takes back, a readiness that writes a record, and organisations by the register's names.

Revision ID: 0006
Revises: 0005
"""

from typing import Any

from alembic import context, op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

# The present hour and day of a holder are the latest that any clock has seen. What a clock behind them counts is added
# to them: several processes pass an hour one after another, and a clock may be set back.
LATEST = """on conflict (holder) do update set
                hour = greatest(c.hour, excluded.hour), day = greatest(c.day, excluded.day),
                in_hour = case when c.hour >= excluded.hour then c.in_hour else 0 end + excluded.in_hour,
                refused_in_hour = case when c.hour >= excluded.hour then c.refused_in_hour else 0 end
                    + excluded.refused_in_hour,
                in_day = case when c.day >= excluded.day then c.in_day else 0 end + excluded.in_day"""

# quotas: the most consulted persons by user and hour, user and day, organisation and hour, organisation and day, and
# the most refusals of a user recorded in an hour.
QUOTA = f"""create or replace function log.count_persons(of_role text, users text[], organisation_ids text[],
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
            {LATEST}
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
    end $$"""

# Which of these refusals are recorded: of each user at most so many in an hour.
REFUSALS = f"""create or replace function log.bound_refusals(users text[], most integer, moment timestamptz)
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
            {LATEST}
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

# A lane's time may run ahead of the clock; quotas are counted by the clock.
BY_THE_CLOCK = (
    ("weights, quotas, moment)", "weights, quotas, clock_timestamp())"),
    ("quotas[5], moment)", "quotas[5], clock_timestamp())"),
)

# Whether a record and a list of persons can be written: they are, and taken back at once.
TOUCH = """create or replace function serve.touch_log(of_lane integer) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
    declare
        nobody text := repeat('0', 32);
    begin
        perform log.append(of_lane, concat_ws(chr(31), '', '', nobody, '', '', '', '', nobody, '', '', ''), null,
            decode(nobody, 'hex'));
        raise exception using errcode = 'DGR00';
    exception when sqlstate 'DGR00' then
        null;
    end $$"""

# Where the log-in named an employer by its number alone, the citizen reads the register's name for it, or nothing: the
# number may be somebody's BSN.
NAMED = (
    "r.organisation, r.purpose",
    """case when r.role = 'EMPLOYER' and r.organisation ~ '^[0-9]*$' then coalesce((
                    select p.name from register.payroll p
                    where p.superseded_by is null and p.name !~ '^[0-9]*$'
                        and (p.kvk = r.organisation_id or p.rsin = r.organisation_id)
                    order by p.id desc limit 1), '') else r.organisation end, r.purpose""",
)


def earlier(revision: str) -> Any:
    """The migration of another revision."""
    return context.script.get_revision(revision).module


def replacing(definition: str, *changes: tuple[str, str]) -> str:
    """The definition of a function that is there already, with other texts in it."""
    for old, new in changes:
        if definition.count(old) != 1:
            raise ValueError(f"not once in the function that is replaced: {old}")
        definition = definition.replace(old, new)
    return definition.replace("create function", "create or replace function", 1)


def citizen_disclosures() -> str:
    """How a citizen reads the log, as 0004 has it."""
    period: Any = earlier("0004")
    text: str = period.citizen_disclosures(f"{period.PERIOD}, {period.POSITION}", period.IN_THE_PERIOD)
    return text


def upgrade() -> None:
    for statement in (
        *PATIENCE,
        QUOTA,
        REFUSALS,
        replacing(earlier("0002").APPEND, *BY_THE_CLOCK),
        TOUCH,
        replacing(citizen_disclosures(), NAMED),
    ):
        op.execute(statement)


def downgrade() -> None:
    log = earlier("0002")
    old = (log.QUOTA, log.REFUSALS, log.APPEND, log.TOUCH, citizen_disclosures())
    for statement in (*PATIENCE, *map(replacing, old)):
        op.execute(statement)
