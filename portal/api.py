"""The portals ask the register as every client does: GraphQL over HTTP, by trusted documents."""

from typing import Any, Final

import httpx2

from portal.operations import document_id

_UNAVAILABLE: Final = "UNAVAILABLE"


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


class Api:
    """The register's GraphQL endpoint.

    Args:
        client: an HTTP client whose base address is the service's.
    """

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    async def ask(self, token: str, audience: str, name: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The data of an operation of portal/operations.

        Raises:
            ApiError: it was refused, or the service can't be reached.
        """
        body = {"documentId": document_id(audience, name), "variables": variables}
        headers = {"authorization": f"Bearer {token}", "accept": "application/graphql-response+json"}
        try:
            response = await self._client.post("/graphql", json=body, headers=headers)
            answer = response.json()
        except (httpx2.HTTPError, OSError, ValueError):
            raise ApiError(_UNAVAILABLE) from None
        if errors := answer.get("errors"):
            told = errors[0].get("extensions", {})
            code = told.get("code", "INTERNAL")
            raise ApiError(code, told.get("argument"), told.get("retryAfter"), told.get("traceId"))
        data: dict[str, Any] = answer["data"]
        return data

    async def close(self) -> None:
        """Close its connections."""
        await self._client.aclose()
