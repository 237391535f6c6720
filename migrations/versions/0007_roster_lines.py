"""A roster's file in lines that are told while others are read.

Revision ID: 0007
Revises: 0006
"""

from typing import Any

from alembic import context, op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

SIGNATURE = "employer_roster_csv(bigint[], date, date)"

# Its one client is the service, which asks nothing of a database at another revision than its own.
DROP = "-- squawk-ignore ban-drop-function\ndrop function serve."


def foundation() -> Any:
    """The migration that made the function."""
    return context.script.get_revision("0003").module


# As a column of a select, a function's rows are given out one by one; in its from clause, when all are there. They come
# in order, without all being sorted first, only if employments are read by their index; where a roster is of most of
# the table, the planner would rather read the table as it lies.
def lines() -> str:
    """The file's lines: only digits, the letter L and dates, so that none needs quotes."""
    made = foundation()
    roster = made.ROSTER.replace(made.OWN, "p.id = any (of_payrolls)")
    return f"""create function serve.employer_roster_csv(of_payrolls bigint[], first_day date, last_day date)
        returns setof text language sql stable security definer set enable_seqscan = off begin atomic
            with roster as ({roster})
            select lpad(r.bsn::text, 9, '0') || ';'
                || lpad((r.payroll_tax_number / 100)::text, 9, '0') || 'L'
                || lpad((r.payroll_tax_number % 100)::text, 2, '0') || ';'
                || coalesce(to_char(r.ends_on, 'DD-MM-YYYY'), '')
            from roster r order by r.payroll_tax_number, r.bsn;
        end"""


def replace(definition: str) -> None:
    """Put another function in the place of the present one, with the same rights."""
    prefix = context.config.attributes.get("role_prefix", "doelgroepregister")
    for statement in (
        *PATIENCE,
        f"{DROP}{SIGNATURE}",
        definition,
        f"revoke execute on function serve.{SIGNATURE} from public",
        f'grant execute on function serve.{SIGNATURE} to "{prefix}_employer"',
    ):
        op.execute(statement)


def upgrade() -> None:
    replace(lines())


def downgrade() -> None:
    replace(foundation().CSV)
