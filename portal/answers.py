"""What a form was answered: a page of its own, at a random address, that asks nothing when it is shown again.

So reloading it, going back to it and reading it in another language record nobody anew; docs/decisions/0022.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, TypeVar

from starlette.responses import Response
from starlette.routing import Route

from domain.roles import Role
from portal.operations.operation import TypedData
from portal.visits import Portal, Visit, endpoint


class KeptAnswer(TypedData, validate_by_name=True):
    """What the page of an answer shows: what was asked, and what the register said.

    Attributes:
        page: where its form is.
    """

    page: ClassVar[str]


class _Stored(TypedData):
    """How an answer stands in the session store: `at` in seconds since 1970."""

    page: str
    at: float
    holds: dict[str, Any]


Kept = TypeVar("Kept", bound=KeptAnswer)


@dataclass(frozen=True, slots=True)
class Answer(Generic[Kept]):
    """An answer that was kept.

    Attributes:
        id: its part of the address.
        at: when it was given.
        holds: what the page shows of it; each language writes its days.
    """

    id: str
    at: datetime
    holds: Kept


async def answered(visit: Visit, answer: KeptAnswer) -> Response:
    """Keep the answer to a form, and go on to where it is shown."""
    stored = _Stored(page=answer.page, at=visit.portal.now(), holds=answer.model_dump(mode="json", by_alias=True))
    return visit.redirect(
        address(answer.page, await visit.portal.sessions.keep_answer(visit.viewer, stored.model_dump()))
    )


def address(page: str, answer_id: str) -> str:
    """Where an answer to a form of a page is shown."""
    return f"{page}/antwoord/{answer_id}"


def answers_to(
    portal: Portal,
    kept: type[Kept],
    show: Callable[[Visit, Answer[Kept]], Awaitable[Response]],
    role: Role,
    below: str = "",
) -> Route:
    """Where answers of a type are shown, or something that belongs to one."""

    async def shown(visit: Visit) -> Response:
        answer_id = visit.request.path_params["answer"]
        found = await visit.portal.sessions.answer(visit.viewer, answer_id)
        stored = None if found is None else _Stored.model_validate(found)
        if stored is None or stored.page != kept.page:
            return await visit.page("answer_over.html", 404, form=kept.page)
        holds = kept.model_validate(stored.holds, strict=False)
        return await show(visit, Answer(answer_id, datetime.fromtimestamp(stored.at, UTC), holds))

    return Route(f"{address(kept.page, '{answer}')}{below}", endpoint(portal, shown, role), methods=["GET"])
