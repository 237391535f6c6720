"""`python -m tests.architecture.lint_migrations`: squawk over the SQL of every revision, as `make check` runs it."""

import io
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from server.commands.migrate import alembic_config


def sql_of(revision: str, below: str | None) -> str:
    """The SQL that brings a database from the revision below to this one, without Alembic's own table."""
    config = alembic_config("doelgroepregister")
    config.output_buffer = io.StringIO()
    command.upgrade(config, f"{below}:{revision}" if below else revision, sql=True)
    return config.output_buffer.getvalue().partition("-- Running upgrade")[2].partition("\n")[2]


def main() -> int:
    """Lint all revisions; the exit status is squawk's."""
    scripts = ScriptDirectory.from_config(alembic_config("doelgroepregister"))
    with tempfile.TemporaryDirectory() as folder:
        files: list[str] = []
        for script in scripts.walk_revisions():
            file = Path(folder, f"{script.revision}.sql")
            below = script.down_revision if isinstance(script.down_revision, str) else None
            file.write_text(sql_of(script.revision, below))
            files.append(str(file))
        squawk = Path(sysconfig.get_path("scripts"), "squawk")
        config = Path(__file__).parents[2] / ".squawk.toml"
        return subprocess.run([squawk, "--config", config, *files], check=False).returncode  # noqa: S603 - our own files


if __name__ == "__main__":
    sys.exit(main())
