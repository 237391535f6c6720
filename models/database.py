"""The connections of the serving roles: one pool a database role, each opened when first needed."""

import asyncio
from collections.abc import Callable, Coroutine
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import asyncpg

from domain.errors import TimeoutExceededError, UnavailableError
from domain.proofs import Published
from domain.reports import Reported, ReportOf
from domain.roles import Role
from models.deadline import Deadlines
from models.hosts import CONNECT_SECONDS, Hosts
from models.log_connections import FAILURES, LogConnections, Usage
from models.outages import Outages
from models.passwords import Passwords
from models.turns import Turns

if TYPE_CHECKING:  # it asks by these connections
    from models.reports import PublishedReport

CONNECTIONS_PER_ROLE: Final = 4
DOWNLOADS: Final = 4
DOWNLOAD_SECONDS: Final = 120


COUNT_SECONDS: Final = 60
"""How long figures may be counted."""


class Frontend(StrEnum):
    """Who uses the database besides the viewers' roles."""

    PORTAL = "PORTAL"
    """The portals, for the sessions of their log-ins alone."""
    STATISTICS = "STATISTICS"
    """What counts figures, and notes what was released of them: exact counts, which no viewer's role can get."""
    MESSAGES = "MESSAGES"
    """What sends the messages that wait, which say nothing of anybody."""


User: TypeAlias = Role | Frontend
USERS: Final[tuple[User, ...]] = (*Role, *Frontend)
"""Each has a login role of its own in the database."""


STATEMENT_SECONDS: Final = 5
STATEMENTS: Final[dict[User, int]] = dict.fromkeys(USERS, STATEMENT_SECONDS) | {Frontend.STATISTICS: COUNT_SECONDS}
"""For how many seconds a statement of each may run."""


_FEW: Final[dict[User, int]] = {Frontend.STATISTICS: 2, Frontend.MESSAGES: 1}


def role_name(prefix: str, role: User) -> str:
    """The database's login role of a user."""
    return f"{prefix}_{role.value.lower()}"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many connections a process has at most: of each role, and for downloads together."""

    per_role: int = CONNECTIONS_PER_ROLE
    downloads: int = DOWNLOADS

    def of(self, user: User) -> int:
        """How many of a user: who counts has one to count by, and one that readiness finds free."""
        return _FEW.get(user, self.per_role)


_USUAL: Final = Sizes()


@dataclass(frozen=True, slots=True)
class RoleLogIns:
    """How the users connect, each as its own role.

    Attributes:
        hosts: where the database is.
        prefix: what the names of their roles begin with.
        passwords: those that each of them may have.
    """

    hosts: Hosts
    prefix: str
    passwords: Passwords[User]

    async def connection(self, user: User) -> "asyncpg.Connection[asyncpg.Record]":
        """A new connection of a user; its errors are those of `Hosts.connect`."""
        return await self.hosts.connect(
            role_name(self.prefix, user), partial(self.passwords.of, user), partial(self.passwords.worked, user)
        )


class ServingPools:
    """What the service may do in the database: call the functions of a role, over that role's own pool.

    Calls run in autocommit, and no session state is ever set on these connections. They open when first needed and
    again after the database was away.

    Args:
        log_ins: how they are opened.
        sizes: how many connections there may be.
        users: who has a pool.
        outages: who is told how it goes.
    """

    def __init__(
        self,
        log_ins: RoleLogIns,
        sizes: Sizes = _USUAL,
        users: tuple[User, ...] = USERS,
        outages: Outages | None = None,
    ) -> None:
        self.log_ins = log_ins
        self._sizes = sizes
        self._outages = outages or Outages()
        self._lanes = {
            user: LogConnections(
                partial(log_ins.connection, user), sizes.of(user), user.value.lower(), self._outages, STATEMENTS[user]
            )
            for user in users
        }
        self._downloads = asyncio.Semaphore(sizes.downloads)
        self.counts: Turns[ReportOf, Reported] = Turns(
            COUNT_SECONDS, "Figures are being counted for others; try again later."
        )
        """Figures are counted for one at a time."""
        self.published: Turns[Published, list[tuple[PublishedReport, Reported]]] = Turns(
            STATEMENT_SECONDS, "What was published is being read for others; try again later."
        )
        """What was published last is read by one connection at a time: it is anybody's question, and not its user's."""
        self._apart: list[ServingPools] = []
        self._first = False

    async def call(self, role: User, statement: str, *arguments: object) -> list[asyncpg.Record]:
        """Run a statement on a connection of a role.

        Raises:
            UnavailableError: the database is away.
            TimeoutExceededError: the role's statement timeout has passed.
        """
        return await self._lanes[role].fetch(statement, arguments, logged=False, first=self._first)

    async def logged(self, role: Role, statement: str, *arguments: object) -> list[asyncpg.Record]:
        """Run a statement that writes to the disclosure log: its first parameter, `$1`, is the connection's lane.

        Raises:
            UnavailableError: the database is away, or can't write.
            TimeoutExceededError: the role's statement timeout has passed.
        """
        return await self._lanes[role].fetch(statement, arguments, logged=True, first=self._first)

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
            with Deadlines(CONNECT_SECONDS).one():
                await self._downloads.acquire()
            try:
                connection = await self.log_ins.connection(role)
                try:  # a pooler wouldn't take the time limit with the connection's first message
                    await connection.execute(f"set statement_timeout = '{DOWNLOAD_SECONDS}s'")
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

    def ahead(self) -> "ServingPools":
        """These same connections, before all who wait for one: for what looks whether they work."""
        made = copy(self)
        made._first = True  # noqa: SLF001 - of its own kind
        return made

    def dedicated(self, *users: User, connections: int = 1) -> "ServingPools":
        """So many connections of each of these users that the others' work can't occupy; closed with these."""
        made = ServingPools(self.log_ins, Sizes(connections, 0), users, self._outages)
        self._apart.append(made)
        return made

    @property
    def usage(self) -> dict[str, Usage]:
        """User -> its connections now, with those that are apart, without downloads."""
        found: dict[str, Usage] = {}
        for pools in (self, *self._apart):
            for user, lanes in pools._lanes.items():  # noqa: SLF001 - of its own kind
                name = user.value.lower()
                found[name] = Usage(*map(sum, zip(found.get(name, Usage(0, 0, 0)), lanes.usage, strict=True)))
        return found

    @property
    def most(self) -> int:
        """How many connections these open at most, with those that are apart."""
        own = sum(map(self._sizes.of, self._lanes)) + self._sizes.downloads
        return own + sum(pools.most for pools in self._apart)

    async def close(self) -> None:
        """Close all connections."""
        for pools in self._apart:
            await pools.close()
        for lanes in self._lanes.values():
            lanes.terminate()
