"""The pages for everybody: the start, what the register is, and how this site treats people; and the language."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal.frame import HOMES
from portal.languages import ENGLISH, Language, Texts, in_dutch, in_english
from portal.visits import LANGUAGE_COOKIE, Handler, Portal, Visit, back_to, endpoint, failed

_PAGES: Final = {
    "/over-het-register": ("about", ("why", "what", "who", "not")),
    "/toegankelijkheid": ("accessibility", ("status", "scope", "tested", "known", "tell", "enforced")),
    "/privacy": ("privacy", ("logged", "cookies")),
}
_A_YEAR: Final = 365 * 24 * 3600
_PORTALS: Final = {role.value.lower(): role for role in HOMES}


def routes(portal: Portal) -> list[Route]:
    """The pages for everybody."""
    pages = {"/": start, **{path: _page(*what) for path, what in _PAGES.items()}}
    return [
        *(Route(path, endpoint(portal, _in(Language.NL, page)), methods=["GET"]) for path, page in pages.items()),
        *(
            Route(in_english(path), endpoint(portal, _in(Language.EN, page)), methods=["GET"])
            for path, page in pages.items()
        ),
        Route("/robots.txt", _robots(), methods=["GET"]),
        Route("/taal/{language}", endpoint(portal, language), methods=["GET"]),
    ]


def _in(language: Language, page: Handler) -> Handler:
    """A page in the language of its address; the portal that one came from stays around it.

    Who chose English, and comes to the Dutch address, is led to the other one; who comes to that one has chosen.
    """

    async def show(visit: Visit) -> Response:
        chosen = visit.texts.language
        if chosen is Language.EN and language is Language.NL:
            return visit.redirect(in_english(visit.path))
        visit.texts = Texts(language)
        visit.came_from = _PORTALS.get(visit.request.query_params.get("portaal", ""))
        response = await page(visit)
        if language is Language.EN and chosen is not Language.EN:
            _remember(response, language)
        return response

    return show


def _remember(response: Response, language: str) -> None:
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=_A_YEAR, secure=True, httponly=True, samesite="lax")


async def start(visit: Visit) -> Response:
    """Who are you?"""
    return await visit.page("start.html", description=visit.texts("about.short"), crumbs=[], **_addresses(visit))


def _page(name: str, parts: tuple[str, ...]) -> Handler:
    async def show(visit: Visit) -> Response:
        around = {"description": visit.texts(f"{name}.short"), "crumbs": [], **_addresses(visit)}
        return await visit.page("page.html", name=name, parts=parts, **around)

    return show


def _addresses(visit: Visit) -> dict[str, Any]:
    """The page's address in each language, for search engines."""
    dutch = visit.request.url.path.removeprefix(ENGLISH) or "/"
    url = visit.portal.url
    return {"addresses": {"nl": f"{url}{dutch}", "en": f"{url}{in_english(dutch)}"}}


def _robots() -> Callable[[Request], Awaitable[Response]]:
    """What search engines may read: the pages for everybody; the others say themselves that they aren't to be kept."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in ("/graphql", "/downloads/", "/login/", "/taal/"))]

    async def robots(_request: Request) -> Response:
        return PlainTextResponse("\n".join([*lines, ""]), headers={"cache-control": "public, max-age=3600"})

    return robots


async def language(visit: Visit) -> Response:
    """Go on in another language."""
    chosen = visit.request.path_params["language"]
    if chosen not in set(Language):
        return await failed(visit, "unknown", 404)
    back = in_dutch(back_to(visit.request.query_params.get("terug")) or "/")
    public = urlsplit(back).path in {"/", *_PAGES}
    response = visit.redirect(in_english(back) if public and chosen == Language.EN else back)
    _remember(response, chosen)
    return response
