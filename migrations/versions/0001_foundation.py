"""The facts, the derived registration, and the serving roles' schema.

Revision ID: 0001
Revises: -
"""

from alembic import context, op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SERVING = ("citizen", "employer", "suwinet", "assessor", "monitor", "auditor")

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

FACTS = (
    "create schema serve",
    "revoke all on schema public from public",
    """create type register.ground_code as enum (
        'PARTICIPATION_ACT_INDICATION', 'PRACTICE_ROUTE', 'WSW_INDICATION', 'WAJONG', 'SPECIAL_EDUCATION',
        'FORMER_WSW', 'TRANSITIONAL', 'WIW_ID_JOB', 'WORK_PROVISION')""",
    """create type register.event_kind as enum (
        'DEATH', 'PROTECTED_WORK', 'NO_WORK_CAPACITY', 'EMIGRATION', 'VOLUNTARY')""",
    "create type register.employment_kind as enum ('REGULAR', 'AGENCY', 'SECONDED', 'PROTECTED_WSW')",
    "create type register.sector as enum ('GOVERNMENT', 'MARKET')",
    "create type register.rule_set as enum ('TWO_YEARS', 'FIXED_DAY', 'INDEFINITE')",
    """create type register.end_cause as enum (
        'DEATH', 'PENSION_AGE', 'PROTECTED_WORK', 'NO_WORK_CAPACITY', 'EMIGRATION', 'VOLUNTARY', 'LAPSED')""",
    """create table register.delivery (
        id bigint generated always as identity primary key,
        recorded_at timestamptz not null default now(),
        counts jsonb not null)""",
    """create table register.person (
        id bigint generated always as identity primary key,
        bsn integer not null check (bsn between 1 and 999999999),
        birth_date date,
        delivery bigint not null,
        superseded_by bigint)""",
    "create unique index person_current on register.person (bsn) where superseded_by is null",
    """create table register.ground (
        id bigint generated always as identity primary key,
        bsn integer not null,
        code register.ground_code not null,
        start_date date not null,
        end_date date,
        end_reason text check (length(end_reason) <= 200),
        delivery bigint not null,
        superseded_by bigint,
        check (end_date > start_date))""",
    "create unique index ground_current on register.ground (bsn, code, start_date) where superseded_by is null",
    """create table register.event (
        id bigint generated always as identity primary key,
        bsn integer not null,
        kind register.event_kind not null,
        day date not null,
        delivery bigint not null)""",
    "create unique index event_key on register.event (bsn, kind, day)",
    """create table register.payroll (
        id bigint generated always as identity primary key,
        payroll_tax_number bigint not null check (payroll_tax_number between 100 and 99999999999),
        kvk text check (kvk ~ '^[0-9]{8}$'),
        rsin text check (rsin ~ '^[0-9]{9}$'),
        name text,
        sector register.sector,
        delivery bigint not null,
        superseded_by bigint)""",
    "create unique index payroll_current on register.payroll (payroll_tax_number) where superseded_by is null",
    "create index payroll_kvk on register.payroll (kvk) where superseded_by is null",
    "create index payroll_rsin on register.payroll (rsin) where superseded_by is null",
    """create table register.employment (
        payroll_tax_number bigint not null,
        bsn integer not null check (bsn between 1 and 999999999),
        start_date date not null,
        end_date date,
        kind register.employment_kind not null,
        hours_per_week numeric(5, 2),
        delivery bigint not null,
        superseded_by bigint,
        check (end_date >= start_date))""",
    """create unique index employment_current
        on register.employment (payroll_tax_number, bsn, start_date, kind) include (end_date)
        where superseded_by is null""",
    # A person's rows are a chain: each follows one that ends on or before the day it begins, and none is followed
    # twice. So no two overlap, by constraints alone.
    """create table register.registration (
        bsn integer not null,
        from_day date not null check (from_day >= date '2013-01-01'),
        until_day date not null default 'infinity',
        after_day date,
        registered_from date not null,
        ends_on date,
        counting_from date not null check (counting_from >= date '2013-01-01'),
        rule_set register.rule_set,
        person bigint not null,
        grounds bigint[] not null check (cardinality(grounds) > 0),
        cause register.end_cause,
        event bigint,
        constraint registration_key primary key (bsn, until_day),
        constraint registration_has_days check (from_day < until_day),
        constraint registration_comes_after check (after_day <= from_day),
        constraint registration_is_followed_once unique nulls not distinct (bsn, after_day),
        constraint registration_follows_one foreign key (bsn, after_day)
            references register.registration (bsn, until_day))""",
    """comment on table register.delivery is
        'One import run; every fact names the delivery it came with'""",
    """comment on table register.registration is
        'Derived from person, ground and event. The answer from from_day up to, not including, until_day'""",
    """comment on column register.employment.payroll_tax_number is
        'The nine digits times 100 plus the two digits after the L'""",
)

# A correction marks the old row as superseded and adds one: nothing else about a recorded fact ever changes.
APPEND_ONLY = (
    """create function register.refuse_change() returns trigger language plpgsql as $$
    begin
        if tg_op = 'UPDATE' and old.superseded_by is null and new.superseded_by is not null
            and to_jsonb(old) - 'superseded_by' = to_jsonb(new) - 'superseded_by' then
            return new;
        end if;
        raise exception 'recorded facts are append-only: supersede the row instead' using errcode = '55000';
    end $$""",
    """create function register.refuse_removal() returns trigger language plpgsql as $$
    begin
        raise exception 'recorded facts are append-only: supersede the row instead' using errcode = '55000';
    end $$""",
    *(
        f"""create trigger append_only before update on register.{table}
            for each row execute function register.refuse_change()"""
        for table in ("person", "ground", "payroll", "employment")
    ),
    """create trigger append_only before update on register.event
        for each row execute function register.refuse_removal()""",
    *(
        f"""create trigger no_removal before delete or truncate on register.{table}
            for each statement execute function register.refuse_removal()"""
        for table in ("person", "ground", "event", "payroll", "employment")
    ),
)


def grants() -> list[str]:
    """Each serving role may see which revision the database is of; what else it may, later revisions say."""
    prefix = context.config.attributes.get("role_prefix", "doelgroepregister")
    statements = ["revoke execute on all functions in schema serve from public"]
    for role in SERVING:
        statements.append(f'grant usage on schema serve to "{prefix}_{role}"')
        statements.append(f'grant execute on function serve.revision() to "{prefix}_{role}"')
    return statements


def upgrade() -> None:
    for statement in (
        *PATIENCE,
        *FACTS,
        *APPEND_ONLY,
        """create function serve.revision() returns text language sql stable security definer
            begin atomic select version_num::text from register.alembic_version; end""",
        *grants(),
    ):
        op.execute(statement)


def downgrade() -> None:
    for statement in PATIENCE:
        op.execute(statement)
    op.execute("drop function serve.revision()")
    op.execute("drop schema serve")
    for table in ("registration", "employment", "payroll", "event", "ground", "person", "delivery"):
        op.execute(f"drop table register.{table}")
    op.execute("drop function register.refuse_change()")
    op.execute("drop function register.refuse_removal()")
    for kind in ("end_cause", "rule_set", "sector", "employment_kind", "event_kind", "ground_code"):
        op.execute(f"drop type register.{kind}")
