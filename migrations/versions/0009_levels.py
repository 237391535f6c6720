"""Which builds of the service the database serves, and a try of the log for each role that writes to it.

Revision ID: 0009
Revises: 0008
"""

from alembic import context, op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PATIENCE = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")

VIEWERS = ("citizen", "employer", "suwinet", "assessor", "monitor", "auditor")

# A later revision that adds what a newer build needs sets `newest`; one that removes what older builds need sets
# `oldest`. Its downgrade sets them back.
BUILDS = (
    """create table register.builds (
        only_row boolean primary key default true check (only_row),
        oldest integer not null,
        newest integer not null,
        check (oldest <= newest))""",
    "comment on table register.builds is 'The levels of the oldest and the newest build that the database serves'",
    "insert into register.builds (oldest, newest) values (1, 1)",
    """create function serve.levels() returns table (oldest integer, newest integer)
        language sql stable security definer
        begin atomic select b.oldest, b.newest from register.builds b; end""",
    "revoke execute on function serve.levels() from public",
)


def grants(verb: str, preposition: str) -> list[str]:
    """Every user of the database asks for the levels; who writes to the log tries it over its own connections."""
    prefix = context.config.attributes.get("role_prefix", "doelgroepregister")
    return [
        *(
            f'{verb} execute on function serve.levels() {preposition} "{prefix}_{role}"'
            for role in (*VIEWERS, "portal")
        ),
        *(
            f'{verb} execute on function serve.touch_log(integer) {preposition} "{prefix}_{role}"'
            for role in VIEWERS
            if role != "auditor"  # who has it since 0002
        ),
    ]


def upgrade() -> None:
    for statement in (*PATIENCE, *BUILDS, *grants("grant", "to")):
        op.execute(statement)


def downgrade() -> None:
    for statement in (
        *PATIENCE,
        *grants("revoke", "from"),
        "drop function serve.levels()",
        "drop table register.builds",
    ):
        op.execute(statement)
