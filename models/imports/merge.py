"""From the staged rows of a delivery to recorded facts: new ones are added, changed ones supersede."""

from dataclasses import dataclass
from typing import Final

from models.imports.connection import Connection
from models.imports.file_formats import File

_CORRECTED_BY_COMMANDS: Final = frozenset({"person", "ground", "event"})


class ContradictionError(Exception):
    """A file gives a key twice with different values."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a file did to its table: facts that are new, and facts whose values superseded others."""

    new: int
    changed: int


def _insert(file: File, source: str, *, unless_known: bool) -> str:
    """Add rows in the order of the key, so that its index grows at one end or is visited once from left to right."""
    columns = ", ".join((*file.key, *file.values, *(() if unless_known else file.kept)))
    key = ", ".join(file.key)
    skip = f" on conflict ({key}) where superseded_by is null do nothing" if unless_known else ""
    return f"""
        insert into register.{file.table} ({columns}, delivery)
        select {columns}, $1 from {source} order by {key}{skip}"""  # noqa: S608 - built of this package's own names


def _changed(file: File) -> str:
    columns = ", ".join(
        [*(f"s.{column}" for column in (*file.key, *file.values)), *(f"t.{column}" for column in file.kept)]
    )
    key = ", ".join(f"s.{column}" for column in file.key)
    same = " and ".join(f"s.{column} = t.{column}" for column in file.key)
    staged = ", ".join(f"s.{column}" for column in file.values)
    stored = ", ".join(f"t.{column}" for column in file.values)
    return f"""
        create temp table changed on commit drop as
        select distinct on ({key}) {columns} from {file.staged} s
        join register.{file.table} t on {same} and t.superseded_by is null
        where ({staged}) is distinct from ({stored})"""  # noqa: S608 - built of this package's own names


def _supersede(file: File) -> str:
    same = " and ".join(f"c.{column} = t.{column}" for column in file.key)
    return f"""update register.{file.table} t set superseded_by = $1 from changed c
        where {same} and t.superseded_by is null"""  # noqa: S608 - built of this package's own names


def _contradictions(file: File) -> str:
    """A repeated key with different values always has one that differs from what is recorded by now."""
    key = ", ".join(f"s.{column}" for column in file.key)
    same = " and ".join(f"s.{column} = c.{column}" for column in file.key)
    values = ", ".join(f"s.{column}" for column in file.values)
    return f"""
        select exists (select from {file.staged} s join changed c on {same}
            group by {key} having count(distinct row({values})) > 1)"""  # noqa: S608 - built of this package's own names


def _leave_corrected(file: File) -> str:
    same = " and ".join(
        [
            *(f"s.{column} = t.{column}" for column in file.key),
            *(f"s.{column} is not distinct from t.{column}" for column in file.values),
        ]
    )
    return f"""
        delete from {file.staged} s using register.{file.table} t
        join register.delivery d on d.id = t.superseded_by and d.command is not null
        where {same}"""  # noqa: S608 - built of this package's own names


async def leave_corrected(connection: Connection, file: File) -> int:
    """Leave out of a delivery what a command has superseded as it stands there; how many rows.

    A correction holds although the source delivers the same row again; another row is news, and supersedes it.
    """
    if file.table not in _CORRECTED_BY_COMMANDS:
        return 0
    return _count(await connection.execute(_leave_corrected(file)))


async def merge(connection: Connection, file: File, delivery: int, staged: int) -> Merged:
    """Record what a file has to say.

    The cheap way comes first: everything is new. Only if that leaves rows over are they compared.

    Raises:
        ContradictionError: a key is given twice with different values, and either may have been recorded.
    """
    new = _count(await connection.execute(_insert(file, file.staged, unless_known=True), delivery))
    if new == staged or not file.values:
        return Merged(new, 0)
    changed = _count(await connection.execute(_changed(file)))
    if changed:
        await connection.execute("analyze changed")
        if await connection.fetchval(_contradictions(file)):
            raise ContradictionError
        await connection.execute(_supersede(file), delivery)
        await connection.execute(_insert(file, "changed", unless_known=False), delivery)
    await connection.execute("drop table changed")
    return Merged(new, changed)


def _count(status: str) -> int:
    return int(status.rsplit(maxsplit=1)[-1])
