"""Connecting to the one of the database's servers that can be written to."""

import time
from collections.abc import Callable, Iterable
from math import inf
from typing import Final, Self

import asyncpg

from models.deadline import Deadlines
from models.dsn import Dsn, Host

FAILURES: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
CONNECT_SECONDS: Final = 3.0
"""How long a caller waits for a connection of a serving role; all hosts together get no more, unless told to."""
OWNER_SECONDS: Final = 15.0


def _accept(_password: str) -> None:
    """Remember nothing."""


class Hosts:
    """The servers of a DSN: each gets its own time to answer, and the one that failed last is tried last.

    The driver would give the whole list one time-out, which a first host that hangs uses up.

    Args:
        dsn: which they are.
        seconds: what a host gets unless the DSN's `connect_timeout` says otherwise.
    """

    def __init__(self, dsn: Dsn, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._dsn = dsn
        self._seconds = dsn.connect_seconds or seconds
        self._clock = clock
        self._failed_at: dict[Host, float] = {}

    @classmethod
    def of_owner(cls, url: str) -> Self:
        """Those of DATABASE_URL for its own user, the owner.

        Raises:
            DsnError: it can't be used.
        """
        return cls(Dsn.parse(url), OWNER_SECONDS)

    @classmethod
    def of_roles(cls, url: str) -> Self:
        """The same for the serving roles.

        Raises:
            DsnError: it can't be used.
        """
        dsn = Dsn.parse(url).without_user()
        return cls(dsn, CONNECT_SECONDS / len(dsn.hosts))

    async def owner(self) -> "asyncpg.Connection[asyncpg.Record]":
        """A connection of the user that the DSN names.

        Raises:
            OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError: it can't be had.
        """
        return await self.connect(self._dsn.user, lambda: (self._dsn.password,))

    async def connect(
        self, user: str | None, passwords: Callable[[], Iterable[str | None]], worked: Callable[[str], None] = _accept
    ) -> "asyncpg.Connection[asyncpg.Record]":
        """A connection to the first host that lets us in and is what `target_session_attrs` says.

        Args:
            user: who connects.
            passwords: gives those to try at a host, while it says that one is wrong (28P01).
            worked: is told the one that was right.

        Raises:
            OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError: no host does; it is
                the fault that a server told of, or else that of the host that was tried first.
        """
        faults: list[Exception] = []
        for host in sorted(self._dsn.hosts, key=lambda one: self._failed_at.get(one, -inf)):
            try:
                with Deadlines(self._seconds).one():
                    connection = await self._connected(host, user, passwords(), worked)
            except FAILURES as fault:
                self._failed_at[host] = self._clock()
                faults.append(fault)
            else:
                self._failed_at.pop(host, None)
                return connection
        raise next((fault for fault in faults if isinstance(fault, asyncpg.PostgresError)), faults[0])

    async def _connected(
        self, host: Host, user: str | None, passwords: Iterable[str | None], worked: Callable[[str], None]
    ) -> "asyncpg.Connection[asyncpg.Record]":
        wrong: asyncpg.InvalidPasswordError | None = None
        for password in passwords:
            try:
                connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(
                    self._dsn.driver_url,
                    host=host.name,
                    port=host.port,
                    user=user,
                    password=password,
                )
            except asyncpg.InvalidPasswordError as error:
                wrong = error
            except KeyError:  # whose account has no entry in passwd
                raise asyncpg.ClientConfigurationError("DATABASE_URL names no user") from None
            else:
                if password is not None:
                    worked(password)
                return connection
        raise wrong or asyncpg.InvalidPasswordError("no password is known")
