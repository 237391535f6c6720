"""The pages for everybody: the start, what the register is, and how this site treats people; and the language."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal.endpoint import Handler, endpoint
from portal.failures import failed
from portal.frame import HOMES
from portal.languages import Language, Texts, in_dutch, in_english
from portal.page_request import LANGUAGE_COOKIE, PageRequest, Portal, back_to
from portal.pages import admission, published_figures

_PAGES: Final = {
    "/over-het-register": ("about", ("why", "what", "who", "not")),
    "/toegankelijkheid": ("accessibility", ("status", "scope", "tested", "known", "tell", "enforced")),
    "/privacy": ("privacy", ("logged", "cookies")),
}
_ASKING: Final = {admission.PATH: admission.page, published_figures.PATH: published_figures.page}
_A_YEAR: Final = 365 * 24 * 3600
_PORTALS: Final = {role.value.lower(): role for role in HOMES}


def routes(portal: Portal) -> list[Route]:
    """The pages for everybody."""
    pages = {"/": start, **{path: _page(*what) for path, what in _PAGES.items()}, **_ASKING}
    methods = {admission.PATH: ["GET", "POST"]}
    return [
        Route(address, endpoint(portal, _in(language, page)), methods=methods.get(path, ["GET"]))
        for path, page in pages.items()
        for language, address in ((Language.NL, path), (Language.EN, in_english(path)))
    ] + [
        Route("/robots.txt", _robots(), methods=["GET"]),
        Route("/taal/{language}", endpoint(portal, language), methods=["GET"]),
    ]


def _in(language: Language, page: Handler) -> Handler:
    """A page in the language of its address; the portal that one came from stays around it.

    Who chose English, and comes to the Dutch address, is led to the other one; who comes to that one has chosen.
    """

    async def show(request: PageRequest) -> Response:
        chosen = request.texts.language
        if chosen is Language.EN and language is Language.NL and request.http.method != "POST":
            return request.redirect(in_english(request.path))
        request.texts = Texts(language)
        request.came_from = _PORTALS.get(request.http.query_params.get("portaal", ""))
        response = await page(request)
        if language is Language.EN and chosen is not Language.EN:
            _remember(response, language)
        return response

    return show


def _remember(response: Response, language: str) -> None:
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=_A_YEAR, secure=True, httponly=True, samesite="lax")


async def start(request: PageRequest) -> Response:
    """Who are you?"""
    return await request.page(
        "start.html", description=request.texts("about.short"), crumbs=[], addresses=request.addresses
    )


def _page(name: str, parts: tuple[str, ...]) -> Handler:
    async def show(request: PageRequest) -> Response:
        return await request.page(
            "page.html",
            name=name,
            parts=parts,
            description=request.texts(f"{name}.short"),
            crumbs=[],
            addresses=request.addresses,
        )

    return show


def _robots() -> Callable[[Request], Awaitable[Response]]:
    """What search engines may read: the pages for everybody; the others say themselves that they aren't to be kept."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in ("/graphql", "/downloads/", "/login/", "/taal/"))]

    async def robots(_request: Request) -> Response:
        return PlainTextResponse("\n".join([*lines, ""]), headers={"cache-control": "public, max-age=3600"})

    return robots


async def language(request: PageRequest) -> Response:
    """Go on in another language."""
    chosen = request.http.path_params["language"]
    if chosen not in set(Language):
        return await failed(request, "unknown", 404)
    asked = back_to(request.http.query_params.get("terug")) or "/"
    back = back_to(in_dutch(asked)) or "/"  # without /en it may lead elsewhere
    public = urlsplit(back).path in {"/", *_PAGES, *_ASKING}
    response = request.redirect(in_english(back) if public and chosen == Language.EN else back)
    _remember(response, chosen)
    return response
