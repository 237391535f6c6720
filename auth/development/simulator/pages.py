"""The pages, and the headers that each answer has."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

HEADERS: Final[Mapping[str, str]] = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

_HERE: Final = Path(__file__).parent
_STYLESHEET: Final = "simulator.css"


class Pages:
    """Renders the templates.

    Args:
        root: the path that the simulator is mounted at.
        portal: the origin that forms may lead to, besides our own.
    """

    def __init__(self, root: str, portal: str) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["stylesheet"] = f"{root}/{_STYLESHEET}"
        self._css = (_HERE / _STYLESHEET).read_text(encoding="utf-8")
        self._policy = (
            f"default-src 'none'; style-src 'self'; form-action 'self' {portal}; base-uri 'none'; "
            "frame-ancestors 'none'"
        )

    def page(self, template: str, status: int = 200, **context: object) -> HTMLResponse:
        """A page.

        With `Referrer-Policy: no-referrer` browsers send `Origin: null` with a form (Fetch, "append a request Origin
        header"), so a page has `strict-origin`: no address leaves it, and the form's origin can be checked.
        """
        content = self._templates.get_template(f"{template}.html").render(context)
        headers = {**HEADERS, "referrer-policy": "strict-origin", "content-security-policy": self._policy}
        return HTMLResponse(content, status, headers)

    async def stylesheet(self, _request: Request) -> Response:
        """The one stylesheet."""
        return Response(self._css, headers={**HEADERS, "cache-control": "no-cache"}, media_type="text/css")

    @property
    def stylesheet_path(self) -> str:
        """Where it is, within the simulator."""
        return f"/{_STYLESHEET}"


def document(content: Mapping[str, object], status: int = 200, **headers: str) -> JSONResponse:
    """An answer to a program."""
    return JSONResponse(content, status, {**HEADERS, **headers})


def redirect(address: str) -> RedirectResponse:
    """Go there, by GET (RFC 9700 section 4.12)."""
    return RedirectResponse(address, 303, HEADERS)
