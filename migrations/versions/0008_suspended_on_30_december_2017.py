"""t+2 is suspended from 2017-12-30 (Besluit SUWI 3.2 lid 8), and a ground of 2026: registrations are derived again.

The rules are the code's, so no SQL here can correct a registration. It is written down that they are due, and
`migrate` derives them; until then the database is at no revision that a service would answer from.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

# A value of an enum can't be taken away again: going down leaves it, unused.
GROUND = "alter type register.ground_code add value if not exists 'IVA_WAGE_DISPENSATION' before 'WORK_PROVISION'"

DUE = (
    """create table register.recompute_due (
        reason text primary key,
        since timestamptz not null default now())""",
    """comment on table register.recompute_due is
        'Why all registrations must be derived again: the rules changed. Empty once that is done'""",
    """insert into register.recompute_due (reason)
        select 'two calendar years are suspended from 2017-12-30'
        where exists (select from register.registration)""",
)

REVISION = """create or replace function serve.revision() returns text language sql stable security definer
    begin atomic {answer}; end"""
AT_REVISION = "select version_num::text from register.alembic_version"
WHEN_DERIVED = """select case when exists (select from register.recompute_due) then 'recompute due'
        else version_num::text end from register.alembic_version"""


def upgrade() -> None:
    for statement in (*PATIENCE, GROUND, *DUE, REVISION.format(answer=WHEN_DERIVED)):
        op.execute(statement)


def downgrade() -> None:
    for statement in (
        *PATIENCE,
        REVISION.format(answer=AT_REVISION),
        "-- squawk-ignore ban-drop-table\ndrop table register.recompute_due",
    ):
        op.execute(statement)
