"""How a page is asked and answers: the way that every page takes, whatever goes wrong.

The language, the form and where it comes from, the session, the role, the CSRF mark, the page itself. What was typed is
never lost: a page that can't be shown gives it back in a form to send again.
"""

from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from auth.forms import has_controls, posted_form
from auth.login.sessions import SESSION_COOKIE
from domain.errors import RegisterError
from domain.roles import Role
from portal.api import ApiError
from portal.failures import failed, failed_with, session_over, unfit
from portal.frame import HOMES
from portal.kept_forms import KEPT
from portal.languages import Language, Texts
from portal.page_request import LANGUAGE_COOKIE, PRIVATE, PageRequest, Portal

log = structlog.get_logger()

_MOST_FIELDS: Final = 60


Handler = Callable[[PageRequest], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(  # noqa: PLR0913 - what differs between pages
    portal: Portal,
    handler: Handler,
    role: Role | None = None,
    *,
    own_csrf: bool = False,
    by_script: bool = False,
    by_head: bool = True,
) -> Endpoint:
    """A page for everybody, or for one role.

    Args:
        portal: what the pages are made of.
        handler: shows the page.
        role: who may see it; None: everybody, logged in or not.
        own_csrf: whether the handler itself looks at what proves that the form is the page's own.
        by_script: whether a script sends the form, for somebody who would be told in vain what can't be read: what is
            kept goes without the fields that can't.
        by_head: whether HEAD is answered; never for a role, where it would be recorded and hand over nothing.
    """

    async def answer(http: Request) -> Response:
        request = PageRequest(portal, http, Texts(_language(http)), role)
        try:
            if http.method == "HEAD" and not (by_head and role is None):
                return Response(status_code=405, headers={"allow": "GET", **PRIVATE})
            return await _answered(request, handler, own_csrf=own_csrf, by_script=by_script)
        except ApiError as error:
            return await failed_with(request, error.code, error)
        except RegisterError as error:
            return await failed_with(request, error.code)
        except ValidationError as error:
            return await unfit(request, error)
        except Exception:
            log.exception("a page failed")
            return await failed(request, "internal", 500)

    return answer


async def _answered(request: PageRequest, handler: Handler, *, own_csrf: bool, by_script: bool) -> Response:
    http, portal = request.http, request.portal
    posted = http.method == "POST"
    if posted and not _from_our_own_page(http, portal.origin):
        return await failed(request, "elsewhere", 403)
    if posted:
        form = await _form(http)
        if form is None:
            return await failed(request, "form", 400)
        unreadable = {name for name, text in form.items() if has_controls(text)}
        if unreadable and not (by_script and all(name.startswith(KEPT) for name in unreadable)):
            return await failed(request, "characters", 400)
        request.form = {name: text for name, text in form.items() if name not in unreadable}
    elif request.role and any(has_controls(text) for _, text in http.query_params.multi_items()):
        return await failed(request, "characters", 400)  # of a form that is sent by GET
    request.visitor = await portal.sessions.visitor(http.cookies)
    refused = await _refused(request, request.role)
    marked = request.visitor is None or own_csrf or portal.sessions.marked(http.cookies, request.form.get("csrf"))
    if refused is None and posted and not marked:
        refused = await failed(request, "form_over", 403)
    return refused or await handler(request)


async def _refused(request: PageRequest, role: Role | None) -> Response | None:
    """The page for who isn't logged in, not any more, or as somebody else; None: go on."""
    if role is None or (request.visitor is not None and request.visitor.role is role):
        return None
    if request.visitor is not None:
        return await request.page(
            "other_role.html", 403, role=request.visitor.role.value, there=HOMES[request.visitor.role]
        )
    if request.http.method == "GET" and SESSION_COOKIE not in request.http.cookies:
        return await request.page("log_in.html", providers=request.portal.providers.of(role), crumbs=[])
    return await session_over(request)


def _language(http: Request) -> Language:
    chosen = http.cookies.get(LANGUAGE_COOKIE)
    return Language(chosen) if chosen in set(Language) else Language.NL


def _from_our_own_page(http: Request, origin: str) -> bool:
    site = http.headers.get("sec-fetch-site")
    return site == "same-origin" if site is not None else http.headers.get("origin") == origin


async def _form(http: Request) -> dict[str, str] | None:
    """The fields of a form, each once; None if it isn't a form of ours."""
    pairs = await posted_form(http, _MOST_FIELDS)
    fields = dict(pairs or ())
    return None if pairs is None or len(fields) != len(pairs) else fields
