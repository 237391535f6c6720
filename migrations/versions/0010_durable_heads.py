"""Heads of the log are given out once they are durable, on the standby too; a lane can be closed.

Revision ID: 0010
Revises: 0009
"""

from typing import Any

from alembic import context, op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

# Where a standby must confirm commits, a record whose commit was given up while it waited for that is visible all the
# same, and a failover loses it: a checkpoint that names it would accuse for ever. So this commits something of its own,
# a message that nobody reads: when the caller has the rows, that is durable wherever durability is asked for, and so is
# every commit before it, of which the rows tell.
HEADS = """create or replace function serve.log_heads() returns table (lane integer, number bigint, hash bytea)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    begin
        perform pg_logical_emit_message(true, 'doelgroepregister', 'checkpoint');
        return query select l.id, l.number, l.hash from log.lane l order by l.id;
    end $$"""

COMMENT = """comment on column log.lane.role is
    'The serving role that writes to it; empty when it is closed, since a restore or failover lost its last records'"""


def earlier(revision: str) -> Any:
    """The migration of another revision."""
    return context.script.get_revision(revision).module


def upgrade() -> None:
    for statement in (*PATIENCE, HEADS, COMMENT):
        op.execute(statement)


def downgrade() -> None:
    before = earlier("0002").HEADS.replace("create function", "create or replace function", 1)
    for statement in (*PATIENCE, before, "comment on column log.lane.role is null"):
        op.execute(statement)
