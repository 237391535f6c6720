"""The database's functions as they are now: each stands whole in `models/sql/<schema>/<function>.sql`.

A file is what one runs to have the function: why it is as it is, `create or replace function`, and whose it is. No
two functions of a schema have one name, so that a name is enough to grant it or to drop it. The migration that makes
what the files say of what the migrations until now made is written by `python -m migrations TITLE`.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
ROLES: Final = '"doelgroepregister_'
"""What the names of the serving roles begin with in such a file, as they do by default."""

Functions = dict[str, str]
"""`schema.function` -> its text."""

_MADE: Final = re.compile(r"^create or replace function ([a-z0-9_.]+)\(", re.MULTILINE)
_RIGHT: Final = re.compile(r"(?:grant|revoke) execute on function ([a-z0-9_.]+) ")
_QUOTE: Final = re.compile(r"\$(?:[A-Za-z_]\w*)?\$")
"""What a body begins and ends with."""
_ROLE: Final = re.compile(f'{ROLES}[a-z_]+"')
_DROPPED: Final = re.compile(r"^drop function ([a-z0-9_.]+)$", re.MULTILINE)
_INTERFACE: Final = re.compile(r"^create or replace function (.*?)\slanguage\s", re.MULTILINE | re.DOTALL)


def files(root: Path = ROOT) -> Functions:
    """What the files say."""
    found = sorted((root / "models" / "sql").glob("*/*.sql"))
    return {f"{file.parent.name}.{file.stem}": file.read_text("utf-8") for file in found}


def statements(text: str) -> list[str]:
    """The statements of a text: each ends with a semicolon before an empty line, and has none in itself.

    Raises:
        ValueError: the body of a function has one, and would end there.
    """
    found = text.strip().removesuffix(";").split(";\n\n")
    for statement in found:
        if any(count % 2 for count in Counter(_QUOTE.findall(statement)).values()):
            first = statement.strip().partition("\n")[0]
            raise ValueError(f"a body has a semicolon before an empty line: take the empty line out of it ({first})")
    return found


def joined(several: Iterable[str]) -> str:
    """The text of statements."""
    return ";\n\n".join(several) + ";\n"


def made_by(migrations: Iterable[str]) -> Functions:
    """What migrations make, by the texts of their `.up.sql` files in order."""
    made: dict[str, list[str]] = {}
    for text in migrations:
        for statement in statements(text):
            if found := _MADE.search(statement):
                made[found[1]] = [statement]
            elif found := _RIGHT.match(statement):
                made[found[1]].append(statement)
            elif found := _DROPPED.search(statement):
                del made[found[1]]
    return {name: joined(several) for name, several in sorted(made.items())}


def without_comments(functions: Functions) -> Functions:
    """The functions as the database has them: what a file says before its first statement isn't kept there."""
    return {name: text[text.index("create or replace ") :] for name, text in functions.items()}


def change(before: Functions, after: Functions) -> str:
    """The statements that make the second of the first; those that differ in comments only stay as they are.

    A function that has other arguments, gives other columns, or that a role may no longer execute, is dropped first,
    which takes its rights with it: replacing it would leave them. Where others depend on it, or a new one is asked by
    one that comes before it, the order is put right by hand.
    """
    kept, wanted = without_comments(before), without_comments(after)
    changed = [name for name in sorted(before.keys() | after.keys()) if kept.get(name) != wanted.get(name)]
    gone = [name for name in changed if name in before and _is_dropped_first(before, after, name)]
    drops = (f"-- squawk-ignore ban-drop-function\ndrop function {name}" for name in gone)
    return joined([*_PATIENCE, *drops, *(after[name].removesuffix(";\n") for name in changed if name in after)])


_PATIENCE: Final = ("set local lock_timeout = '5s'", "set local statement_timeout = '5min'")


def _is_dropped_first(before: Functions, after: Functions, name: str) -> bool:
    less = _roles(before, name) - _roles(after, name)
    return bool(less) or _interface(before, name) != _interface(after, name)


def _roles(functions: Functions, name: str) -> set[str]:
    """The roles that may execute it."""
    grants = (one for one in statements(functions.get(name, "")) if one.startswith("grant "))
    return {role for grant in grants for role in _ROLE.findall(grant)}


def _interface(functions: Functions, name: str) -> list[str]:
    found = _INTERFACE.search(functions.get(name, ""))
    return found[1].split() if found else []
