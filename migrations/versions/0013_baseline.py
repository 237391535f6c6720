"""All that version 0.1.0 stores, in one.

It has the number of the last of the migrations that made it step by step, so databases of 0.1.0 go on from here.
Those of before are migrated with 0.1.0 first (docs/decisions/0023-what-is-stored.md).

Revision ID: 0013
Revises: -
"""

from pathlib import Path

from alembic import context, op
from sqlalchemy import text

revision = "0013"
down_revision = None
branch_labels = None
depends_on = None


def run(direction: str) -> None:
    """The statements of the file beside this one; each ends with a semicolon before an empty line."""
    prefix = context.config.attributes.get("role_prefix", "doelgroepregister")
    whole = Path(__file__).with_suffix(f".{direction}.sql").read_text("utf-8")
    for statement in whole.strip().removesuffix(";").split(";\n\n"):
        op.execute(text(statement.replace('"doelgroepregister_', f'"{prefix}_').replace(":", r"\:")))


def upgrade() -> None:
    run("up")


def downgrade() -> None:
    run("down")
