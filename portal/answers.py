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
from portal.endpoint import endpoint
from portal.operations.operation import TypedData
from portal.page_request import PageRequest, Portal


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
        data: what the page shows of it; each language writes its days.
    """

    id: str
    at: datetime
    data: Kept


async def answered(request: PageRequest, answer: KeptAnswer) -> Response:
    """Keep the answer to a form, and go on to where it is shown."""
    stored = _Stored(page=answer.page, at=request.portal.now(), holds=answer.model_dump(mode="json", by_alias=True))
    return request.redirect(
        address(answer.page, await request.portal.sessions.keep_answer(request.viewer, stored.model_dump()))
    )


def address(page: str, answer_id: str) -> str:
    """Where an answer to a form of a page is shown."""
    return f"{page}/antwoord/{answer_id}"


def answers_to(
    portal: Portal,
    kept: type[Kept],
    show: Callable[[PageRequest, Answer[Kept]], Awaitable[Response]],
    role: Role,
    below: str = "",
) -> Route:
    """Where answers of a type are shown, or something that belongs to one."""

    async def shown(request: PageRequest) -> Response:
        answer_id = request.http.path_params["answer"]
        found = await request.portal.sessions.answer(request.viewer, answer_id)
        stored = None if found is None else _Stored.model_validate(found)
        if stored is None or stored.page != kept.page:
            return await request.page("answer_over.html", 404, form=kept.page)
        data = kept.model_validate(stored.holds, strict=False)
        return await show(request, Answer(answer_id, datetime.fromtimestamp(stored.at, UTC), data))

    return Route(f"{address(kept.page, '{answer}')}{below}", endpoint(portal, shown, role), methods=["GET"])
