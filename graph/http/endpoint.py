"""/graphql: GraphQL over HTTP for one audience at a time.

The order is: media type and size, token, document, visibility, variables, run. Nothing is read from the database
before all of the first five have passed.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import partial
from typing import Final, Literal, NamedTuple

from graphql import ExecutionResult, GraphQLError
from starlette.types import Receive, Scope, Send

from auth.authentication import Authenticator, Challenge, Credentials
from auth.principal import Principal
from domain.errors import LogUnwritableError, TimeoutExceededError, UnavailableError
from domain.roles import Role
from graph.context import Context, Register
from graph.disclosure_records import refused
from graph.engine.limits import Limits
from graph.engine.plan import Planner, digest_of
from graph.engine.refusal import Refusal
from graph.errors import JsonObject, request_error, serialize_error
from graph.http.replies import Reply, messages, replied
from graph.http.requests import (
    BODY,
    GRAPHQL_JSON,
    JSON,
    Malformed,
    Request,
    RequestHeaders,
    answer_type,
    check_type,
    posted,
    queried,
    received,
)
from graph.http.trace import trace_of
from graph.http.trusted_documents import TrustedDocuments
from graph.refusal_records import record_refusals
from models.deadline import Deadline, Deadlines

Executor = Literal["compiled", "graphql_core"]
_NO_LIMIT: Final[AbstractContextManager[None]] = nullcontext()
_RETRY_SECONDS: Final = 5
_LATER: Final = frozenset({UnavailableError.code, TimeoutExceededError.code})


class Answer(NamedTuple):
    """What to tell, and how."""

    status: int
    body: JsonObject | None
    headers: tuple[tuple[str, str], ...] = ()


class GraphQLEndpoint:
    """The ASGI application behind /graphql.

    Args:
        authenticator: tells who asks.
        register: what answers.
        today: the day.
        limits: what one request may ask.
        trusted: the published documents, and who may run no others.
        queries_by_get: whether GET is answered; variables then stand in a URL.
        compiling: whether operations are compiled, or all left to graphql-core.
        places: what a request of a role, or of a visitor, enters while it is answered; that raises UnavailableError if
            there is no place.
        ran: told what ran each operation.
    """

    def __init__(  # noqa: PLR0913 - its parts
        self,
        authenticator: Authenticator,
        register: Register,
        today: Callable[[], date],
        limits: Limits,
        trusted: TrustedDocuments,
        *,
        queries_by_get: bool = False,
        compiling: bool = True,
        places: Callable[[Role | None], AbstractContextManager[None]] = lambda _role: _NO_LIMIT,
        ran: Callable[[Executor], None] = lambda _executor: None,
    ) -> None:
        self._authenticator = authenticator
        self._register = register
        self._today = today
        self._limits = limits
        self._trusted = trusted
        self._planner = Planner(limits, compiling=compiling)
        self._places = places
        self._ran = ran
        self._deadlines = Deadlines(limits.operation_seconds)
        self._counting = Deadlines(limits.figures_seconds)
        self._by_query_string = frozenset({"GET"}) if queries_by_get else frozenset()
        self._allow = (("allow", "GET, POST" if queries_by_get else "POST"),)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request by ASGI."""
        method, headers = scope["method"], RequestHeaders(scope["headers"])
        if method == "POST" or method in self._by_query_string:
            reply = await self._reply(scope, headers, receive)
        elif method == "OPTIONS":
            reply = replied(204, None, JSON, self._allow)
        else:
            fault = _fault("Send the query by POST.", "BAD_USER_INPUT")
            reply = replied(405, fault, answer_type(headers.first(b"accept")) or JSON, self._allow)
        start, body = messages(reply)
        await send(start)
        await send(body)

    async def _reply(self, scope: Scope, headers: RequestHeaders, receive: Receive) -> Reply:
        media_type = answer_type(headers.first(b"accept"))
        if media_type is None:
            message = f"The answer comes as {GRAPHQL_JSON} or {JSON}: accept one of them."
            return replied(406, _fault(message, "BAD_USER_INPUT"), JSON)
        most_bytes = self._limits.body_bytes
        try:
            with self._deadlines.one() as deadline:
                by_query_string = scope["method"] != "POST"
                if by_query_string:
                    request = queried(scope, most_bytes)
                else:
                    check_type(headers)
                    body = scope.get(BODY)
                    request = posted(await received(receive, most_bytes) if body is None else body)
                principal = await self._authenticator.authenticate(Credentials.of(headers.raw))
                trace = trace_of(headers.first(b"traceparent"))
                with self._places(principal.role if principal else None):
                    answer = await self._run(
                        request, principal, trace, media_type, deadline, by_query_string=by_query_string
                    )
        except Malformed as error:
            more = {"argument": error.argument} if error.argument else {}
            answer = Answer(error.status, _fault(str(error), "BAD_USER_INPUT", more))
        except Challenge as challenge:
            body = _fault(challenge.message, challenge.code)
            answer = Answer(401, body, (("www-authenticate", challenge.www_authenticate),))
        except UnavailableError as error:
            answer = Answer(503, _fault(str(error), error.code), _retry(error.retry_after))
        except TimeoutError:
            fault = _fault("The answer took too long; ask for less, or try again later.", TimeoutExceededError.code)
            answer = Answer(503, fault | {"data": None}, _retry(_RETRY_SECONDS))
        return replied(answer.status, answer.body, media_type, answer.headers)

    async def _run(  # noqa: PLR0913 - what is known of the request
        self,
        request: Request,
        principal: Principal | None,
        trace: bytes,
        media_type: str,
        deadline: Deadline,
        *,
        by_query_string: bool,
    ) -> Answer:
        audience = principal.role if principal else None
        text = self._trusted.text(request.document)
        if isinstance(text, Refusal):
            return _refusal(text, media_type)
        planned = self._trusted.refusal(text, audience) or self._planner.plan(
            text, request.operation_name, audience, queries_only=by_query_string
        )
        if isinstance(planned, Refusal):
            return self._refused(planned, principal, text, trace, media_type)
        variables = planned.variables.accepted(request.variables, audience)
        if isinstance(variables, Refusal):
            return self._refused(variables, principal, text, trace, media_type)
        handed_over = planned.handed_over.of(variables)
        takes_long = partial(deadline.begin_anew, self._counting)
        context = Context(principal, self._today(), self._register, planned.digest, trace, handed_over, takes_long)
        self._ran("compiled" if planned.is_compiled else "graphql_core")
        result = planned.executor.execute(context, variables)
        result = result if isinstance(result, ExecutionResult) else await result
        if result.errors:
            record_refusals(context, result.errors, variables, planned.root)
        return _told(result, context)

    def _refused(
        self, refusal: Refusal, principal: Principal | None, text: str, trace: bytes, media_type: str
    ) -> Answer:
        """The answer of a refusal; what was hidden from a viewer is recorded as well."""
        if refusal.hidden and principal is not None:
            context = Context(principal, self._today(), self._register, digest_of(text), trace)
            record = refused(context, " ".join(refusal.hidden))
            self._register.log.refuse(principal.role, record, refusal.errors[0]["extensions"]["code"])
        if refusal.status == 401:  # noqa: PLR2004 - Unauthorized
            return Answer(
                401, {"errors": list(refusal.errors)}, (("www-authenticate", self._authenticator.challenge()),)
            )
        if refusal.status == 405:  # noqa: PLR2004 - Method Not Allowed
            return Answer(405, {"errors": list(refusal.errors)}, (("allow", "POST"),))
        return _refusal(refusal, media_type)


def _refusal(refusal: Refusal, media_type: str) -> Answer:
    return Answer(refusal.status if media_type == GRAPHQL_JSON else 200, {"errors": list(refusal.errors)})


def _told(result: ExecutionResult, context: Context) -> Answer:
    if not result.errors:
        return Answer(200, {"data": result.data})
    errors = [serialize_error(error, context.trace.hex()) for error in result.errors]
    if any(error["extensions"]["code"] in _LATER for error in errors):
        if any(isinstance(error.original_error, LogUnwritableError) for error in result.errors):
            context.register.log.metrics.unavailable()
        faults = (error.original_error for error in result.errors)
        wait = max((one.retry_after for one in faults if isinstance(one, UnavailableError)), default=_RETRY_SECONDS)
        # Half an answer could be read as a whole one.
        return Answer(503, {"errors": errors, "data": None}, _retry(wait))
    waits = [error["extensions"]["retryAfter"] for error in errors if "retryAfter" in error["extensions"]]
    headers = _retry(max(waits)) if waits else ()
    return Answer(200, {"errors": errors, "data": result.data}, headers)


def _retry(seconds: int) -> tuple[tuple[str, str], ...]:
    """The header that says when to come back."""
    return (("retry-after", str(seconds)),)


def _fault(message: str, code: str, more: Mapping[str, object] | None = None) -> JsonObject:
    return {"errors": [request_error(GraphQLError(message), code, more)]}
