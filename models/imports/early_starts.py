"""Grounds that start before the law knew them: they load, and the user is warned."""

from typing import Final

from domain.grounds import GROUNDS
from models.imports.connection import Connection
from models.imports.progress import Progress

_EARLY: Final = """
    select s.code::text as code, first.day, count(*) as rows
    from staged_ground s join unnest($1::text[], $2::date[]) as first (code, day) on first.code = s.code::text
    where s.start_date < first.day group by s.code, first.day order by s.code"""


async def warn(connection: Connection, progress: Progress) -> None:
    """Note of each ground how many rows of grounds.csv start before its first possible day."""
    first = {code.value: kind.earliest for code, kind in GROUNDS.items() if kind.earliest}
    for found in await connection.fetch(_EARLY, list(first), list(first.values())):
        rows = "1 row" if found["rows"] == 1 else f"{found['rows']:,} rows"
        progress.note(
            f"grounds.csv: {rows} of {found['code']} before {found['day']}, the first day there is such a ground;"
            " loaded as delivered."
        )
