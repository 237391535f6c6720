"""What a restore or failover lost is declared once, and the lanes that lost it are closed."""

from collections.abc import Iterable
from typing import Final

from models.imports.connection import Connection

_CLOSE: Final = "update log.lane set role = '' where id = any ($1)"
_BEYOND: Final = """
    select setval(one.sequence, greatest($1, nextval(one.sequence)))
    from (select pg_get_serial_sequence('log.lane', 'id')::regclass) as one (sequence)"""


async def close_lanes(connection: Connection, lanes: Iterable[int], known: int) -> None:
    """Let nobody write to these lanes any more, nor to one of a number that was in use: no record's number is reused.

    Whoever writes to one takes another with the next record. Doing it again changes nothing.

    Args:
        connection: the owner's.
        lanes: those that lost records, now or before.
        known: the highest number that any lane ever had.
    """
    async with connection.transaction():
        await connection.execute("set local lock_timeout = '10s'")
        await connection.execute(_CLOSE, list(lanes))
        await connection.execute(_BEYOND, known)
