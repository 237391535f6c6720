"""The pages for everybody: the start, what the register is, and how this site treats people; and the language."""

from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from portal.languages import Language
from portal.visits import LANGUAGE_COOKIE, Handler, Portal, Visit, back_to, endpoint, failed

_PAGES: Final = {
    "/over-het-register": ("about", ("why", "what", "who", "not")),
    "/toegankelijkheid": ("accessibility", ("how", "tell")),
    "/privacy": ("privacy", ("logged", "cookies")),
}
_A_YEAR: Final = 365 * 24 * 3600


def routes(portal: Portal) -> list[Route]:
    """The pages for everybody."""
    pages = [Route(path, endpoint(portal, _page(*what)), methods=["GET"]) for path, what in _PAGES.items()]
    return [
        Route("/", endpoint(portal, start), methods=["GET"]),
        *pages,
        Route("/taal/{language}", endpoint(portal, language), methods=["GET"]),
    ]


async def start(visit: Visit) -> Response:
    """Who are you?"""
    return await visit.page("start.html")


def _page(name: str, parts: tuple[str, ...]) -> Handler:
    async def show(visit: Visit) -> Response:
        return await visit.page("page.html", name=name, parts=parts)

    return show


async def language(visit: Visit) -> Response:
    """Go on in another language."""
    chosen = visit.request.path_params["language"]
    if chosen not in set(Language):
        return await failed(visit, "unknown", 404)
    response = visit.redirect(back_to(visit.request.query_params.get("terug")) or "/")
    response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_A_YEAR, secure=True, httponly=True, samesite="lax")
    return response
