"""Whether the service lives, and whether it can answer: for load balancers and for people."""

import asyncio
import math
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.errors import RegisterError
from domain.roles import Role
from models import catalog, roles
from models.database import USERS, ServingPools, User
from models.disclosure import prove_writable
from models.faults import Cause, Fault
from models.levels import LEVEL
from models.log_connections import FAILURES
from server.checkpoints import Checkpointer

log = structlog.get_logger()

LIVE_PATH: Final = "/health/live"
READY_PATH: Final = "/health/ready"

_REMEMBERED_SECONDS: Final = 1.0
_COMPARED_SECONDS: Final = 30.0
_TOLD: Final = 10
_UNCACHED: Final = {"cache-control": "no-store"}


async def live(_request: Request) -> JSONResponse:
    """200: the process answers."""
    return JSONResponse({"status": "live"}, headers=_UNCACHED)


def readiness(problems: list[str]) -> JSONResponse:
    """Ready, or not with these problems."""
    if problems:
        return JSONResponse({"status": "not ready", "problems": problems}, 503, headers=_UNCACHED)
    return JSONResponse({"status": "ready"}, headers=_UNCACHED)


class Readiness:
    """200 only while a look-up would be answered.

    Each role is tried over the connections that its look-ups take, ahead of those that wait for one, since a queue is
    no fault: the database must serve a build of this level, grant the role exactly what it should, and make a record of
    it durable. The disclosure log must also have been covered by a checkpoint not too long ago. What was found is
    remembered for a second, so that asking often costs little.

    Args:
        pools: the connections of the look-ups.
        head: the newest revision that this build knows.
        checkpointer: who covers the log, if anybody does here.
        level: the level of this build.
        now: a clock, in seconds.
    """

    def __init__(
        self,
        pools: ServingPools,
        head: str,
        checkpointer: Checkpointer | None = None,
        *,
        level: int = LEVEL,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._pools = pools.ahead()
        self._head = head
        self._checkpointer = checkpointer
        self._level = level
        self._now = now
        self._one_at_a_time = asyncio.Lock()
        self._looked_at = -math.inf
        self._problems: list[str] = []
        self._compared_at = -math.inf
        self._changes: list[str] = []

    async def answer(self, _request: Request) -> JSONResponse:
        """Answer with what is not as it should be; it names no person and no password."""
        async with self._one_at_a_time:
            if self._now() - self._looked_at >= _REMEMBERED_SECONDS:
                before, self._problems = self._problems, await self._found()
                self._looked_at = self._now()
                if before != self._problems:
                    self._tell()
            problems = self._problems
        return readiness(problems)

    def _tell(self) -> None:
        """Log what has changed, once."""
        if self._problems:
            log.warning("not ready", problems=self._problems)
        else:
            log.info("ready again")

    async def _found(self) -> list[str]:
        found: list[str] = []
        users: dict[str, list[str]] = {}  # what keeps a user from being answered -> who those are
        for user, problem in zip(USERS, await asyncio.gather(*map(self._found_of, USERS)), strict=True):
            name = user.value.lower()
            if isinstance(problem, str):
                users.setdefault(problem, []).append(name)
            else:
                found += [f"{name}: {one}" for one in problem]
        found += [one if len(who) == len(USERS) else f"{', '.join(who)}: {one}" for one, who in users.items()]
        found = found or await self._changed()
        late = self._checkpointer.problem() if self._checkpointer else None
        return [*found, late] if late else found

    async def _changed(self) -> list[str]:
        """What isn't as the migrations made it: looked at every half minute, and each time while something isn't."""
        if self._changes or self._now() - self._compared_at >= _COMPARED_SECONDS:
            try:
                found = await catalog.read(partial(self._pools.call, Role.AUDITOR), self._pools.log_ins.prefix)
            except (RegisterError, *FAILURES):
                return []  # it is away, or older: that is said already
            self._changes = catalog.differences(found, catalog.known()) or []
            self._compared_at = self._now()
        more = [f"{len(self._changes) - _TOLD} more"] if len(self._changes) > _TOLD else []
        return [f"the database was changed: {one}" for one in self._changes[:_TOLD] + more]

    async def _found_of(self, user: User) -> str | list[str]:
        """What keeps a user of the database from being answered, or how its rights have drifted."""
        try:
            levels = await roles.levels(self._pools, user)
        except (RegisterError, *FAILURES) as error:
            fault = Fault.of_database(error)
            if fault.cause is Cause.NOT_MIGRATED:
                return f"the database is older than this build, of revision {self._head}: run `migrate`"
            if fault.cause is not Cause.RIGHTS:
                return fault.clause
            levels = None  # which right is lacking, the drift says
        unserved = levels and levels.problem(self._level)
        if unserved:
            return unserved
        try:
            drift = await roles.drift(self._pools, user, newer=levels is not None and levels.newest > self._level)
            if not drift and isinstance(user, Role):
                await prove_writable(self._pools, user)
        except (RegisterError, *FAILURES) as error:
            return Fault.of_database(error).clause
        return drift
