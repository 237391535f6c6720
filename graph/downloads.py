"""GET /downloads/….csv: a whole roster as a file that a Dutch Excel opens by double-click."""

import asyncio
import codecs
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from auth.principal import Principal
from domain.errors import ForbiddenError, RegisterError, UnavailableError
from domain.periods import days_of_reference_year
from graph.context import Context
from graph.cursors import BrokenSealError
from graph.errors import extensions
from graph.http import Challenge, Gatekeeper
from graph.roster_link import RosterLink
from graph.types.organisation import own_payrolls
from graph.types.roster import NOT_YOURS, require_roster
from models.queries.rosters import roster_csv

log = structlog.get_logger()

HEADER: Final = codecs.BOM_UTF8 + b"Burgerservicenummer;Loonheffingnummer;Einddatum registratie\r\n"
_WAITING_CHUNKS: Final = 8
_PATIENCE: Final = 10.0
MOST_RUNNING: Final = 2
_STATUS: Final = {"FORBIDDEN": 403, "UNAVAILABLE": 503, "TIMEOUT": 503}
_PRIVATE: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


class RosterDownloads:
    """Answers the links that `RosterConnection.csv` gives."""

    def __init__(self, gatekeeper: Gatekeeper, context: Callable[[Principal | None], Context]) -> None:
        self._gatekeeper = gatekeeper
        self._context = context
        self._running: Counter[str] = Counter()  # by organisation: one may not take all places

    async def answer(self, request: Request) -> Response:
        """The file; 401 without the log-in, 404 if the link isn't this log-in's or is over."""
        try:
            context = self._context(await self._viewer(request))
            link = _valid_link(context, request.path_params["link"])
            chunks = await self._started(context, link)
        except Challenge as challenge:
            headers = {**_PRIVATE, "www-authenticate": challenge.www_authenticate}
            return _fault(401, challenge.message, {"code": challenge.code}, headers)
        except BrokenSealError:
            message = "This link is over, or belongs to another log-in; ask for a new one."
            return _fault(404, message, {"code": "FORBIDDEN"}, _PRIVATE)
        except RegisterError as error:
            status = _STATUS.get(error.code, 400)
            headers = {**_PRIVATE, "retry-after": "5"} if status == 503 else _PRIVATE  # noqa: PLR2004 - unavailable
            return _fault(status, str(error), extensions(error), headers)
        name = f"doelgroepregister-{link.organisation_id}-{link.year}.csv"
        headers = {**_PRIVATE, "content-disposition": f'attachment; filename="{name}"'}
        return _FileResponse(chunks, media_type="text/csv; charset=utf-8", headers=headers)

    async def _viewer(self, request: Request) -> Principal:
        principal = await self._gatekeeper.admit(request.headers.getlist("authorization"))
        if principal is None:
            raise Challenge("UNAUTHENTICATED", "Log in to download this.", self._gatekeeper.challenge())
        return principal

    async def _started(self, context: Context, link: RosterLink) -> AsyncGenerator[bytes, None]:
        """The file in chunks. It has begun: what can be refused has been refused.

        Raises:
            ForbiddenError: the roster isn't the viewer's any more.
            UnavailableError: the database is away, or enough downloads of the organisation are running.
        """
        own = await own_payrolls(context, require_roster(context.viewer, link.organisation_id))
        payroll = link.payroll_tax_number
        if payroll is not None and payroll not in own:
            raise ForbiddenError(NOT_YOURS)
        rows = list(own.values()) if payroll is None else [own[payroll]]
        days = days_of_reference_year(link.year, context.today, argument="year")
        organisation = link.organisation_id
        if self._running[organisation] >= MOST_RUNNING:
            raise UnavailableError("Two downloads of your organisation are running; wait until one is done.")
        waiting: asyncio.Queue[bytes | None] = asyncio.Queue(_WAITING_CHUNKS)

        async def take(chunk: bytes) -> None:
            async with asyncio.timeout(_PATIENCE):  # a reader that stalls gives its place to another
                await waiting.put(bytes(chunk).replace(b"\n", b"\r\n"))

        async def copy() -> None:
            try:
                await roster_csv(context.pools, rows, *days, to=take)
                await waiting.put(None)
            except BaseException:
                while not waiting.empty():
                    waiting.get_nowait()
                waiting.put_nowait(None)  # the reader, if there is one, sees that this failed
                raise

        self._running[organisation] += 1
        copying = asyncio.create_task(copy())
        copying.add_done_callback(partial(self._done, organisation))
        first = await waiting.get()
        if first is None:
            await copying  # raises what went wrong; an empty roster goes on
        return _chunks(copying, waiting, first)

    def _done(self, organisation: str, copying: asyncio.Task[None]) -> None:
        """Whoever still reads is told by `_chunks`; when nobody does, how the copying ended is nobody's concern."""
        self._running[organisation] -= 1
        if not self._running[organisation]:
            del self._running[organisation]
        if not copying.cancelled():
            copying.exception()


class _FileResponse(StreamingResponse):
    """A stream whose source is closed as soon as nobody takes from it any more, however that came."""

    body_iterator: AsyncGenerator[bytes, None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self.body_iterator.aclose()


def _valid_link(context: Context, text: str) -> RosterLink:
    link = RosterLink.opened(text, context.seal, context.viewer)
    if link.expires_at <= context.now():
        raise BrokenSealError
    return link


def _fault(status: int, message: str, details: dict[str, object], headers: dict[str, str]) -> Response:
    return JSONResponse({"errors": [{"message": message, "extensions": details}]}, status, headers=headers)


async def _chunks(
    copying: asyncio.Task[None], waiting: asyncio.Queue[bytes | None], first: bytes | None
) -> AsyncGenerator[bytes, None]:
    try:
        yield HEADER
        chunk = first
        while chunk is not None:
            yield chunk
            chunk = await waiting.get()
        await copying
    finally:
        copying.cancel()
        await asyncio.wait({copying})  # its place is free when this is over
