"""Names have bounds, an organisation is found by any of its numbers, and locks stand where no serving role reaches.

Revision ID: 0011
Revises: 0010
"""

from typing import Any

from alembic import context, op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

# Facts are append-only, so what was recorded before stays as it is; a row that was superseded may have any name.
NAMES = (
    r"""alter table register.payroll add constraint payroll_name_is_a_name check (superseded_by is not null
        or length(name) >= 1 and length(name) <= 255 and name !~ '[\x01-\x1f\x7f-\x9f\u2028\u2029]') not valid""",
    r"""alter table register.ground add constraint ground_end_reason_is_a_line check (superseded_by is not null
        or length(end_reason) >= 1 and length(end_reason) <= 200
        and end_reason !~ '[\x01-\x1f\x7f-\x9f\u2028\u2029]') not valid""",
)
NO_NAMES = (
    "alter table register.payroll drop constraint payroll_name_is_a_name",
    "alter table register.ground drop constraint ground_end_reason_is_a_line",
)

# Which of an organisation's numbers the quotas go by: the first RSIN of a KvK number is found in the index.
ORGANISATION_NUMBERS = (
    # Only imports write here.
    """-- squawk-ignore require-concurrent-index-creation
    create index payroll_kvk_rsin on register.payroll (kvk, rsin) where superseded_by is null""",
    """-- squawk-ignore require-concurrent-index-deletion
    drop index register.payroll_kvk""",
)
NO_ORGANISATION_NUMBERS = (
    "create index payroll_kvk on register.payroll (kvk) where superseded_by is null",
    "drop index register.payroll_kvk_rsin",
)

# Every role may lock the keys that it can guess: those of lanes are random. Who audits takes a table's lock, which only
# the owner may.
LOCKS = (
    "alter table log.lane add column key bigint",
    "update log.lane set key = ('x' || substr(md5(gen_random_uuid()::text), 1, 16))::bit(64)::bigint",
    """alter table log.lane alter column key
        set default ('x' || substr(md5(gen_random_uuid()::text), 1, 16))::bit(64)::bigint""",
    "comment on column log.lane.key is 'The key of the advisory lock of the connection that writes to it'",
    "create table log.audit ()",
    "comment on table log.audit is 'Empty: audits lock it, those that only read in share mode'",
)
NO_LOCKS = ("drop table log.audit", "alter table log.lane drop column key")

TAKE_LANE = """create or replace function serve.take_lane() returns integer language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
    declare
        own_role text := upper(substring(session_user::text from '[^_]+$'));
        taken log.lane;
    begin
        for taken in select * from log.lane where role = own_role order by id loop
            if pg_try_advisory_lock(taken.key) then
                return taken.id;
            end if;
        end loop;
        insert into log.lane (role) values (own_role) returning * into taken;
        if not pg_try_advisory_lock(taken.key) then
            raise exception 'the lane is taken' using errcode = '55006';
        end if;
        return taken.id;
    end $$"""

# One makes months at a time; nobody who only looks whether they are there waits.
MONTHS = """create or replace function log.make_months(ahead integer) returns void language plpgsql
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
                continue when to_regclass('log.' || part) is not null;
                execute format('select exists (select from log.%I where at >= %L and at < %L)', parent || '_default',
                    first_day::timestamp at time zone 'UTC',
                    (first_day + interval '1 month') at time zone 'UTC') into found;
                continue when found;
                execute format('lock table log.%I in share update exclusive mode', parent);
                continue when to_regclass('log.' || part) is not null;
                execute format('create table log.%I (like log.%I including defaults including constraints)',
                    part, parent);
                execute format('create trigger no_emptying before truncate on log.%I
                    for each statement execute function log.refuse_change()', part);
                execute format('alter table log.%I attach partition log.%I for values from (%L) to (%L)',
                    parent, part, first_day::timestamp at time zone 'UTC',
                    (first_day + interval '1 month') at time zone 'UTC');
            end loop;
        end loop;
    end $$"""


# A name that was recorded before names had bounds is read within them. Which payroll tax numbers are whose says nothing
# about a person.
def within_bounds(name: str) -> str:
    """A recorded name, whatever it is, as a name."""
    return rf"regexp_replace(left({name}, 255), '[\x01-\x1f\x7f-\x9f\u2028\u2029]', ' ', 'g')"


ORGANISATIONS = f"""create or replace function serve.employer_organisations(kvks text[], rsins text[])
    returns table (kvk text, rsin text, name text, payroll_tax_numbers bigint[], payroll_rows bigint[])
    language sql stable security definer begin atomic
        select p.kvk, p.rsin,
            {within_bounds("(array_agg(p.name order by p.id desc) filter (where p.name is not null))[1]")},
            array_agg(p.payroll_tax_number order by p.payroll_tax_number),
            array_agg(p.id order by p.payroll_tax_number)
        from register.payroll p
        where p.superseded_by is null and (p.kvk = any (kvks) or p.rsin = any (rsins))
        group by p.kvk, p.rsin;
    end"""


def upgrade() -> None:
    for statement in (*PATIENCE, *NAMES, *ORGANISATION_NUMBERS, *LOCKS, TAKE_LANE, MONTHS, ORGANISATIONS):
        op.execute(statement)


def downgrade() -> None:
    log, replacing = earlier("0002"), earlier("0006").replacing
    before = (log.TAKE_LANE, log.MONTHS, earlier("0003").ORGANISATIONS)
    for statement in (*PATIENCE, *map(replacing, before), *NO_LOCKS, *NO_ORGANISATION_NUMBERS, *NO_NAMES):
        op.execute(statement)


def earlier(revision: str) -> Any:
    """The migration of another revision."""
    return context.script.get_revision(revision).module
