"""What pages of cases say alike: where they are, what a case is called, and how long there is to decide it."""

from datetime import date
from typing import Any, Final

from domain.case_kinds import CaseKind
from domain.cases import CaseState
from domain.roles import Role
from portal.frame import HOMES
from portal.languages import Texts
from portal.page_request import PageRequest

HOME: Final = HOMES[Role.ASSESSOR]
CASES: Final = f"{HOME}/zaken"
NEXT: Final = f"{HOME}/volgende"
SEND: Final = "versturen"
BACK: Final = "terug"
"""What one may do when one has seen what a form will do, in its field `stap`."""
_TONES: Final = {CaseState.SUBMITTED: "new", CaseState.SUSPENDED: "still", CaseState.IN_REVIEW: "busy"}


def address(case_id: str) -> str:
    """The page of a case."""
    return f"{CASES}/{case_id}"


def kind_name(texts: Texts, kind: CaseKind) -> str:
    """What a kind of case is called."""
    return texts(f"cases.kinds.{kind}")


def badge(texts: Texts, state: CaseState) -> dict[str, str]:
    """The state of a case: its text, and its tone besides."""
    return {"text": texts(f"cases.states.{state}"), "tone": _TONES.get(state, "done")}


def deadline(texts: Texts, due: date | None, state: CaseState, today: date) -> dict[str, Any]:
    """The day on which a decision is due, and how far that is; a term that stands still isn't counted down."""
    if due is None:
        return {"iso": "", "day": "", "left": "", "late": False}
    days = (due - today).days
    late = days < 0 and state is not CaseState.SUSPENDED
    left = (
        texts("cases.still")
        if state is CaseState.SUSPENDED
        else texts("cases.late", count=-days)
        if late
        else texts("cases.left", count=days)
        if days
        else texts("cases.today")
    )
    return {"iso": due.isoformat(), "day": texts.short_date(due), "left": left, "late": late}


def crumbs(request: PageRequest, *steps: tuple[str, str], last: str = "") -> list[dict[str, str]]:
    """The way from the worklist to a page."""
    texts = request.texts
    return [
        {"text": texts("worklist.title"), "href": HOME},
        *({"text": text, "href": href} for text, href in steps),
        *([{"text": last}] if last else []),
    ]
