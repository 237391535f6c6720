"""What a form was answered: a page of its own, at a random address, that asks nothing when it is shown again.

So reloading it, going back to it and reading it in another language record nobody anew; docs/decisions/0022.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from domain.roles import Role
from portal.visits import Portal, Visit, endpoint


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was kept.

    Attributes:
        id: its part of the address.
        at: when it was given.
        holds: what the page shows of it, as the register told it: days as ISO 8601, so that each language writes them.
    """

    id: str
    at: datetime
    holds: dict[str, Any]


Show = Callable[[Visit, Answer], Awaitable[Response]]


async def answered(visit: Visit, page: str, **holds: object) -> Response:
    """Keep the answer to a form of a page, and go on to where it is shown."""
    kept = {"page": page, "at": visit.portal.now(), "holds": holds}
    return visit.redirect(address(page, await visit.portal.sessions.keep_answer(visit.viewer, kept)))


def address(page: str, answer_id: str) -> str:
    """Where an answer to a form of a page is shown."""
    return f"{page}/antwoord/{answer_id}"


def answers_to(portal: Portal, page: str, show: Show, role: Role, below: str = "") -> Route:
    """Where the answers to the form of a page are shown, or something that belongs to one."""

    async def shown(visit: Visit) -> Response:
        answer_id = visit.request.path_params["answer"]
        kept = await visit.portal.sessions.answer(visit.viewer, answer_id)
        if kept is None or kept["page"] != page:
            return await visit.page("answer_over.html", 404, form=page)
        return await show(visit, Answer(answer_id, datetime.fromtimestamp(kept["at"], UTC), kept["holds"]))

    return Route(f"{address(page, '{answer}')}{below}", endpoint(portal, shown, role), methods=["GET"])
