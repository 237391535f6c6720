"""The connections of the serving roles: one pool a database role, each opened when first needed."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeAlias

import asyncpg

from domain.errors import TimeoutExceededError, UnavailableError
from domain.roles import Role
from models.lanes import CONNECT_SECONDS, FAILURES, Lanes
from models.outages import Outages

CONNECTIONS_PER_ROLE: Final = 4
DOWNLOADS: Final = 4
DOWNLOAD_SECONDS: Final = 120


class Frontend(StrEnum):
    """Who uses the database besides the viewers' roles: the portals, for the sessions of their log-ins alone."""

    PORTAL = "PORTAL"


User: TypeAlias = Role | Frontend
USERS: Final[tuple[User, ...]] = (*Role, Frontend.PORTAL)
"""Each has a login role of its own in the database."""


def role_name(prefix: str, role: User) -> str:
    """The database's login role of a user."""
    return f"{prefix}_{role.value.lower()}"


class ServingPools:
    """What the service may do in the database: call the functions of a role, over that role's own pool.

    Calls run in autocommit, and no session state is ever set on these connections. They open when first needed and
    again after the database was away. `dsn` says where the database is; the users and passwords are the roles' own;
    `outages` is told how it goes.
    """

    def __init__(
        self,
        dsn: str,
        prefix: str,
        passwords: Mapping[User, str],
        *,
        size: int = CONNECTIONS_PER_ROLE,
        outages: Outages | None = None,
    ) -> None:
        self._dsn = dsn
        self._apart: list[ServingPools] = []
        self._prefix = prefix
        self._passwords = passwords
        self._outages = outages or Outages()
        self._lanes = {
            user: Lanes(partial(self._connected, user), size, user.value.lower(), self._outages) for user in USERS
        }
        self._downloads = asyncio.Semaphore(DOWNLOADS)

    async def call(self, role: User, statement: str, *arguments: object) -> list[asyncpg.Record]:
        """Run a statement on a connection of a role.

        Raises:
            UnavailableError: the database is away.
            TimeoutExceededError: the role's statement timeout has passed.
        """
        return await self._lanes[role].fetch(statement, arguments, logged=False)

    async def logged(self, role: Role, statement: str, *arguments: object) -> list[asyncpg.Record]:
        """Run a statement that writes to the disclosure log: its first parameter, `$1`, is the connection's lane.

        Raises:
            UnavailableError: the database is away, or can't write.
            TimeoutExceededError: the role's statement timeout has passed.
        """
        return await self._lanes[role].fetch(statement, arguments, logged=True)

    async def copy(
        self, role: Role, statement: str, *arguments: object, to: Callable[[bytes], Coroutine[Any, Any, None]]
    ) -> None:
        """Copy the rows of a statement out, a line each, as fast as `to` takes them: so many whole lines at a time.

        It has a connection of its own: a slow reader holds up no look-up, only another download, which waits some
        seconds for a place. The arguments stand in the text of the statement, so none of them may be a person's.

        Raises:
            UnavailableError: the database is away, or all connections for this are taken.
            TimeoutExceededError: it took longer than a download may.
        """
        connection = None
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._downloads.acquire()
            try:
                connection = await self._connected(role, statement_timeout=f"{DOWNLOAD_SECONDS}s")
                try:
                    await connection.copy_from_query(statement, *arguments, output=to)
                finally:  # one that a reader has left half-way can't be used again
                    connection.terminate()
            finally:
                self._downloads.release()
        except FAILURES as error:
            if connection is not None and isinstance(error, OSError):  # perhaps the reader's connection
                raise UnavailableError("The register is not available now; try again later.") from error
            told = self._lanes[role].failed(error)
            if told is None:
                raise
            if isinstance(told, TimeoutExceededError):
                told = TimeoutExceededError("The download took too long; try again later.")
            raise told from error

    async def _connected(self, role: User, **settings: str) -> "asyncpg.Connection[asyncpg.Record]":
        connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(
            self._dsn,
            user=role_name(self._prefix, role),
            password=self._passwords[role],
            timeout=CONNECT_SECONDS,
            server_settings={"application_name": "doelgroepregister", **settings},
        )
        return connection

    def apart(self) -> "ServingPools":
        """A connection of each role that the others' work can't occupy; closed with these."""
        self._apart.append(ServingPools(self._dsn, self._prefix, self._passwords, size=1, outages=self._outages))
        return self._apart[-1]

    async def close(self) -> None:
        """Close all connections."""
        for pools in self._apart:
            await pools.close()
        for lanes in self._lanes.values():
            lanes.terminate()
