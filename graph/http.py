"""/graphql: GraphQL over HTTP for one audience at a time.

The order is: media type and size, token, document, visibility, variables, run. Nothing is read from the database
before all of the first five have passed.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from inspect import isawaitable
from secrets import token_hex
from typing import Any, Final, Protocol

import orjson
from graphql import ExecutionResult, GraphQLError, VariableDefinitionNode, execute, print_ast
from graphql.execution.values import get_variable_values
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from auth.principal import Principal
from domain.errors import TimeoutExceededError, UnavailableError
from graph.context import Context
from graph.errors import JsonObject, request_error, told
from graph.limits import Limits
from graph.plan import Plan, Planner, Refusal
from graph.requests import GRAPHQL_JSON, JSON, Malformed, Request, answer_type, posted, queried
from graph.rules import MOST_ERRORS
from graph.scalars import UnreadableValueError
from graph.schema import SCHEMA, schema_for

_RETRY: Final = (("retry-after", "5"),)
_LATER: Final = frozenset({UnavailableError.code, TimeoutExceededError.code})


@dataclass(frozen=True, slots=True)
class Challenge(Exception):  # noqa: N818 - it is an answer, RFC 6750's word for it
    """A log-in that can't be accepted: what to tell, and the WWW-Authenticate header that says how to do better."""

    code: str
    message: str
    www_authenticate: str


class Gatekeeper(Protocol):
    """Who tells who is asking, from the Authorization header."""

    async def admit(self, authorization: list[str]) -> Principal | None:
        """The viewer, or None without a token.

        Raises:
            Challenge: the token can't be accepted.
            UnavailableError: it can't be verified now.
        """
        ...

    def challenge(self) -> str:
        """The WWW-Authenticate header for who sent no token."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A response before it is written."""

    status: int
    body: JsonObject | None
    headers: tuple[tuple[str, str], ...] = ()


class GraphQLEndpoint:
    """The ASGI application behind /graphql. Queries by GET are for who chose to: their variables stand in a URL."""

    def __init__(
        self,
        gatekeeper: Gatekeeper,
        context: Callable[[Principal | None], Context],
        limits: Limits,
        *,
        queries_by_get: bool = False,
    ) -> None:
        self._gatekeeper = gatekeeper
        self._context = context
        self._limits = limits
        self._planner = Planner(limits)
        self._by_query_string = frozenset({"GET", "HEAD"}) if queries_by_get else frozenset()
        self._allow = (("allow", "GET, HEAD, POST" if queries_by_get else "POST"),)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = Headers(scope=scope)
        media_type = answer_type(headers.get("accept"))
        try:
            answer = await self._answer(scope, headers, receive, media_type)
        except Malformed as error:
            answer = Answer(error.status, _fault(str(error), "BAD_USER_INPUT"))
        await _write(send, answer, media_type or JSON)

    async def _answer(self, scope: Scope, headers: Headers, receive: Receive, media_type: str | None) -> Answer:
        method = scope["method"]
        if method == "OPTIONS":
            return Answer(204, None, self._allow)
        if method != "POST" and method not in self._by_query_string:
            return Answer(405, _fault("Send the query by POST.", "BAD_USER_INPUT"), self._allow)
        if media_type is None:
            raise Malformed(406, f"The answer comes as {GRAPHQL_JSON} or {JSON}: accept one of them.")
        if method == "POST":
            request = await posted(headers, receive, self._limits.body_bytes)
        else:
            request = queried(scope, self._limits.body_bytes)
        try:
            principal = await self._gatekeeper.admit(headers.getlist("authorization"))
        except Challenge as challenge:
            body = _fault(challenge.message, challenge.code)
            return Answer(401, body, (("www-authenticate", challenge.www_authenticate),))
        except UnavailableError as error:
            return Answer(503, _fault(str(error), error.code), _RETRY)
        answer = await self._run(request, self._context(principal), media_type)
        if answer.status == 401:  # noqa: PLR2004 - Unauthorized
            return Answer(401, answer.body, (("www-authenticate", self._gatekeeper.challenge()),))
        return answer

    async def _run(self, request: Request, context: Context, media_type: str) -> Answer:
        planned = self._planner.plan(request.query, request.operation_name, context.audience)
        if isinstance(planned, Plan):
            planned = _with_variables(planned, request.variables)
        if isinstance(planned, Refusal):
            always = planned.status == 401  # noqa: PLR2004 - Unauthorized
            return Answer(
                planned.status if always or media_type == GRAPHQL_JSON else 200, {"errors": list(planned.errors)}
            )
        try:
            async with asyncio.timeout(self._limits.operation_seconds):
                result = execute(
                    schema_for(context.audience),
                    planned.document,
                    context_value=context,
                    variable_values=request.variables,
                    operation_name=request.operation_name,
                    hide_suggestions=True,
                )
                return _told(await result if isawaitable(result) else result)
        except TimeoutError:
            fault = _fault("The answer took too long; ask for less, or try again later.", TimeoutExceededError.code)
            return Answer(503, fault | {"data": None}, _RETRY)


def _with_variables(planned: Plan, variables: dict[str, Any]) -> Plan | Refusal:
    """Refuse variables that can't be read, in words that never repeat a value, naming the argument they feed."""
    coerced = get_variable_values(
        SCHEMA, planned.operation.variable_definitions or (), variables, max_errors=MOST_ERRORS, hide_suggestions=True
    )
    if not isinstance(coerced, list):
        return planned
    return Refusal(400, tuple(_variable_error(error, planned.arguments) for error in coerced))


def _variable_error(error: GraphQLError, arguments: dict[str, str]) -> JsonObject:
    definition = next((node for node in error.nodes or () if isinstance(node, VariableDefinitionNode)), None)
    if definition is None:
        return request_error(GraphQLError("The variables can't be read."), "BAD_USER_INPUT")
    name = definition.variable.name.value
    if isinstance(error.original_error, UnreadableValueError):
        message = error.original_error.message
    else:
        message = f"Variable ${name} must have a value of type {print_ast(definition.type)}."
    return request_error(GraphQLError(message, definition), "BAD_USER_INPUT", {"argument": arguments.get(name, name)})


def _told(result: ExecutionResult) -> Answer:
    if not result.errors:
        return Answer(200, {"data": result.data})
    trace_id = token_hex(16)
    errors = [told(error, trace_id) for error in result.errors]
    if any(error["extensions"]["code"] in _LATER for error in errors):
        return Answer(503, {"errors": errors, "data": None}, _RETRY)  # half an answer could be read as a whole one
    return Answer(200, {"errors": errors, "data": result.data})


def _fault(message: str, code: str) -> JsonObject:
    return {"errors": [request_error(GraphQLError(message), code)]}


async def _write(send: Send, answer: Answer, media_type: str) -> None:
    body = b"" if answer.body is None else orjson.dumps(answer.body)
    described = (("content-type", f"{media_type}; charset=utf-8"), ("content-length", str(len(body)))) if body else ()
    headers = (
        *described,
        ("cache-control", "no-store"),
        ("vary", "accept, authorization"),
        ("x-content-type-options", "nosniff"),
        *answer.headers,
    )
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        }
    )
    await send({"type": "http.response.body", "body": body})
