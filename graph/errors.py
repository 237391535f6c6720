"""The one mapping from what went wrong to what a client is told.

A message never repeats a value that was sent. What we did not foresee is masked: the client gets a trace id, the log
gets the rest.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import structlog
from graphql import GraphQLError

from auth.visibility.policy import POLICY
from domain.errors import BadUserInputError, RateLimitedError, RegisterError
from domain.roles import Role

log = structlog.get_logger()

JsonObject = dict[str, Any]

_NUMBER: Final = re.compile("[0-9]{8,}")


class FieldNotVisibleError(RegisterError):
    """The viewer's role may not ask this coordinate."""

    code: ClassVar[str] = "FIELD_NOT_VISIBLE"

    def __init__(self, coordinate: str, role: Role | None) -> None:
        super().__init__(f"{coordinate} is not visible to your role; leave it out.")
        self.coordinate = coordinate
        self.role = role


def extensions(error: RegisterError) -> JsonObject:
    """The `extensions` of a known fault."""
    found: JsonObject = {"code": error.code}
    if isinstance(error, BadUserInputError):
        found["argument"] = error.argument
    if isinstance(error, RateLimitedError):
        found["retryAfter"] = error.retry_after
    if isinstance(error, FieldNotVisibleError):
        rule = POLICY.get(error.coordinate)
        found["coordinate"] = error.coordinate
        found["visibleTo"] = [role.value for role in rule.roles] if rule else []
        found["legalBasis"] = rule.legal_basis(error.role) if rule else ""
    return found


def serialize_error(error: GraphQLError, trace_id: str) -> JsonObject:
    """An execution error as the client is told of it: a known fault in its words, anything else masked."""
    cause = error.original_error
    if isinstance(cause, RegisterError):
        answer: JsonObject = {"message": str(cause)}
        details = extensions(cause)
    else:
        log.error("unforeseen error in a resolver", trace_id=trace_id, exc_info=cause or error)
        answer = {"message": "Something went wrong here; report it with the trace id."}
        details = {"code": "INTERNAL", "traceId": trace_id}
    return _placed(answer, error) | {"extensions": details}


def masked(text: str) -> str:
    """A text that was sent, without the numbers in it: the name of a variable or an argument may hold a BSN."""
    return _NUMBER.sub("…", text)


def request_error(error: GraphQLError, code: str, more: Mapping[str, object] | None = None) -> JsonObject:
    """A fault of the request itself, found before anything ran. Its message must be free of values."""
    details = dict(more or {})
    if isinstance(argument := details.get("argument"), str):
        details["argument"] = masked(argument)
    return _placed({"message": error.message}, error) | {"extensions": {"code": code, **details}}


def _placed(answer: JsonObject, error: GraphQLError) -> JsonObject:
    if error.locations:
        answer["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        answer["path"] = list(error.path)
    return answer
