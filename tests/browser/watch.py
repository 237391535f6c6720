"""What a browser asked, was told and complained of, and what of it should never be."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, ConsoleMessage, Error, Request, Response

from domain.bsn import passes_eleven_test
from tests.fixtures.tokens import JWT

_NINE_DIGITS = re.compile(r"(?<![0-9a-fA-F])[0-9]{9}(?![0-9a-fA-F])")
_OWN_STATUS = "Failed to load resource: the server responded with a status of"
_REFUSED = 400


def bsns_in(text: str) -> set[str]:
    """What is a citizen service number, or could be."""
    return {digits for digits in _NINE_DIGITS.findall(text) if passes_eleven_test(digits)}


@dataclass
class Watch:
    """Looks at all pages of a browser context."""

    home: str
    requests: list[Request] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _reading: "set[asyncio.Task[None]]" = field(default_factory=set)

    def at(self, context: BrowserContext) -> None:
        """Begin."""
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("requestfailed", self._failed)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))

    def forget(self) -> None:
        """Begin anew."""
        for seen in (self.requests, self.responses, self.read, self.complaints):
            seen.clear()

    @property
    def documents(self) -> list[Response]:
        """The pages that came."""
        return [one for one in self.responses if one.request.is_navigation_request()]

    async def faults(self) -> list[str]:
        """What should not have been; ask it before the context is closed."""
        if self._reading:
            await asyncio.wait(self._reading, timeout=5)  # some that a page was left for never come
        elsewhere = [one.url for one in self.requests if not one.url.startswith(f"{self.home}/")]
        refused = [
            f"{one.status} {one.url}"
            for one in self.responses
            if one.status >= _REFUSED and not one.request.is_navigation_request() and not one.url.endswith("/sessie")
        ]
        named = [one.url for one in self.requests if bsns_in(one.url) or re.search(r"[0-9]{9}L[0-9]{2}", one.url)]
        tokens = [url for url in self.read if url.startswith("TOKEN ")]
        return [*elsewhere, *refused, *named, *tokens, *self.complaints]

    def _asked(self, request: Request) -> None:
        self.requests.append(request)

    def _answered(self, response: Response) -> None:
        self.responses.append(response)
        if "/static/vendor/" not in response.url:
            task = asyncio.create_task(self._read(response))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)

    async def _read(self, response: Response) -> None:
        """Look for an access token in all that came. The browser may have thrown a body away: a redirect has none."""
        told = str(response.headers)
        with suppress(Error):
            told += str(await response.all_headers())
            told += (await response.body()).decode("utf-8", "replace")
            self.read.append(response.url)
        if JWT.search(told):
            self.read.append(f"TOKEN {response.url}")

    def _failed(self, request: Request) -> None:
        """What comes when one leaves the page is broken off, as a download is; the answer to a form isn't kept."""
        if request.failure not in {"net::ERR_ABORTED", "net::ERR_CACHE_MISS"}:
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _said(self, message: ConsoleMessage) -> None:
        """The browser repeats the status of a page that was refused; that is no fault of the page."""
        own = message.location["url"] in {one.url for one in self.documents} or message.location["url"].endswith(
            "/sessie"
        )
        if not (message.text.startswith(_OWN_STATUS) and own):
            self.complaints.append(f"console: {message.text[:200]}")
