"""`python -m migrations TITLE`: write the migration that makes the functions what their files say now.

It writes a module and two SQL files, what goes up and what goes down, with their whole text: what the migrations made
until now, and what stands in `models/sql`. Tables are changed by statements that one adds to both by hand. A database
isn't needed, and nothing is run.
"""

import sys
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from migrations.functions import ROOT, Functions, change, files, made_by


def scripts_of(root: Path = ROOT) -> ScriptDirectory:
    """The migrations of a checkout."""
    config = Config()
    config.set_main_option("script_location", str(root / "migrations").replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return ScriptDirectory.from_config(config)


def migrated(root: Path = ROOT) -> Functions:
    """The functions that the migrations of a checkout make."""
    modules = (Path(script.path) for script in reversed([*scripts_of(root).walk_revisions()]))
    return made_by(module.with_suffix(".up.sql").read_text("utf-8") for module in modules)


def write(title: str, root: Path = ROOT) -> Path:
    """Write the next migration; its module."""
    scripts, before, after = scripts_of(root), migrated(root), files(root)
    number = f"{int(scripts.get_current_head() or 0) + 1:04}"
    script = scripts.generate_revision(number, title.strip().rstrip("."))
    if script is None:
        raise FileNotFoundError(number)
    module = Path(script.path)
    module.with_suffix(".up.sql").write_text(change(before, after), "utf-8")
    module.with_suffix(".down.sql").write_text(change(after, before), "utf-8")
    return module


def main() -> int:
    """Write it, and say where."""
    if len(sys.argv) != 2 or not sys.argv[1].strip():  # noqa: PLR2004 - the program and the title
        sys.stderr.write('Say what it changes: python -m migrations "Pages from either end"\n')
        return 2
    sys.stdout.write(f"{write(sys.argv[1]).relative_to(ROOT)} and its .up.sql and .down.sql\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
