"""/suwinet/v0300: the WSDL and its schemas by GET, and the message by POST, in SOAP 1.1.

The order is: media type, token, envelope, sender, look-up. Nothing is read from the database before all of the first
four have passed.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Final, Literal

from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from auth.authentication import Authenticator, Challenge, Credentials
from auth.policies.person import BY_MESSAGE, consult_by_message
from auth.principal import Principal
from domain.bsn import Bsn
from domain.errors import ForbiddenError, RegisterError, TimeoutExceededError
from domain.proofs import ConsultedPerson
from domain.roles import Role
from graph.context import Context, Register
from graph.disclosure_records import refused
from graph.engine.limits import Limits
from graph.http.requests import BODY, Malformed, RequestHeaders, received
from graph.http.trace import trace_of
from graph.suwinet.contract import ACTION, OPERATION, PATH, SCHEMAS, bsn_asked, wsdl
from graph.suwinet.envelope import FAULT_ACTION, Addressing, SoapMessage, read, written
from graph.suwinet.faults import SoapFault, of_challenge, of_error, of_unforeseen
from graph.suwinet.look_up import PersonLookUp
from graph.suwinet.response import response
from models.deadline import Deadlines
from models.queries.ground_codes import suwinet_ground_codes

XML: Final = "text/xml; charset=utf-8"

_ANSWERS: Final = {"cache-control": "no-store", "vary": "authorization", "x-content-type-options": "nosniff"}
_CONTRACT: Final = {"cache-control": "public, max-age=3600", "x-content-type-options": "nosniff"}
_READ: Final = frozenset({"GET", "HEAD"})
_ALLOWED: Final = (("allow", "GET, HEAD, POST"),)
_WSDL: Final = "wsdl"


class SuwinetEndpoint:
    """The ASGI application of the message.

    Args:
        authenticator: tells who asks.
        register: what answers.
        today: the day.
        limits: what one request may ask.
        places: what a request of a role enters while it is answered; that raises UnavailableError if there is no place.
        ran: told what ran each operation.
        compiling: whether the look-up is compiled, or left to graphql-core.
    """

    def __init__(  # noqa: PLR0913 - its parts
        self,
        authenticator: Authenticator,
        register: Register,
        today: Callable[[], date],
        limits: Limits,
        *,
        places: Callable[[Role], AbstractContextManager[None]],
        ran: Callable[[Literal["compiled", "graphql_core"]], None],
        compiling: bool = True,
    ) -> None:
        self._authenticator = authenticator
        self._register = register
        self._today = today
        self._most_bytes = limits.body_bytes
        self._places = places
        self._deadlines = Deadlines(limits.operation_seconds)
        self._look_up = PersonLookUp(limits, ran, compiling=compiling)
        self._wsdl = wsdl(register.url)

    def routes(self) -> list[Route]:
        """The service, and the schemas that its WSDL imports."""
        return [Route(PATH, self), *(Route(f"{PATH}/{name}", _published(text)) for name, text in SCHEMAS.items())]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request by ASGI."""
        method = scope["method"]
        if method == "POST":
            answer = await self._posted(RequestHeaders(scope["headers"]), scope.get(BODY), receive)
        elif method in _READ:
            answer = self._read(scope["query_string"])
        else:
            answer = _faulted(SoapFault(405, "Send the message by POST.", headers=_ALLOWED), None)
        await answer(scope, receive, send)

    def _read(self, query_string: bytes) -> Response:
        if query_string.decode("latin-1").lower() != _WSDL:
            return _faulted(SoapFault(404, "Send the message by POST; the WSDL is at ?wsdl."), None)
        return _published(self._wsdl)

    async def _posted(self, headers: RequestHeaders, body: bytes | None, receive: Receive) -> Response:
        asked: Addressing | None = None
        trace = trace_of(headers.first(b"traceparent"))
        try:
            with self._deadlines.one():
                _check_type(headers)
                principal = await self._principal(headers)
                message = read(await received(receive, self._most_bytes) if body is None else body)
                asked = message.addressing
                _check_action(asked.action, headers.first(b"soapaction"))
                with self._places(principal.role):
                    return await self._answer(principal, message, trace)
        except Malformed as error:
            fault = SoapFault(error.status, str(error))
        except Challenge as challenge:
            fault = of_challenge(challenge)
        except SoapFault as error:
            fault = error
        except RegisterError as error:
            fault = of_error(error)
        except TimeoutError:
            fault = of_error(TimeoutExceededError("The answer took too long; try again later."))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is masked as a fault of SOAP
            fault = of_unforeseen(error, trace)
        return _faulted(fault, asked)

    async def _principal(self, headers: RequestHeaders) -> Principal:
        """Who asks, by a token: a browser's session is no neighbour."""
        credentials = Credentials.of([one for one in headers.raw if one[0] == b"authorization"])
        principal = await self._authenticator.authenticate(credentials)
        if principal is None:
            raise Challenge(
                "UNAUTHENTICATED", "Send an access token as a bearer token.", self._authenticator.challenge()
            )
        return principal

    async def _answer(self, principal: Principal, message: SoapMessage, trace: bytes) -> Response:
        context = Context(principal, self._today(), self._register, self._look_up.digest, trace)
        consulted = self._consulted(context, message)
        codes = await suwinet_ground_codes(self._register.pools, consulted)
        person = await self._look_up.person(context, consulted)
        return _answered(200, written(response(person, codes), ACTION, message.addressing))

    def _consulted(self, context: Context, message: SoapMessage) -> ConsultedPerson:
        """The person whom the sender may consult; that it may not is recorded."""
        try:
            bsn = Bsn(bsn_asked(message.content))
        except ValueError as error:
            raise SoapFault(400, str(error)) from None
        try:
            return consult_by_message(context.viewer, bsn, message.addressing.oin)
        except ForbiddenError as error:
            record = refused(context, self._look_up.fields, BY_MESSAGE.value)
            self._register.log.refuse(context.viewer.role, record, error.code)
            raise


def _published(text: bytes) -> Response:
    return Response(text, headers=_CONTRACT | {"content-type": XML})


def _check_type(headers: RequestHeaders) -> None:
    """Look at what a body is said to be.

    Raises:
        SoapFault: it isn't XML of SOAP 1.1 in UTF-8, as it is.
    """
    media_type, *parameters = [one.strip().lower() for one in (headers.first(b"content-type") or "").split(";", 10)]
    charsets = [one[8:].strip('"') for one in parameters if one.startswith("charset=")]
    coding = (headers.first(b"content-encoding") or "identity").strip().lower()
    if media_type != "text/xml" or any(one not in {"utf-8", "utf8"} for one in charsets) or coding != "identity":
        raise SoapFault(415, "Send SOAP 1.1 as text/xml in UTF-8, without a content encoding.")


def _check_action(action: str, soap_action: str | None) -> None:
    """Look at what the message says it is, in its header and in that of HTTP (Digikoppeling WUS, WS002).

    Raises:
        SoapFault: it is for another operation.
    """
    name = action.replace(":", "/").rpartition("/")[2]
    if name not in {OPERATION, f"{OPERATION}Request"}:  # what comes before it, toolkits make up in several ways
        raise SoapFault(400, f"wsa:Action names another operation: it ends in /{OPERATION}.")
    if soap_action is not None and soap_action.strip().strip('"') not in {"", action}:
        raise SoapFault(400, 'SOAPAction is "", or what wsa:Action says.')


def _faulted(fault: SoapFault, asked: Addressing | None) -> Response:
    return _answered(fault.status, written(fault.element(), FAULT_ACTION, asked), dict(fault.headers))


def _answered(status: int, body: bytes, more: dict[str, str] | None = None) -> Response:
    return Response(body, status, headers=_ANSWERS | {"content-type": XML} | (more or {}))
