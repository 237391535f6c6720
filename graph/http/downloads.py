"""GET /downloads/….csv or .xlsx: a whole roster as a file that a Dutch Excel opens by double-click."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from datetime import date
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from auth.authentication import Authenticator, Challenge
from domain.errors import ForbiddenError, RegisterError, UnavailableError
from domain.roles import Purpose
from graph.context import Context, Register
from graph.cursors import BrokenSealError
from graph.disclosure_records import refused
from graph.engine.plan import digest_of
from graph.http.file_replies import PRIVATE, challenged, failed, link_over, no_such_kind, not_get, viewer_of
from graph.http.spreadsheets import MOST_ROWS, spreadsheet
from graph.http.trace import trace_of
from graph.resolvers.roster_file import FIELDS, header, last_column, whole_roster
from graph.roster_link import RosterLink
from models.deadline import Deadlines

COLUMNS: Final = "Burgerservicenummer;Loonheffingennummer"
"""Of the spreadsheet, which is for people."""
OPERATIONS: Final = {kind: digest_of(f"GET /downloads/{{link}}.{kind}") for kind in ("csv", "xlsx")}
MOST_RUNNING: Final = 2
MOST_OF_ALL: Final = 32
READING_SECONDS: Final = 120.0
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class RosterDownloads:
    """Answers the links that `RosterConnection.csv` gives; the same with `.xlsx` is the same roster."""

    def __init__(self, authenticator: Authenticator, register: Register, today: Callable[[], date]) -> None:
        self._authenticator = authenticator
        self._register = register
        self._today = today
        self._writing = asyncio.Lock()
        self._running: Counter[str] = Counter()  # by organisation: one may not take all places

    async def answer(self, request: Request) -> Response:
        """The file; 401 without the log-in, 404 if the link isn't this log-in's or is over."""
        if request.method != "GET":
            return not_get()
        kind = request.path_params["kind"]
        if kind not in _TYPES:
            return no_such_kind("There are .csv and .xlsx files.")
        context: Context | None = None
        link: RosterLink | None = None
        try:
            viewer, trace = await viewer_of(request, self._authenticator), trace_of(request.headers.get("traceparent"))
            context = Context(viewer, self._today(), self._register, OPERATIONS[kind], trace)
            link = _valid_link(context, request.path_params["link"])
            place = self._place(link.organisation_id)
            try:
                file = await self._written(context, link, kind)
            except BaseException:
                place()
                raise
        except Challenge as challenge:
            return challenged(challenge)
        except BrokenSealError:
            self._refuse(context)
            return link_over()
        except RegisterError as error:
            if isinstance(error, ForbiddenError):
                self._refuse(context, link and link.organisation_id)
            return failed(error)
        name = f"doelgroepregister-{link.organisation_id}-{link.period}.{kind}"
        length = str(sum(map(len, file)))
        headers = {
            **PRIVATE, "content-disposition": f'attachment; filename="{name}"', "content-length": length
        }  # fmt: skip
        return _FileResponse(file, _TYPES[kind], place, headers)

    async def _written(self, context: Context, link: RosterLink, kind: str) -> list[bytes]:
        """The file in chunks, after every person in it is recorded."""
        if kind == "csv":
            return await whole_roster(context, link)
        csv = await whole_roster(context, link, most=MOST_ROWS)
        lines = b"".join(csv).removeprefix(header(link.period)).splitlines()
        columns = f"{COLUMNS};{last_column(link.period)}"
        async with self._writing:  # one at a time: it keeps a thread busy
            return [await asyncio.to_thread(spreadsheet, columns, lines, dates=link.period.month is None)]

    def _refuse(self, context: Context | None, organisation: str | None = None) -> None:
        """Record that a file was asked that isn't the viewer's."""
        if context is not None:
            record = refused(context, FIELDS, Purpose.ROSTER.value, organisation)
            self._register.log.refuse(context.viewer.role, record, ForbiddenError.code)

    def _place(self, organisation: str) -> Callable[[], None]:
        """A place for one download more; to be given back.

        Raises:
            UnavailableError: enough downloads are running, of the organisation or of all.
        """
        running = self._running
        if running[organisation] >= MOST_RUNNING:
            raise UnavailableError("Two downloads of your organisation are running; wait until one is done.")
        if running.total() >= MOST_OF_ALL:
            raise UnavailableError("Too many downloads are running; try again in a moment.")
        running[organisation] += 1

        def give_back() -> None:
            running[organisation] -= 1
            if not running[organisation]:
                del running[organisation]

        return give_back


class _FileResponse(StreamingResponse):
    """A file, as fast as it is taken; a reader who takes too long is left, and sees that it isn't whole."""

    def __init__(self, file: list[bytes], media_type: str, place: Callable[[], None], headers: dict[str, str]) -> None:
        super().__init__(_each(file), headers={**headers, "content-type": media_type})
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with Deadlines(READING_SECONDS).one():
                await super().__call__(scope, receive, send)
        except TimeoutError:
            raise ClientDisconnect from None  # who doesn't read is as good as gone, and no fault of ours
        finally:
            self._place()


async def _each(file: list[bytes]) -> AsyncGenerator[bytes, None]:
    for chunk in file:
        yield chunk


def _valid_link(context: Context, text: str) -> RosterLink:
    link = RosterLink.opened(text, context.register.seal, context.viewer)
    if link.expires_at <= context.register.now():
        raise BrokenSealError
    return link
