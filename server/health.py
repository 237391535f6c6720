"""Whether the service lives, and whether it can answer: for load balancers and for people."""

import asyncio
import math
from collections.abc import Callable
from time import monotonic
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.errors import RegisterError
from domain.roles import Role
from models import roles
from models.database import USERS, ServingPools
from models.disclosure import prove_writable

log = structlog.get_logger()

LIVE_PATH: Final = "/health/live"
READY_PATH: Final = "/health/ready"

_REMEMBERED_SECONDS: Final = 1.0
_UNCACHED: Final = {"cache-control": "no-store"}


async def live(_request: Request) -> JSONResponse:
    """200: the process answers."""
    return JSONResponse({"status": "live"}, headers=_UNCACHED)


class Readiness:
    """200 only while the database answers, is at the newest revision, grants exactly what it should, and logs.

    What was found is remembered for a second, so that asking often costs the database nothing.
    """

    def __init__(self, pools: ServingPools, head: str, now: Callable[[], float] = monotonic) -> None:
        self._pools = pools
        self._head = head
        self._now = now
        self._one_at_a_time = asyncio.Lock()
        self._looked_at = -math.inf
        self._problems: list[str] = []

    async def answer(self, _request: Request) -> JSONResponse:
        """Answer with what is not as it should be; it names no person and no password."""
        async with self._one_at_a_time:
            if self._now() - self._looked_at >= _REMEMBERED_SECONDS:
                self._problems = await self._found()
                self._looked_at = self._now()
        if self._problems:
            log.warning("not ready", problems=self._problems)
            return JSONResponse({"status": "not ready", "problems": self._problems}, 503, headers=_UNCACHED)
        return JSONResponse({"status": "ready"}, headers=_UNCACHED)

    async def _found(self) -> list[str]:
        problems: list[str] = []
        try:
            for user in USERS:
                problems += [f"{user.value.lower()}: {one}" for one in await roles.drift(self._pools, user)]
            if problems:
                return problems
            revision = await roles.revision(self._pools, Role.AUDITOR)
            if revision != self._head:
                return [f"the database is at revision {revision}, not {self._head}: run migrate"]
            await prove_writable(self._pools)
        except RegisterError as error:
            return [f"the database is away, or the disclosure log can't be written ({error.code})"]
        return problems
