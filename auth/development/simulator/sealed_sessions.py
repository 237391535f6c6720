"""That someone is logged in with a provider: a cookie that goes to that provider only."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from auth.development.simulator.login_form import Identity
from auth.development.simulator.seal import Seal

COOKIE: Final = "simulator-session"
LIFETIME: Final = 4 * 3600


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """Who logged in, and when, in seconds since 1970."""

    identity: Identity
    authenticated_at: int


class Sessions:
    """The sessions of one provider. They live in the browser, sealed.

    Args:
        seal: of this purpose.
        path: of the provider; the cookie goes nowhere else.
        clock: the seconds since 1970.
    """

    def __init__(self, seal: Seal, path: str, clock: Callable[[], float]) -> None:
        self._seal = seal
        self._path = path
        self._clock = clock

    def of(self, request: Request) -> Session | None:
        """The session of this browser, while it lasts."""
        content = self._seal.open(request.cookies.get(COOKIE, ""))
        if content is None or self._clock() >= content["authenticated_at"] + LIFETIME:
            return None
        return Session(Identity(**content["identity"]), content["authenticated_at"])

    def begin(self, response: Response, session: Session) -> None:
        """Have the browser remember it until it closes."""
        sealed = self._seal.close(asdict(session))
        response.set_cookie(COOKIE, sealed, path=self._path, httponly=True, samesite="lax")

    def end(self, response: Response) -> None:
        """Have the browser forget it."""
        response.delete_cookie(COOKIE, path=self._path, httponly=True, samesite="lax")
