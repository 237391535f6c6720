"""/.well-known/security.txt: where to tell that something is wrong with the security of the service (RFC 9116)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

SECURITY_TXT_PATH: Final = "/.well-known/security.txt"
VALID_DAYS: Final = 180
"""How long a copy may be relied on; the RFC advises less than a year."""


class SecurityTxt:
    """Answers the file.

    Args:
        contact: a URI (RFC 9116 section 2.5.3).
        url: the public address of the service.
        today: the day.
    """

    def __init__(self, contact: str, url: str, today: Callable[[], date]) -> None:
        self._contact = contact
        self._url = url
        self._today = today

    async def answer(self, _request: Request) -> Response:
        """The file, as of today."""
        return PlainTextResponse(
            f"Contact: {self._contact}\n"
            f"Expires: {self._today() + timedelta(VALID_DAYS)}T00:00:00Z\n"
            "Preferred-Languages: nl, en\n"
            f"Canonical: {self._url}{SECURITY_TXT_PATH}\n",
            headers={"cache-control": "public, max-age=3600"},
        )
