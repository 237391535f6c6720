"""The connections of the serving roles: one pool a database role, each opened when first needed."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

import asyncpg

from domain.errors import TimeoutExceededError, UnavailableError
from domain.roles import Role

CONNECTIONS_PER_ROLE: Final = 4
DOWNLOADS: Final = 4
DOWNLOAD_SECONDS: Final = 120
_CONNECT_SECONDS: Final = 3.0

_AWAY: Final = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)


def role_name(prefix: str, role: Role) -> str:
    """The database's login role for a viewer's role."""
    return f"{prefix}_{role.value.lower()}"


async def _leave_as_it_is(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Nothing to reset between uses: a serving connection only ever calls functions, in autocommit."""


class ServingPools:
    """What the service may do in the database: call the functions of a viewer's role, over that role's own pool.

    Calls run in autocommit, and no session state is ever set on these connections. They open when first needed and
    again after the database was away. `dsn` says where the database is; the users and passwords are the roles' own.
    """

    def __init__(self, dsn: str, prefix: str, passwords: dict[Role, str], *, size: int = CONNECTIONS_PER_ROLE) -> None:
        self._dsn = dsn
        self._size = size
        self._apart: list[ServingPools] = []
        self._prefix = prefix
        self._passwords = passwords
        self._pools: dict[Role, asyncpg.Pool[asyncpg.Record]] = {}
        self._downloads = asyncio.Semaphore(DOWNLOADS)

    async def call(self, role: Role, statement: str, *arguments: object) -> list[asyncpg.Record]:
        """Run a prepared statement on the pool of a role.

        Raises:
            UnavailableError: the database is away.
            TimeoutExceededError: the role's statement timeout has passed.
        """
        try:
            try:
                return await self._fetch(role, statement, arguments)
            except (asyncpg.ConnectionDoesNotExistError, asyncpg.AdminShutdownError, asyncpg.CrashShutdownError):
                return await self._fetch(role, statement, arguments)  # the connection had died unnoticed; a read
        except (asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError) as error:
            raise TimeoutExceededError("The answer took too long; try again later.") from error
        except (*_AWAY, TimeoutError) as error:
            raise UnavailableError("The register is not available now; try again later.") from error

    async def copy(
        self, role: Role, statement: str, *arguments: object, to: Callable[[bytes], Coroutine[Any, Any, None]]
    ) -> None:
        """Copy the rows of a statement out as CSV, `;`-separated, as fast as `to` takes them.

        It has a connection of its own: a slow reader holds up no look-up, only another download, which waits some
        seconds for a place. The arguments stand in the text of the statement, so none of them may be a person's.

        Raises:
            UnavailableError: the database is away, or all connections for this are taken.
            TimeoutExceededError: it took longer than a download may.
        """
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await self._downloads.acquire()
            try:
                connection = await asyncpg.connect(
                    **self._access(role, statement_timeout=f"{DOWNLOAD_SECONDS}s"), timeout=_CONNECT_SECONDS
                )
                try:
                    await connection.copy_from_query(statement, *arguments, output=to, format="csv", delimiter=";")
                finally:  # one that a reader has left half-way can't be used again
                    connection.terminate()
            finally:
                self._downloads.release()
        except asyncpg.QueryCanceledError as error:
            raise TimeoutExceededError("The download took too long; try again later.") from error
        except (*_AWAY, TimeoutError) as error:
            raise UnavailableError("The register is not available now; try again later.") from error

    async def _fetch(self, role: Role, statement: str, arguments: tuple[object, ...]) -> list[asyncpg.Record]:
        pool = await self._pool(role)
        async with pool.acquire(timeout=_CONNECT_SECONDS) as connection:
            return await connection.fetch(statement, *arguments)

    async def _pool(self, role: Role) -> "asyncpg.Pool[asyncpg.Record]":
        if role not in self._pools:
            self._pools[role] = asyncpg.create_pool(
                **self._access(role),
                min_size=0,
                max_size=self._size,
                max_inactive_connection_lifetime=0,
                reset=_leave_as_it_is,
                timeout=_CONNECT_SECONDS,
            )
        return await self._pools[role]  # asyncpg initialises a pool once, whoever awaits it first

    def _access(self, role: Role, **settings: str) -> dict[str, Any]:
        return {
            "dsn": self._dsn,
            "user": role_name(self._prefix, role),
            "password": self._passwords[role],
            "server_settings": {"application_name": "doelgroepregister", **settings},
        }

    def apart(self) -> "ServingPools":
        """A connection of each role that the others' work can't occupy; closed with these."""
        self._apart.append(ServingPools(self._dsn, self._prefix, self._passwords, size=1))
        return self._apart[-1]

    async def close(self) -> None:
        """Close all connections."""
        for pools in self._apart:
            await pools.close()
        for pool in self._pools.values():
            pool.terminate()
