"""The portals ask the register as every client does: GraphQL over HTTP, by trusted documents."""

from functools import cache
from typing import Final, Generic

import httpx2
import orjson
from pydantic import BaseModel, Field, ValidationError
from pydantic.alias_generators import to_camel

from portal.operations.operation import Data, Operation

_UNAVAILABLE: Final = "UNAVAILABLE"
_NO_JSON: Final = "json_invalid"


class ApiError(Exception):
    """The register refused, or could not answer.

    Attributes:
        code: `extensions.code` of its first error.
        argument: which argument isn't good, where the code is BAD_USER_INPUT.
        retry_after: in how many seconds it may be asked again, where it says so.
        trace_id: by which its makers find what went wrong, where it says so.
    """

    def __init__(
        self, code: str, argument: str | None = None, retry_after: int | None = None, trace_id: str | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.argument = argument
        self.retry_after = retry_after
        self.trace_id = trace_id


class Reply(BaseModel, Generic[Data], strict=True, hide_input_in_errors=True):
    """A response with data, and without errors."""

    data: Data
    errors: tuple[()] | None = None


class _Extensions(BaseModel, strict=True, alias_generator=to_camel):
    """What the portals read of an error."""

    code: str = "INTERNAL"
    argument: str | None = None
    retry_after: int | None = None
    trace_id: str | None = None


class _Error(BaseModel):
    extensions: _Extensions = _Extensions()


class _Refusal(BaseModel):
    """A response with errors; its data, if it has any, aren't read."""

    errors: list[_Error] = Field(min_length=1)


class Api:
    """The register's GraphQL endpoint.

    Args:
        client: an HTTP client whose base address is the service's.
        figures_seconds: how long an answer may take for which figures are counted.
    """

    def __init__(self, client: httpx2.AsyncClient, figures_seconds: float) -> None:
        self._client = client
        self._counting = httpx2.Timeout(client.timeout.connect, read=figures_seconds)

    async def ask(self, token: str | None, operation: Operation[Data], *, counts: bool = False) -> Data:
        """The data of an operation of portal/operations.

        Args:
            token: the viewer's; None: it is an operation for everybody.
            operation: the operation, with its variables.
            counts: whether figures are counted for it.

        Raises:
            ApiError: it was refused, or the service can't be reached.
            ValidationError: the answer isn't one to this operation.
        """
        body = orjson.dumps({"documentId": operation.document_id, "variables": operation.variables})
        headers = {
            "accept": "application/graphql-response+json",
            "content-type": "application/json",
        }
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        timeout = self._counting if counts else httpx2.USE_CLIENT_DEFAULT
        try:
            response = await self._client.post("/graphql", content=body, headers=headers, timeout=timeout)
        except (httpx2.HTTPError, OSError):
            raise ApiError(_UNAVAILABLE) from None
        return _data(operation.data, response.content)

    async def close(self) -> None:
        """Close its connections."""
        await self._client.aclose()


def _data(wanted: type[Data], body: bytes) -> Data:
    try:
        reply: Reply[Data] = _reply(wanted).model_validate_json(body)
    except ValidationError as error:
        unfit = error
    else:
        return reply.data
    try:
        refused = _Refusal.model_validate_json(body).errors[0].extensions
    except ValidationError:
        if unfit.errors()[0]["type"] == _NO_JSON:
            raise ApiError(_UNAVAILABLE) from None
        raise unfit from None
    raise ApiError(refused.code, refused.argument, refused.retry_after, refused.trace_id)


@cache
def _reply(wanted: type[Data]) -> type[Reply[Data]]:
    """Made at run time, once a type."""
    return Reply[wanted]  # type: ignore[valid-type]
