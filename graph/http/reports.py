"""GET /reports/….html, .pdf, .csv or .ods: a published report as a file."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from auth.authentication import Authenticator
from graph.context import Context, Register
from graph.engine.plan import digest_of
from graph.http.file_replies import PRIVATE, LinkParts, by_link, no_such_kind, not_get
from graph.reports.files import FileKind, made, media_type, name
from graph.reports.link import ReportLink
from graph.resolvers.report import content_of

_OPERATIONS: Final = {kind: digest_of(f"GET /reports/{{link}}.{kind.value}") for kind in FileKind}
_HARMLESS: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


class ReportDownloads:
    """Answers the links that the files of a `Report` have."""

    def __init__(self, authenticator: Authenticator, register: Register, today: Callable[[], date]) -> None:
        self._parts = LinkParts(authenticator, register, today)
        self._making = asyncio.Lock()

    async def answer(self, request: Request) -> Response:
        """The file; 401 without the log-in, 404 if the link isn't this log-in's or is over."""
        if request.method != "GET":
            return not_get()
        kind = next((one for one in FileKind if one.value == request.path_params["kind"]), None)
        if kind is None:
            return no_such_kind("There are .html, .pdf, .csv and .ods files.")
        fields = f"Report.{kind.value}"

        async def reply(context: Context) -> Response:
            register = context.register
            link = ReportLink.opened(request.path_params["link"], register.seal, context.viewer, register.now())
            published, content = await content_of(context, link, fields)
            async with self._making:  # one at a time: it keeps a thread busy
                file = await asyncio.to_thread(made, published, content, kind)
            disposition = f'attachment; filename="{name(published, kind)}"'
            headers = {**PRIVATE, "content-disposition": disposition, "content-security-policy": _HARMLESS}
            return Response(file, media_type=media_type(kind), headers=headers)

        return await by_link(request, self._parts, _OPERATIONS[kind], fields, reply)
