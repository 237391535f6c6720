"""*Kom ik in aanmerking?*: for everybody, without a log-in; what one answers is on the page itself and nowhere else.

The answers travel in hidden fields of forms that post: never in an address, a cookie, a session or a log.
"""

from typing import Any, Final, cast

from starlette.responses import Response

from domain.admission import AdmissionOutcome
from domain.admission_facts import FACT_NAMES
from domain.admission_rows import ROWS
from portal.failures import failed
from portal.fields import error
from portal.operations.public import AdmissionFactsInput, WhoIsAdmittedAdmission, who_is_admitted
from portal.page_request import PageRequest
from portal.pages.admission.questions import (
    DAYS,
    OPTIONAL,
    Answers,
    before_last,
    choices,
    facts_in,
    fault,
    next_facts,
)

PATH: Final = "/kom-ik-in-aanmerking"

_ASKED: Final = "gevraagd"
_BACK: Final = "terug"
_WAYS: Final = {1: "municipality", 2: "wage_value", 6: "report", 7: "own", 9: "own", 10: "own", 13: "provision"}
"""How one comes in by a row of the table; by all others UWV knows it."""
_FACTS: Final = {name: fact for fact, name in FACT_NAMES.items()}


async def page(request: PageRequest) -> Response:
    """What it is; the next question; or what the answers come to."""
    if request.http.method != "POST":
        return await _page(request, "start", description=request.texts("admission.short"), addresses=request.addresses)
    asked = request.form.get(_ASKED, "").split()
    answers = {name: answer for name, answer in request.form.items() if name in FACT_NAMES and name not in asked}
    if {*asked, *answers} - FACT_NAMES.keys() or any(fault(*one, request.portal.today()) for one in answers.items()):
        return await failed(request, "form", 400)
    if _BACK in request.form:
        earlier, again = before_last(answers)
        return await _question(request, earlier, again, answers) if again else await _page(request, "start")
    typed = {fact: request.form.get(fact, "").strip() for fact in asked}
    faults = {fact: key for fact, one in typed.items() if (key := fault(fact, one, request.portal.today()))}
    if faults:
        return await _question(request, answers, tuple(asked), typed, faults)
    answers |= typed
    known = cast("AdmissionFactsInput", facts_in(answers).as_json())
    found = (await request.ask_as_anybody(who_is_admitted(facts=known))).admission
    following = next_facts(found.missing, answers)
    return await _question(request, answers, following, {}) if following else await _result(request, answers, found)


async def _question(
    request: PageRequest, answers: Answers, facts: tuple[str, ...], typed: Answers, faults: Answers | None = None
) -> Response:
    texts = request.texts
    label = "admission.questions.{}".format
    questions = [
        {
            "name": fact,
            "label": texts(label(fact)),
            "typed": typed.get(fact, ""),
            "day": fact in DAYS,
            "required": fact not in OPTIONAL,
            "hint": texts("admission.only_if" if fact.startswith("wsw_") else "admission.day")
            if fact in OPTIONAL
            else None,
            "options": [{"value": one, "label": texts(f"admission.answers.{one}")} for one in choices(fact)],
        }
        for fact in facts
    ]
    errors = [error(fact, texts(key), texts(label(fact))) for fact, key in (faults or {}).items()]
    return await _page(
        request, "question", 400 if errors else 200, answers=answers, asked=facts, questions=questions, errors=errors
    )


async def _result(request: PageRequest, answers: Answers, found: WhoIsAdmittedAdmission) -> Response:
    texts = request.texts
    grounds = [
        {
            "name": ground.name,
            "article": ground.article,
            "counts_for": [texts(f"suwinet.counts_for.{one}") for one in ground.counts_for],
            "way": texts(f"admission.ways.{_way(ground.code, ground.article)}"),
        }
        for ground in found.grounds
    ]
    return await _page(
        request,
        "result",
        answered=True,
        answers=answers,
        outcome=found.outcome.value.lower(),
        grounds=grounds,
        unknown=[texts(f"admission.questions.{_FACTS[name]}") for name in found.missing],
        advice=[texts(f"admission.advice.{one}") for one in _advice(answers, found.outcome)],
    )


def _way(code: str, article: str) -> str:
    number = next((row.number for row in ROWS if (row.ground, row.article) == (code, article)), 0)
    return _WAYS.get(number, "known")


def _advice(answers: Answers, outcome: AdmissionOutcome) -> list[str]:
    """What somebody can still do whom these answers don't admit."""
    if outcome is AdmissionOutcome.ADMITTED or answers.get("protected_work_finding") == "ja":
        return []
    offered = {
        "report": answers.get("special_education") == "ja" and answers.get("reported_in_writing") != "ja",
        "assessment": answers.get("uwv_finding_below_minimum_wage", "ja") != "ja",
        "provision": answers.get("needs_provision") == "ja" and answers.get("receives_provision") != "ja",
    }
    return [name for name, fits in offered.items() if fits]


async def _page(request: PageRequest, step: str, status: int = 200, **given: Any) -> Response:
    usual: dict[str, Any] = {"answers": {}, "asked": (), "crumbs": [], "action": request.http.url.path}
    return await request.page("admission.html", status, step=step, **usual | given)
