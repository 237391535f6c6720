"""What a request says of who sends it: a token, or the cookie of a portal's session."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol, Self

from auth.principal import Principal
from graph.requests import RequestHeaders


class Credentials(NamedTuple):
    """The headers that tell who asks. An Authorization header, whatever its scheme, makes the cookie count for nothing.

    Attributes:
        authorization: every Authorization header.
        cookie: the Cookie header as it came; None without one, or beside an Authorization header.
        csrf: the X-CSRF-Token header, which a page of ours sends with the cookie and another site can't.
        navigation: a browser comes here by following a link, which sends no such header.
    """

    authorization: list[str]
    cookie: str | None
    csrf: str | None
    navigation: bool

    @classmethod
    def of(cls, headers: RequestHeaders, *, navigation: bool = False) -> Self:
        """Those of a request."""
        authorization = headers.all(b"authorization")
        if authorization:
            return cls(authorization, None, None, navigation)
        cookie = "; ".join(headers.all(b"cookie")) or None  # HTTP/2 may part it (RFC 9113 section 8.2.3)
        return cls(authorization, cookie, headers.first(b"x-csrf-token"), navigation)


@dataclass(frozen=True, slots=True)
class Challenge(Exception):  # noqa: N818 - it is an answer, RFC 6750's word for it
    """A log-in that can't be accepted: what to tell, and the WWW-Authenticate header that says how to do better."""

    code: str
    message: str
    www_authenticate: str


class Gatekeeper(Protocol):
    """Who tells who is asking."""

    async def admit(self, credentials: Credentials) -> Principal | None:
        """The viewer, or None without a token or a session.

        Raises:
            Challenge: the token, or that of the session, can't be accepted.
            UnavailableError: it can't be verified now.
        """
        ...

    def challenge(self) -> str:
        """The WWW-Authenticate header for who sent no token."""
        ...
