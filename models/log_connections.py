"""The connections of one serving role, each with a lane of the disclosure log of its own."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from domain.errors import LogUnwritableError, NotAuthorisedError, RegisterError, TimeoutExceededError, UnavailableError
from domain.roles import Service
from models import hosts
from models.deadline import Deadlines
from models.faults import Cause, Fault
from models.hosts import CONNECT_SECONDS
from models.outages import Outages

_AWAY_WORDS: Final = "The register is not available now; try again later."
_TOO_LONG: Final = "The answer took too long; try again later."
_BUSY: Final = "The register is being changed at this moment; try again later."
_FULL: Final = "Too much is asked of the register at this moment; try again later."
_BUSY_SECONDS: Final = 30
"""After how long it is worth trying again: what holds up others, as an import does, takes longer than a lock may."""
_CLOSE_SECONDS: Final = 2.0
HANGING_SECONDS: Final = 1.0
"""How much longer a call may take than the server lets it, before its connection is given up."""
_FIRST_SECONDS: Final = 6.0
"""How long what goes first waits for a connection, and then for its rows: as long as a statement of a role may take."""


class NotConnectedError(Exception):
    """The database refuses a connection; why is the error's cause."""


FAILURES: Final = (NotConnectedError, *hosts.FAILURES)
"""What a connection or a statement fails with."""

_OF_THE_STATEMENT: Final = {Cause.OTHER, Cause.RIGHTS, Cause.NOT_MIGRATED}
"""Why a statement is refused by a database that is there and answers."""
_DIED: Final = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.ReadOnlySQLTransactionError,  # it wrote nothing, and the server that does write is another one now
)


_WARNING: Final = "01000"
_TAKEN: Final = "DGA01"
"""What a function fails with for a user from whom a service was taken (models/sql/authorisation/require.sql)."""


class UnconfirmedError(asyncpg.OperatorInterventionError):
    """A commit was told to wait no longer for its standby: it stands here, and a failover may lose it.

    The server calls that success, with a warning; no function of the register's gives any other.
    """


@dataclass(slots=True)
class _Lane:
    """A connection, its lane (taken with the first record it writes), and what it has prepared.

    It is `sound` while nothing is under way on it that was left in a state that nobody knows.
    """

    connection: "asyncpg.Connection[asyncpg.Record]"
    number: int | None = None
    prepared: "dict[str, PreparedStatement[asyncpg.Record]]" = field(default_factory=dict)
    sound: bool = True
    warned: bool = False

    async def fetch(self, statement: str, arguments: tuple[object, ...], *, logged: bool) -> list[asyncpg.Record]:
        self.sound = self.warned = False
        try:
            try:
                rows = await self._fetched(statement, arguments, logged=logged)
            except asyncpg.InsufficientPrivilegeError:  # `audit restored` may have closed the lane
                if not logged:
                    raise
                self.number = None
                rows = await self._fetched(statement, arguments, logged=logged)
            if self.warned:
                raise UnconfirmedError
        except asyncpg.PostgresError as error:  # the server's word, after which it waits for the next statement
            self.sound = not isinstance(error, _DIED)
            raise
        self.sound = True
        return rows

    async def _fetched(self, statement: str, arguments: tuple[object, ...], *, logged: bool) -> list[asyncpg.Record]:
        if logged:
            if self.number is None:
                [row] = await self.connection.fetch("select serve.take_lane() as lane")
                self.number = row["lane"]
            arguments = (self.number, *arguments)
        prepared = self.prepared.get(statement)
        if prepared is None:
            prepared = self.prepared[statement] = await self.connection.prepare(statement)
        rows: list[asyncpg.Record] = await prepared.fetch(*arguments)
        return rows

    def heed(self, _connection: object, message: asyncpg.PostgresLogMessage) -> None:
        """Take note of a warning: it comes before the rows of its statement are given out."""
        self.warned |= message.sqlstate == _WARNING


class Usage(NamedTuple):
    """Connections that are open or being opened, those of them in use, and callers that wait for one."""

    open: int
    in_use: int
    waiting: int


class LogConnections:
    """At most so many connections, opened when first needed, and again after the database was away.

    A statement runs in autocommit: it is durable before its rows are given out. One that fails with its connection is
    tried once more on a new one, so a record may stand in the log twice and can't be missing. One that hangs isn't.
    Who waits in vain while others are answered is told that there is too much to do, which is no fault of the database.

    Args:
        connect: opens a connection.
        size: how many there may be.
        user: whose they are, and
        outages: who is told how it goes.
        seconds: how long the server lets a statement run.
    """

    def __init__(
        self,
        connect: Callable[[], Coroutine[Any, Any, "asyncpg.Connection[asyncpg.Record]"]],
        size: int,
        user: str = "",
        outages: Outages | None = None,
        seconds: int = 5,
    ) -> None:
        self._connect = connect
        self._user = user
        self._outages = outages or Outages()
        self._places = asyncio.Semaphore(size)
        self._line = asyncio.Lock()
        self._answered = 0
        self._free: list[_Lane] = []
        self._waiting = Deadlines(CONNECT_SECONDS)
        self._hanging = Deadlines(seconds + HANGING_SECONDS)
        self._first = Deadlines(_FIRST_SECONDS)
        self._waits = 0
        self._taken = 0
        self._ended = False
        self._closing: set[asyncio.Task[None]] = set()

    async def fetch(
        self, statement: str, arguments: tuple[object, ...], *, logged: bool, first: bool = False
    ) -> list[asyncpg.Record]:
        """The rows of a statement; with `logged` its first parameter is the lane.

        With `first` it goes before all that wait for a connection.

        Raises:
            UnavailableError: the database is away or hangs, or all connections stay taken.
            TimeoutExceededError: the role's statement timeout has passed.
        """
        answered = self._answered
        try:
            self._waits += 1
            try:
                with (self._first if first else self._waiting).one():
                    await self._place(first=first)
            except TimeoutError as error:
                if self._answered == answered:
                    raise
                self._outages.failed_alone(Fault.of_database(error))
                raise UnavailableError(_FULL) from error
            finally:
                self._waits -= 1
            self._taken += 1
            hanging = self._first if first else self._hanging
            rows = await self._fetched(statement, arguments, hanging, logged=logged)
            self._answered += 1
        except FAILURES as error:
            told = self.failed(error, logged=logged)
            if told is None:
                raise
            raise told from error
        if self._outages.now:
            self._outages.works(self._user, logged=logged)
        return rows

    def failed(self, error: BaseException, *, logged: bool = False) -> RegisterError | None:
        """What a client is told of a failure, unless the fault is ours; it is counted, and logged when it begins.

        That a service was taken from the user is no failure.
        """
        if isinstance(error, asyncpg.PostgresError) and error.sqlstate == _TAKEN:
            return NotAuthorisedError(Service(str(error)))
        fault = Fault.of_database(error)
        if isinstance(error, asyncpg.LockNotAvailableError):  # an import, or a migration: asking less wouldn't help
            self._outages.failed_alone(fault)
            return UnavailableError(_BUSY, _BUSY_SECONDS)
        is_refused = isinstance(error, asyncpg.PostgresError)
        if is_refused and (fault.cause is Cause.TIME_OUT or (fault.cause in _OF_THE_STATEMENT and not logged)):
            self._outages.failed_alone(fault)
            return TimeoutExceededError(_TOO_LONG) if fault.cause is Cause.TIME_OUT else None
        self._outages.failed(self._user, fault, logged=logged)
        is_unwritable = is_refused and fault.cause in _OF_THE_STATEMENT
        return (LogUnwritableError if is_unwritable else UnavailableError)(_AWAY_WORDS)

    async def _place(self, *, first: bool) -> None:
        """Take a place. Of the line only its head waits for one: whoever is first waits behind that at most."""
        async with nullcontext() if first else self._line:
            await self._places.acquire()

    async def _fetched(
        self, statement: str, arguments: tuple[object, ...], hanging: Deadlines, *, logged: bool
    ) -> list[asyncpg.Record]:
        """Over a connection in the place that is taken, which is free again when that is."""
        lane: _Lane | None = None
        try:
            try:
                lane = await self._lane()
                with hanging.one():
                    return await lane.fetch(statement, arguments, logged=logged)
            except TimeoutError:  # an OSError too; what hangs would hang again, and the others may hang as well
                self._close_free()
                raise
            except _DIED:
                if lane is not None:
                    lane.connection.terminate()
                    lane = None
                self._close_free()
                lane = await self._lane()
                with hanging.one():
                    return await lane.fetch(statement, arguments, logged=logged)
        finally:
            self._give_back(lane)

    def _give_back(self, lane: _Lane | None) -> None:
        """Keep the connection if it is sound, and give up the place; if it isn't, once it is closed."""
        if lane is not None and not lane.sound:
            closing = asyncio.create_task(_closed(lane.connection))
            self._closing.add(closing)
            closing.add_done_callback(self._is_closed)
            return
        if lane is not None and self._ended:
            lane.connection.terminate()
        elif lane is not None:
            self._free.append(lane)
        self._leave()

    def _is_closed(self, closing: asyncio.Task[None]) -> None:
        self._closing.discard(closing)
        self._leave()

    def _leave(self) -> None:
        """Give up a place."""
        self._taken -= 1
        self._places.release()

    @property
    def usage(self) -> "Usage":
        """How many connections there are now, of those in use, and how many callers wait for one."""
        return Usage(len(self._free) + self._taken, self._taken, self._waits)

    async def _lane(self) -> _Lane:
        while self._free:
            lane = self._free.pop()
            if not lane.connection.is_closed():
                return lane
        try:
            lane = _Lane(await self._connect())
        except asyncpg.PostgresError as error:
            raise NotConnectedError from error
        lane.connection.add_log_listener(lane.heed)
        return lane

    def terminate(self) -> None:
        """Close all connections: those that somebody uses as soon as nobody does."""
        self._ended = True
        self._close_free()

    def _close_free(self) -> None:
        for lane in self._free:
            lane.connection.terminate()
        self._free.clear()


async def _closed(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Give a connection up in good order: the server is told to stop what it does for it."""
    try:
        await connection.close(timeout=_CLOSE_SECONDS)
    except Exception:  # noqa: BLE001 - however it fails, it is gone
        connection.terminate()
