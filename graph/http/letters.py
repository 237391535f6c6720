"""GET /letters/….pdf: a letter as PDF/UA-1."""

from collections.abc import Callable
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from auth.authentication import Authenticator, Challenge
from domain.errors import ForbiddenError, RegisterError
from graph.context import Context, Register
from graph.cursors import BrokenSealError
from graph.disclosure_records import refused
from graph.engine.plan import digest_of
from graph.http.file_replies import PRIVATE, challenged, failed, link_over, not_get, viewer_of
from graph.http.trace import trace_of
from graph.letters.link import LetterLink
from graph.letters.pdf import LetterPrinter
from graph.resolvers.letter_file import FIELDS, letter_file

OPERATION: Final = digest_of("GET /letters/{link}.pdf")


class LetterDownloads:
    """Answers the links that `Letter.pdf` gives."""

    def __init__(
        self,
        authenticator: Authenticator,
        register: Register,
        today: Callable[[], date],
        printer: LetterPrinter,
    ) -> None:
        self._authenticator = authenticator
        self._register = register
        self._today = today
        self._printer = printer

    async def answer(self, request: Request) -> Response:
        """The file; 401 without the log-in, 404 if the link or the letter isn't this log-in's, or the link is over."""
        if request.method != "GET":
            return not_get()
        context: Context | None = None
        try:
            viewer, trace = await viewer_of(request, self._authenticator), trace_of(request.headers.get("traceparent"))
            context = Context(viewer, self._today(), self._register, OPERATION, trace)
            link = LetterLink.opened(request.path_params["link"], self._register.seal, viewer, self._register.now())
            letter = await letter_file(context, link.letter)
            file = await self._printer.letter(letter)
        except Challenge as challenge:
            return challenged(challenge)
        except (BrokenSealError, ForbiddenError):
            self._refuse(context)
            return link_over()
        except RegisterError as error:
            return failed(error)
        name = f"brief-{letter.day.isoformat()}.pdf"
        headers = {**PRIVATE, "content-disposition": f'attachment; filename="{name}"'}
        return Response(file, media_type="application/pdf", headers=headers)

    def _refuse(self, context: Context | None) -> None:
        """Record that a letter was asked that isn't the viewer's."""
        if context is not None:
            record = refused(context, FIELDS)
            self._register.log.refuse(context.viewer.role, record, ForbiddenError.code)
