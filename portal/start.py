"""The start page: what this is, and what to do next."""

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

_HERE: Final = Path(__file__).parent
_PAGE: Final = (_HERE / "start.html").read_text(encoding="utf-8")
_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


async def start_page(_request: Request) -> HTMLResponse:
    """The page at /."""
    return HTMLResponse(_PAGE, headers=_HEADERS)


def routes() -> list[Route | Mount]:
    """The start page and what it needs."""
    return [Route("/", start_page), Mount("/static", StaticFiles(directory=_HERE / "static"))]
