"""Pages from either end: rosters and the log also give the last rows, and those before a cursor.

Revision ID: 0013
Revises: 0012
"""

import re
from typing import Any, Final

from alembic import context, op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

# Its one client is the service, which asks nothing of a database that isn't at its own revision.
DROP = "-- squawk-ignore ban-drop-function\ndrop function serve."

PLACE = "timestamptz, integer, bigint, bytea"
ROSTER = "employer_roster(text, text, bigint, date, date, bigint, integer, integer)"
ROSTER_BOTH_WAYS = "employer_roster(text, text, bigint, date, date, bigint, integer, bigint, integer, integer, boolean)"
OWN = f"citizen_disclosures(integer, text, bytea[], timestamptz, timestamptz, {PLACE}, integer)"
OWN_BOTH_WAYS = (
    f"citizen_disclosures(integer, text, bytea[], timestamptz, timestamptz, {PLACE}, {PLACE}, integer, boolean)"
)
LOG = f"auditor_disclosures(bytea[], text, bytea, timestamptz, timestamptz, {PLACE}, integer)"
LOG_BOTH_WAYS = (
    f"auditor_disclosures(bytea[], text, bytea, timestamptz, timestamptz, {PLACE}, {PLACE}, integer, boolean)"
)


def of_revision(number: str) -> Any:
    """An earlier migration."""
    return context.script.get_revision(number).module


def roster() -> str:
    """One row: how many there are in all, and a page of them between two positions, from either end, as arrays."""
    rows = """select * from roster
                where (payroll_tax_number, bsn) > (after_payroll, after_bsn)
                    and (payroll_tax_number, bsn) < (before_payroll, before_bsn)
                    and {}
                order by payroll_tax_number{way}, bsn{way} limit page_size"""
    return f"""create function serve.employer_roster(of_kvk text, of_rsin text, of_payroll bigint, first_day date,
            last_day date, after_payroll bigint, after_bsn integer, before_payroll bigint, before_bsn integer,
            page_size integer, backwards boolean)
        returns table (total bigint, payroll_tax_numbers bigint[], bsns integer[], end_dates date[])
        language sql stable security definer begin atomic
            with roster as materialized ({of_revision("0003").ROSTER}),
            page as (
                ({rows.format("not backwards", way="")})
                union all
                ({rows.format("backwards", way=" desc")}))
            select (select count(*) from roster), array_agg(payroll_tax_number order by payroll_tax_number, bsn),
                array_agg(bsn order by payroll_tax_number, bsn), array_agg(ends_on order by payroll_tax_number, bsn)
            from page;
        end"""


PAGE: Final = """older_than_at timestamptz, older_than_lane integer, older_than_number bigint,
        older_than_subject bytea, newer_than_at timestamptz, newer_than_lane integer, newer_than_number bigint,
        newer_than_subject bytea, page_size integer, backwards boolean"""
BETWEEN: Final = """(older_than_at is null or (r.at, r.lane, r.number, one.subject)
                < (older_than_at, older_than_lane, older_than_number, older_than_subject))
            and (newer_than_at is null or (r.at, r.lane, r.number, one.subject)
                > (newer_than_at, newer_than_lane, newer_than_number, newer_than_subject))"""

ONE_WAY: Final = re.compile(
    r"return query (?P<query>(?:(?!return query).)*?)\s+and \(before_at is null or [^<]*< \([^)]*\)\)\s+"
    r"order by [^;]* limit page_size;",
    re.DOTALL,
)
ONE_POSITION: Final = re.compile(r"before_at timestamptz,\s+before_lane.*?page_size integer", re.DOTALL)


def both_ways(definition: str) -> str:
    """A function that gives the log newest first, which backwards gives it oldest first, from the other end."""

    def either(found: re.Match[str]) -> str:
        page = f"return query {found['query']} and {BETWEEN} order by"
        return f"""if backwards then
            {page} r.at, r.lane, r.number, one.subject limit page_size;
        else
            {page} r.at desc, r.lane desc, r.number desc, one.subject desc limit page_size;
        end if;"""

    paged, pages = ONE_WAY.subn(either, definition)
    made, positions = ONE_POSITION.subn(PAGE, paged)
    if not pages or positions != 1 or "before_" in made:
        raise ValueError("the function that is replaced has no page of one way")
    return made


def replace(old: str, new: str, definition: str) -> None:
    """Put a function in the place of another, for its role alone."""
    prefix = context.config.attributes.get("role_prefix", "doelgroepregister")
    for statement in (
        f"{DROP}{old}",
        definition,
        f"revoke execute on function serve.{new} from public",
        f'grant execute on function serve.{new} to "{prefix}_{new.partition("_")[0]}"',
    ):
        op.execute(statement)


def upgrade() -> None:
    for statement in PATIENCE:
        op.execute(statement)
    replace(ROSTER, ROSTER_BOTH_WAYS, roster())
    replace(OWN, OWN_BOTH_WAYS, both_ways(of_revision("0012").CITIZEN_DISCLOSURES))
    replace(LOG, LOG_BOTH_WAYS, both_ways(of_revision("0003").AUDITOR_DISCLOSURES))


def downgrade() -> None:
    for statement in PATIENCE:
        op.execute(statement)
    replace(ROSTER_BOTH_WAYS, ROSTER, of_revision("0003").PAGE)
    replace(OWN_BOTH_WAYS, OWN, of_revision("0012").CITIZEN_DISCLOSURES)
    replace(LOG_BOTH_WAYS, LOG, of_revision("0003").AUDITOR_DISCLOSURES)
