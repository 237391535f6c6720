"""POST /dkd/v0200: the wage values of one DKD message, from the gateway of the municipality that it comes from.

What is refused as a whole is told as problem details (RFC 9457); what came of each wage value in SUWI's own vocabulary
for outcomes (FWI). Neither repeats a value.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from http import HTTPStatus
from typing import Final

from lxml import etree
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth.authentication import Authenticator, Challenge, Credentials
from auth.policies.case import cases_of_municipality
from domain.errors import (
    ForbiddenError,
    LogUnwritableError,
    RateLimitedError,
    RegisterError,
    TimeoutExceededError,
    UnavailableError,
)
from domain.proofs import CasesOfMunicipality
from domain.roles import Role
from graph.context import Context, Register
from graph.disclosure_records import refused
from graph.engine.plan import digest_of
from graph.http.trace import trace_of
from graph.resolvers.wage_value_message import COORDINATE, Outcome, report
from graph.suwinet.faults import FWI, reported
from models.deadline import Deadlines
from models.dkd.faults import DkdReason
from models.dkd.message import Message, WageValueReport, read
from models.dkd.municipalities import Municipalities

PATH: Final = "/dkd/v0200"
OPERATION: Final = digest_of(f"POST {PATH}")
_XML: Final = frozenset({"application/xml", "text/xml"})
_UTF_8: Final = frozenset({"utf-8", "utf8"})
_PRIVATE: Final = {"cache-control": "no-store", "vary": "authorization", "x-content-type-options": "nosniff"}
_OTHER_SOURCE: Final = "The message comes from another municipality (Bron) than the token speaks for."
_TOO_LATE: Final = "It took too long; send the message again, what is recorded isn't recorded twice."
_STATUS: Final = {
    ForbiddenError.code: 403,
    RateLimitedError.code: 429,
    UnavailableError.code: 503,
    TimeoutExceededError.code: 503,
}
_WHOLE: Final = {DkdReason.NO_XML: 400, DkdReason.TOO_LONG: 413, DkdReason.OTHER_MESSAGE: 422, DkdReason.TOO_MANY: 422}
_RETRY_SECONDS: Final = 5
_UNAVAILABLE: Final = 503


class DkdMessages:
    """Answers messages, each wage value as `reportWageValue` would.

    Args:
        authenticator: tells who sends them.
        register: what answers.
        today: the day.
        municipalities: which municipality a message comes from.
        places: what a request of a role enters while it is answered.
        seconds: how long one may take.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - its parts
        self,
        authenticator: Authenticator,
        register: Register,
        today: Callable[[], date],
        municipalities: Municipalities,
        places: Callable[[Role], AbstractContextManager[None]],
        seconds: float,
    ) -> None:
        self._authenticator = authenticator
        self._register = register
        self._today = today
        self._municipalities = municipalities
        self._places = places
        self._deadlines = Deadlines(seconds)

    async def answer(self, request: Request) -> Response:
        """What came of each wage value: 200 if all of it is recorded, 422 if something is rejected."""
        unread = _unread(request.headers.get("content-type", ""), request.headers.get("content-encoding", "identity"))
        if unread is not None:
            return _problem(415, unread, "BAD_USER_INPUT")
        try:
            with self._deadlines.one():
                return await self._answer(request)
        except Challenge as challenge:
            headers = {"www-authenticate": challenge.www_authenticate}
            return _problem(401, challenge.message, challenge.code, headers)
        except RegisterError as error:
            return self._failed(error)
        except TimeoutError:
            return self._failed(TimeoutExceededError(_TOO_LATE))

    async def _answer(self, request: Request) -> Response:
        # A token only: a portal's session sends no messages.
        sent = [one for one in request.scope["headers"] if one[0] == b"authorization"]
        viewer = await self._authenticator.authenticate(Credentials.of(sent))
        if viewer is None:
            raise Challenge(
                "UNAUTHENTICATED", "Send an access token with the message.", self._authenticator.challenge()
            )
        trace = trace_of(request.headers.get("traceparent"))
        context = Context(viewer, self._today(), self._register, OPERATION, trace)
        with self._places(viewer.role):
            try:
                own = cases_of_municipality(viewer)
                message = read(await request.body(), self._municipalities.decimals)
                self._refuse_others(own, message.reports)
            except ForbiddenError:
                self._register.log.refuse(viewer.role, refused(context, COORDINATE), ForbiddenError.code)
                raise
            whole = next((one.reason for one in message.rejections if not one.part), None)
            if whole is not None:
                return _problem(_WHOLE[whole], f"The message isn't read: {whole}.", "BAD_USER_INPUT")
            outcomes = [await report(context, own, value) for value in message.reports]
        return _told(message, outcomes)

    def _refuse_others(self, own: CasesOfMunicipality, values: Sequence[WageValueReport]) -> None:
        """Let a municipality send its own wage values only; one that nobody knows is refused like another's.

        Raises:
            ForbiddenError: one is another's, so that nothing of the message is recorded.
        """
        for value in values:
            found = self._municipalities.of(value.source)
            if found is None or found.oin != own.oin:
                raise ForbiddenError(_OTHER_SOURCE)

    def _failed(self, error: RegisterError) -> Response:
        """What stops a message; what was recorded before stays, and is known when it is sent again."""
        status = _STATUS.get(error.code, 400)
        if isinstance(error, LogUnwritableError):
            self._register.log.metrics.unavailable()
        headers = {}
        if isinstance(error, RateLimitedError | UnavailableError):
            headers = {"retry-after": str(error.retry_after)}
        elif status == _UNAVAILABLE:
            headers = {"retry-after": str(_RETRY_SECONDS)}
        return _problem(status, str(error), error.code, headers)


def _unread(content_type: str, coding: str) -> str | None:
    """Why a body of this type can't be read; None if it can."""
    media_type, *parameters = [piece.strip().lower() for piece in content_type.split(";")]
    if media_type not in _XML:
        return "Send the message as application/xml."
    if any(one.startswith("charset=") and one[8:].strip('"') not in _UTF_8 for one in parameters):
        return "Send the message in UTF-8."
    if coding.strip().lower() != "identity":
        return "Send the message as it is, without a content encoding."
    return None


def _problem(status: int, detail: str, code: str, headers: dict[str, str] | None = None) -> Response:
    content = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, "code": code}
    more = {**_PRIVATE, **(headers or {})}
    return JSONResponse(content, status, more, "application/problem+json")


def _told(message: Message, outcomes: Sequence[Outcome]) -> Response:
    """What came of each wage value, and the parts that nobody knows."""
    fwi = etree.Element(f"{{{FWI}}}FWI", nsmap={"fwi": FWI})
    rejections = [*message.rejections, *(one.rejection for one in outcomes if one.rejection is not None)]
    for rejection in rejections:
        reported(etree.SubElement(fwi, "Fout"), rejection.reason.name, f"{rejection.part}: {rejection.reason}")
    for value, outcome in zip(message.reports, outcomes, strict=True):
        if outcome.rejection is None:
            code, words = ("RECORDED", "recorded") if outcome.new else ("KNOWN", "recorded before")
            reported(etree.SubElement(fwi, "Informatie"), code, f"{value.place}: {words}")
    if not message.reports and not rejections:
        reported(etree.SubElement(fwi, "Informatie"), "NO_WAGE_VALUE", "The message has no wage value.")
    for name, times in sorted(message.unknown.items()):
        reported(etree.SubElement(fwi, "Waarschuwing"), "UNKNOWN_PART", f"{name}: not known, and not read ({times})")
    body = etree.tostring(fwi, encoding="UTF-8", xml_declaration=True)
    return Response(body, 422 if rejections else 200, _PRIVATE, "application/xml")
