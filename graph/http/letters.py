"""GET /letters/….pdf: a letter as PDF/UA-1."""

from collections.abc import Callable
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from auth.authentication import Authenticator
from graph.context import Context, Register
from graph.engine.plan import digest_of
from graph.http.file_replies import PRIVATE, LinkParts, by_link, not_get
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
        self._parts = LinkParts(authenticator, register, today)
        self._printer = printer

    async def answer(self, request: Request) -> Response:
        """The file; 401 without the log-in, 404 if the link or the letter isn't this log-in's, or the link is over."""
        if request.method != "GET":
            return not_get()

        async def reply(context: Context) -> Response:
            register = context.register
            link = LetterLink.opened(request.path_params["link"], register.seal, context.viewer, register.now())
            letter = await letter_file(context, link.letter)
            file = await self._printer.letter(letter)
            name = f"brief-{letter.day.isoformat()}.pdf"
            headers = {**PRIVATE, "content-disposition": f'attachment; filename="{name}"'}
            return Response(file, media_type="application/pdf", headers=headers)

        return await by_link(request, self._parts, OPERATION, FIELDS, reply)
