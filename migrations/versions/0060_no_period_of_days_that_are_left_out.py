"""No period of days that are left out.

Revision ID: 0060
Revises: 0059
"""

from pathlib import Path

from alembic import context, op
from sqlalchemy import text

revision = "0060"
down_revision = "0059"
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
