"""The rows of a delivery in temporary tables, and which of them can't be: unknown references, repeated keys."""

from typing import BinaryIO

from models.imports.connection import Connection
from models.imports.faults import Reason
from models.imports.file_formats import File
from models.imports.reader import Reader
from models.imports.rejects import RejectList


def staging_table(file: File) -> str:
    """The SQL that makes the temporary table of a file."""
    columns = ", ".join(f"{column.stored_as} {column.type}" for column in file.columns)
    return f"create temp table {file.staged} ({columns}, line integer not null) on commit drop"


def _unknown_rows(file: File) -> str:
    """The staged rows that refer to what is neither in the register nor, validly, in this delivery."""
    known = file.known
    if known is None:
        return "false"
    column = f"s.{known.column}"
    return f"""
        not exists (select from register.{known.table} k where k.{known.column} = {column} and k.superseded_by is null)
        and not exists (select from staged_{known.table} k where k.{known.column} = {column})"""  # noqa: S608 - built of this package's own names


def _reject_unknown(file: File) -> str:
    return f"""
        with rejected as (delete from {file.staged} s where {_unknown_rows(file)} returning s.line)
        select line from rejected order by line"""  # noqa: S608 - built of this package's own names


def _repeated(file: File) -> str:
    key = ", ".join(file.key)
    return f"""
        create temp table repeated on commit drop as
        select {key} from {file.staged} group by {key} having count(*) > 1"""  # noqa: S608 - built of this package's own names


def _reject_repeated(file: File) -> str:
    key = ", ".join(file.key)
    same = " and ".join(f"s.{column} = contradictory.{column}" for column in file.key)
    values = ", ".join(f"s.{column}" for column in file.values)
    return f"""
        with contradictory as (
            select {key} from {file.staged} s join repeated using ({key})
            group by {key} having count(distinct row({values})) > 1),
        rejected as (delete from {file.staged} s using contradictory where {same} returning s.line)
        select line from rejected order by line"""  # noqa: S608 - built of this package's own names


async def stage(connection: Connection, file: File, rows: Reader | BinaryIO) -> int:
    """Copy acceptable rows into the temporary table of their file; how many there are."""
    columns = [*(column.stored_as for column in file.columns), "line"]
    status = await connection.copy_to_table(file.staged, columns=columns, source=rows, format="text")
    return int(status.split()[-1])


async def reject_unknown(connection: Connection, file: File, rejects: RejectList) -> int:
    """Take out the rows that refer to an unknown person or payroll tax number; how many there are."""
    if file.known is None:
        return 0
    name = next(column.name for column in file.columns if column.stored_as == file.known.column)
    return await _reject(connection, _reject_unknown(file), file, name, file.known.reason, rejects)


async def reject_repeated(connection: Connection, file: File, rejects: RejectList) -> int:
    """Take out every row of a key that the file gives with different values; how many there are."""
    if not file.values:
        return 0
    await connection.execute(_repeated(file))
    count = 0
    if await connection.fetchval("select exists (select from repeated)"):
        name = file.columns[0].name if file.table != "payroll" else "payroll_tax_number"
        count = await _reject(connection, _reject_repeated(file), file, name, Reason.REPEATED_KEY, rejects)
    await connection.execute("drop table repeated")
    return count


async def _reject(  # noqa: PLR0913, PLR0917 - what is rejected, where, and why
    connection: Connection, statement: str, file: File, column: str, reason: Reason, rejects: RejectList
) -> int:
    count = 0
    async for record in connection.cursor(statement, prefetch=10_000):
        rejects.add(file.name, record["line"], column, reason)
        count += 1
    return count
