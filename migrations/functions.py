"""The database's functions as they are now: each stands whole in `models/sql/<schema>/<function>.sql`.

A file is what one runs to have the function: why it is as it is, `create or replace function`, and whose it is. No
two functions of a schema have one name, so that a name is enough to grant it or to drop it.
"""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "models" / "sql"
ROLES: Final = '"doelgroepregister_'
"""What the names of the serving roles begin with in such a file, as they do by default."""


def files() -> dict[str, str]:
    """`schema.function` -> the text of its file."""
    return {f"{file.parent.name}.{file.stem}": file.read_text("utf-8") for file in sorted(FOLDER.glob("*/*.sql"))}


def statements(text: str) -> list[str]:
    """The statements of a text: each ends with a semicolon before an empty line, and has none in itself."""
    return text.strip().removesuffix(";").split(";\n\n")
