"""The page at /graphiql: GraphiQL, served by ourselves, acting as whoever one logs in as.

Nothing is loaded from elsewhere, and what it holds (queries, answers, the token) it holds in memory until the tab
closes. In development there is a menu of demo log-ins; otherwise a field to paste an access token.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from auth.principal import OfficialKind
from domain.roles import Role

_HERE: Final = Path(__file__).parent
_PAGE: Final = Template((_HERE / "graphiql.html").read_text(encoding="utf-8"))
_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
}
_VARIABLE: Final = re.compile(r"\$(\w+): *(\[?)")

_MENU: Final = """<label for="login">Inloggen als</label>
<select id="login" autocomplete="off">
{options}
</select>"""
_DEMONSTRATION: Final = " De personen zijn verzonnen."
_FIELD: Final = """<label for="token">Toegangstoken</label>
<input id="token" type="password" autocomplete="off" autocapitalize="off" spellcheck="false">
<button id="use" type="button">Gebruik dit token</button>"""


@dataclass(frozen=True, slots=True)
class Login:
    """A demo log-in of the menu.

    Attributes:
        name: what the page asks a token for.
        label: what the menu says.
        role: whom it speaks for; None: a visitor without a token.
        variables: what to fill in in the examples, by the name of the variable.
        kind: of the officer's organisation, whose own examples come before the refused one; None: there are none.
    """

    name: str
    label: str
    role: Role | None
    variables: Mapping[str, object] = field(default_factory=dict)
    kind: OfficialKind | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """An operation with its variables."""

    query: str
    variables: dict[str, object]


def examples(role: Role | None, known: Mapping[str, object], kind: OfficialKind | None = None) -> list[Example]:
    """The examples of a role, in the order of its file; a variable that isn't known is left empty."""
    *good, refused = _operations("public" if role is None else role.value)
    own = _operations(kind) if kind == "MUNICIPALITY" else []
    return [Example(query, dict(_filled_in(query, known))) for query in (*good, *own, refused)]


def _operations(audience: str) -> list[str]:
    """Each operation of a file with the comment above it; it ends at the first brace that begins a line."""
    document = (_HERE / "examples" / f"{audience.lower()}.graphql").read_text(encoding="utf-8")
    return [operation.strip() + "\n}\n" for operation in document.split("\n}\n") if operation.strip()]


def _filled_in(query: str, known: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, is_list in _VARIABLE.findall(query):
        empty: object = [""] if is_list else ""
        yield name, known.get(name, empty)


def routes(logins: Sequence[Login] = ()) -> list[Route]:
    """The page and its examples.

    Args:
        logins: those of the menu, in development; none: the page asks for a token.
    """
    start = next((login for login in logins if login.role is not None), None)  # whose first example shows somebody
    options = "\n".join(
        f'<option value="{escape(login.name)}" data-role="{login.role or ""}"{" selected" if login is start else ""}>'
        f"{escape(login.label)}</option>"
        for login in logins
    )
    page = _PAGE.substitute(
        bar=_MENU.format(options=options) if logins else _FIELD, demonstration=_DEMONSTRATION if logins else ""
    )
    if logins:
        found = {login.name: examples(login.role, login.variables, login.kind) for login in logins}
    else:
        found = {"none" if role is None else role.value: examples(role, {}) for role in (None, *Role)}
    listed = {name: [_tab(example) for example in several] for name, several in found.items()}

    async def show(_request: Request) -> HTMLResponse:
        return HTMLResponse(page, headers=_HEADERS)

    async def tabs(_request: Request) -> JSONResponse:
        return JSONResponse(listed, headers=_HEADERS)

    return [Route("/graphiql", show), Route("/graphiql/examples.json", tabs)]


def _tab(example: Example) -> dict[str, str]:
    """What GraphiQL wants of a tab: both as texts."""
    variables = json.dumps(example.variables, indent=2, ensure_ascii=False) if example.variables else ""
    return {"query": example.query, "variables": variables}
