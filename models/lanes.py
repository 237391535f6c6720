"""The connections of one serving role, each with a lane of the disclosure log of its own."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg
import structlog
from asyncpg.prepared_stmt import PreparedStatement

from domain.errors import LogUnwritableError, TimeoutExceededError, UnavailableError
from models.deadline import Deadlines

log = structlog.get_logger()

_AWAY_WORDS: Final = "The register is not available now; try again later."
CONNECT_SECONDS: Final = 3.0
HANGING_SECONDS: Final = 15.0
"""How long a statement may take before its connection is given up; the server's own timeout comes long before."""

AWAY: Final = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that died in the middle of something
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
)
_DIED: Final = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
)


@dataclass(slots=True)
class _Lane:
    """A connection, its lane (taken with the first record it writes), and what it has prepared."""

    connection: "asyncpg.Connection[asyncpg.Record]"
    number: int | None = None
    prepared: "dict[str, PreparedStatement[asyncpg.Record]]" = field(default_factory=dict)

    async def fetch(self, statement: str, arguments: tuple[object, ...]) -> list[asyncpg.Record]:
        prepared = self.prepared.get(statement)
        if prepared is None:
            prepared = self.prepared[statement] = await self.connection.prepare(statement)
        rows: list[asyncpg.Record] = await prepared.fetch(*arguments)
        return rows


class Lanes:
    """At most so many connections, opened when first needed, and again after the database was away.

    A statement runs in autocommit: it is durable before its rows are given out. One that fails with its connection is
    tried once more on a new one, so a record may stand in the log twice and can't be missing.
    """

    def __init__(
        self, connect: Callable[[], Coroutine[Any, Any, "asyncpg.Connection[asyncpg.Record]"]], size: int
    ) -> None:
        self._connect = connect
        self._places = asyncio.Semaphore(size)
        self._free: list[_Lane] = []
        self._waiting = Deadlines(CONNECT_SECONDS)
        self._hanging = Deadlines(HANGING_SECONDS)
        self._ended = False
        self._closing: set[asyncio.Task[None]] = set()

    async def fetch(self, statement: str, arguments: tuple[object, ...], *, logged: bool) -> list[asyncpg.Record]:
        """The rows of a statement; with `logged` its first parameter is the lane.

        Raises:
            UnavailableError: the database is away, or all connections stay taken.
            TimeoutExceededError: the role's statement timeout has passed.
        """
        try:
            with self._waiting.one():
                await self._places.acquire()
            try:
                try:
                    return await self._fetched(statement, arguments, logged=logged, fresh=False)
                except _DIED:
                    return await self._fetched(statement, arguments, logged=logged, fresh=True)
            finally:
                self._places.release()
        except (asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError) as error:
            raise TimeoutExceededError("The answer took too long; try again later.") from error
        except (*AWAY, TimeoutError) as error:
            raise UnavailableError(_AWAY_WORDS) from error
        except asyncpg.PostgresError as error:
            if not logged:
                raise
            # its text may name a person
            log.error("the disclosure log could not be written", sqlstate=error.sqlstate)  # noqa: TRY400
            raise LogUnwritableError(_AWAY_WORDS) from error

    async def _fetched(
        self, statement: str, arguments: tuple[object, ...], *, logged: bool, fresh: bool
    ) -> list[asyncpg.Record]:
        lane = await self._lane(fresh=fresh)
        try:
            if logged:
                if lane.number is None:
                    [row] = await lane.connection.fetch("select serve.take_lane() as lane")
                    lane.number = row["lane"]
                arguments = (lane.number, *arguments)
            with self._hanging.one():
                rows = await lane.fetch(statement, arguments)
        except asyncpg.PostgresError as error:
            if lane.connection.is_closed() or isinstance(error, _DIED):
                lane.connection.terminate()
            else:
                self._give_back(lane)
            raise
        except BaseException:  # cancelled, or in a state that nobody knows
            closing = asyncio.create_task(_closed(lane.connection))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
            raise
        self._give_back(lane)
        return rows

    def _give_back(self, lane: _Lane) -> None:
        if self._ended:
            lane.connection.terminate()
        else:
            self._free.append(lane)

    async def _lane(self, *, fresh: bool) -> _Lane:
        while self._free:
            lane = self._free.pop()
            if not fresh and not lane.connection.is_closed():
                return lane
            lane.connection.terminate()
        return _Lane(await self._connect())

    def terminate(self) -> None:
        """Close all connections: those that somebody uses as soon as nobody does."""
        self._ended = True
        for lane in self._free:
            lane.connection.terminate()
        self._free.clear()


async def _closed(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Give a connection up in good order: the server is told to stop what it does for it."""
    try:
        await connection.close(timeout=CONNECT_SECONDS)
    except Exception:  # noqa: BLE001 - however it fails, it is gone
        connection.terminate()
