"""What the database makes of our connections: how many there may be, and whether each is a session of its own."""

from typing import Final, NamedTuple

import asyncpg

_ROUNDS: Final = 20
_ROOM: Final = """
select least(
        current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
            - coalesce(current_setting('reserved_connections', true), '0')::integer,
        (select nullif(datconnlimit, -1) from pg_catalog.pg_database where datname = current_database())
    ) as allowed,
    (select count(*) from pg_catalog.pg_stat_activity
        where usesysid is not null and datid is not null and pid <> pg_backend_pid()) as taken
"""


class Room(NamedTuple):
    """How many connections the database allows to those who aren't superusers, and how many there are besides one."""

    allowed: int
    taken: int


async def room(connection: "asyncpg.Connection[asyncpg.Record]") -> Room:
    """How many connections there may be, and are; a serving role may ask."""
    return Room(*await connection.fetchrow(_ROOM) or (0, 0))


async def are_sessions(*connections: "asyncpg.Connection[asyncpg.Record]") -> bool:
    """Whether each of these, all open now, is one session of the server, as long as it is open.

    A pooler in transaction or statement mode has any of its own sessions answer each statement. Then a connection is
    answered by several in turn, or two connections by the same: whatever the pooler is called, and however it chooses.
    They are asked there and back, so that one that goes round as many sessions as there are connections is told too. A
    statement that was prepared in another session isn't there.
    """
    seen: list[set[int]] = [set() for _ in connections]
    order = [*zip(seen, connections, strict=True)]
    try:
        for _ in range(_ROUNDS):
            for pids, connection in (*order, *reversed(order)):
                pids.add(await connection.fetchval("select pg_backend_pid()"))
    except (asyncpg.InvalidSQLStatementNameError, asyncpg.DuplicatePreparedStatementError):
        return False
    return all(len(one) == 1 for one in seen) and len(set.union(*seen)) == len(connections)
