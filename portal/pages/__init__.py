"""All pages of the portals, and the files that they load."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from portal.endpoint import endpoint
from portal.failures import failed
from portal.page_request import PageRequest, Portal
from portal.pages import assessor, citizen, employer, information, log_in, monitor, suwinet
from portal.static_files import static_files


def routes(portal: Portal) -> list[Route | Mount]:
    """The paths of the portals."""
    parts = (information, log_in, citizen, employer, suwinet, assessor, monitor)
    pages = [route for part in parts for route in part.routes(portal)]
    return [*pages, Route("/favicon.ico", _icon), Mount("/static", static_files())]


async def _icon(_request: Request) -> Response:
    """What browsers ask for where a page names no icon."""
    return RedirectResponse("/static/icon.svg", 301)


def not_found(portal: Portal) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What answers a path that isn't there: a page for who reads HTML, a line for everybody else."""

    async def unknown(request: PageRequest) -> Response:
        return await failed(request, "unknown", 404)

    page = endpoint(portal, unknown)

    async def answer(http: Request, _error: Exception) -> Response:
        wanted = http.method == "GET" and "text/html" in http.headers.get("accept", "")
        return await page(http) if wanted else PlainTextResponse("Not Found", 404)

    return answer
