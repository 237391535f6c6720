"""How many letters weren't opened yet, for the number in the main navigation.

It is asked after the log-in, and of what a page finds out anyway; the session holds it for some minutes, so that a page
doesn't ask for it. No page fails because nobody knows: then there is no number; docs/decisions/0038.
"""

import asyncio
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from auth.login.sessions import Visitor
from domain.errors import RegisterError
from domain.roles import Role, Service
from portal.api import ApiError
from portal.operations import citizen, employer
from portal.operations.operation import TypedData

if TYPE_CHECKING:
    from portal.page_request import PageRequest

SECONDS: Final = 600
"""For how long a number is shown that nobody asked anew."""
PATIENCE: Final = 2.0
"""How many seconds a page waits for it."""


class _Known(TypedData):
    """How many there are, or that nobody knew; for which organisation, and when it was asked."""

    organisation: str | None
    count: int | None
    at: float


async def unread_letters(request: "PageRequest", *, asking: bool) -> int | None:
    """How many there are; None: nobody knows, or whoever is logged in has no letters here.

    Args:
        request: for the page that shows it.
        asking: whether the register may be asked.
    """
    visitor = request.visitor
    if visitor is None or not _has_letters(visitor):
        return None
    held = visitor.session.data.get("unread")
    known = _Known.model_validate(held) if held else None
    is_fresh = known and known.organisation == visitor.organisation and known.at > request.portal.now() - SECONDS
    if known and is_fresh:
        return known.count
    if not asking:
        return None
    try:
        async with asyncio.timeout(request.portal.unread_seconds):
            count = await _asked(request, visitor)
    except (ApiError, RegisterError, ValidationError, TimeoutError):
        count = None
    await keep_unread(request, count)
    return count


async def keep_unread(request: "PageRequest", count: int | None) -> None:
    """Note how many there are, for the pages that follow."""
    organisation = request.viewer.organisation
    known = _Known(organisation=organisation, count=count, at=request.portal.now())
    await _hold(request, known.model_dump())


async def forget_unread(request: "PageRequest") -> None:
    """Have the next page ask anew: a letter was opened, or one came."""
    await _hold(request, None)


async def _hold(request: "PageRequest", known: dict[str, object] | None) -> None:
    """Keep it in the session as it is now: another tab may have changed it while this page was asked."""
    sessions = request.portal.sessions
    try:
        latest = await sessions.visitor(request.http.cookies)
        if latest is not None:
            request.visitor = await sessions.change(latest, unread=known)
    except RegisterError:
        return  # the page is shown without


def _has_letters(visitor: Visitor) -> bool:
    if visitor.role is Role.EMPLOYER:
        return visitor.organisation is not None and Service.LETTERS in visitor.services
    return visitor.role is Role.CITIZEN


async def _asked(request: "PageRequest", visitor: Visitor) -> int:
    if visitor.role is Role.CITIZEN:
        return (await request.ask(citizen.unread_letters())).viewer.person.letters.unread_count
    [found] = (await request.ask(employer.unread_letters(organisation=visitor.organisation))).viewer.organisations
    return found.letters.unread_count
