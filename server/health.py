"""Whether the service lives, and whether it can answer: for load balancers and for people."""

from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.errors import RegisterError
from domain.roles import Role
from models import roles
from models.database import ServingPools

log = structlog.get_logger()

_UNCACHED: Final = {"cache-control": "no-store"}


async def live(_request: Request) -> JSONResponse:
    """200: the process answers."""
    return JSONResponse({"status": "live"}, headers=_UNCACHED)


class Readiness:
    """200 only while the database answers, is at the newest revision, and grants exactly what it should."""

    def __init__(self, pools: ServingPools, head: str) -> None:
        self._pools = pools
        self._head = head

    async def answer(self, _request: Request) -> JSONResponse:
        """Answer with what is not as it should be; it names no person and no password."""
        problems: list[str] = []
        try:
            for role in Role:
                problems += [f"{role.value.lower()}: {one}" for one in await roles.drift(self._pools, role)]
            if not any(one.endswith("executes revision()") for one in problems):
                revision = await roles.revision(self._pools, Role.AUDITOR)
                if revision != self._head:
                    problems.append(f"the database is at revision {revision}, not {self._head}: run migrate")
        except RegisterError as error:
            problems.append(f"the database is away ({error.code})")
        if problems:
            log.warning("not ready", problems=problems)
            return JSONResponse({"status": "not ready", "problems": problems}, 503, headers=_UNCACHED)
        return JSONResponse({"status": "ready"}, headers=_UNCACHED)
