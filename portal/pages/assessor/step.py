"""What is done with a case by a form of its own: from asking for completion to recording facts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, cast

from starlette.responses import Response

from domain.admission import evaluate
from domain.admission_facts import FACT_NAMES, FACT_QUESTIONS, AdmissionFacts
from domain.case_actions import CaseAction
from domain.case_kinds import CASE_KINDS, CaseKind
from domain.cases import HeardParty
from portal.fields import day_fault, error, typed_day
from portal.form_keys import KEY, key_of
from portal.languages import Texts
from portal.operations import assessor
from portal.operations.assessor import (
    AdmissionFactsInput,
    AskReactionRefusal,
    CaseHeadCase,
    ExtendTermRefusal,
    InviteCompletionRefusal,
    RecordFactsRefusal,
    RecordHearingRefusal,
    RecordNoticeOfDefaultRefusal,
    ReleaseCaseRefusal,
    ResumeCaseRefusal,
)
from portal.operations.operation import Operation
from portal.page_request import PageRequest
from portal.pages.admission import questions
from portal.pages.assessor.case import BY_FORM
from portal.pages.assessor.cases import BACK, SEND, address, crumbs, kind_name

REFUSALS: Final = (
    AskReactionRefusal
    | ExtendTermRefusal
    | InviteCompletionRefusal
    | RecordFactsRefusal
    | RecordHearingRefusal
    | RecordNoticeOfDefaultRefusal
    | ReleaseCaseRefusal
    | ResumeCaseRefusal
)
_PAST: Final = frozenset({CaseAction.RECORD_NOTICE_OF_DEFAULT, CaseAction.RECORD_HEARING})


_CHOICES: Final[Mapping[str, Sequence[str]]] = {"gehoord": tuple(HeardParty), "schriftelijk": ("ja", "nee")}


class Field(NamedTuple):
    """A field of a form: its name, what it is for, and what may be chosen."""

    name: str
    kind: str
    label: str
    hint: str = ""
    options: Sequence[Mapping[str, str]] = ()
    required: bool = True


class Command(NamedTuple):
    """On which case, and under which idempotency key."""

    case: str
    key: str


class Step(NamedTuple):
    """The form of an action, and what it asks of the register."""

    fields: Callable[[Texts, CaseKind, date], list[Field]]
    asked: Callable[[dict[str, str], Command], Operation[Any]]


def _days(texts: Texts, _kind: CaseKind, _today: date, *names: tuple[str, str]) -> list[Field]:
    return [
        Field(
            name,
            kind,
            texts(f"steps.{name}.label"),
            "" if name in _CHOICES else texts(f"steps.{name}.hint"),
            _options(texts, name),
        )
        for name, kind in names
    ]


def _options(texts: Texts, name: str) -> list[dict[str, str]]:
    return [{"value": one, "label": texts(f"steps.{name}.{one}")} for one in _CHOICES.get(name, ())]


def _of(*names: tuple[str, str]) -> Callable[[Texts, CaseKind, date], list[Field]]:
    return lambda texts, kind, today: _days(texts, kind, today, *names)


def facts_of(kind: CaseKind, today: date) -> tuple[str, ...]:
    """The facts that matter for a kind of case: those that its rows of the table ask of who nothing is known of."""
    rows = {0, *CASE_KINDS[kind].rows}
    asked = [
        fact for one in evaluate(AdmissionFacts(), today).answers if one.row.number in rows for fact in one.truth.facts
    ]
    return tuple(fact for fact in FACT_NAMES if fact in asked)


def _fact_fields(texts: Texts, kind: CaseKind, today: date) -> list[Field]:
    return [
        Field(
            fact,
            "day" if fact in questions.DAYS else "fact",
            FACT_QUESTIONS[fact][0].upper() + FACT_QUESTIONS[fact][1:],
            options=[{"value": one, "label": texts(f"steps.facts.{one}")} for one in questions.choices(fact)],
            required=False,
        )
        for fact in facts_of(kind, today)
    ]


def _facts(typed: dict[str, str], given: Command) -> Operation[Any]:
    known = questions.facts_in(
        {fact: typed[fact].strip() for fact in FACT_NAMES if typed.get(fact, "").strip()}
    ).as_json()
    return assessor.record_facts(
        input={"id": given.case, "idempotencyKey": given.key, "facts": cast("AdmissionFactsInput", known)}
    )


_STEPS: Final[Mapping[CaseAction, Step]] = {
    CaseAction.INVITE_COMPLETION: Step(
        _of(("ontbreekt", "area"), ("tot", "day")),
        lambda typed, given: assessor.invite_completion(
            input={
                "id": given.case,
                "idempotencyKey": given.key,
                "missing": _lines(typed["ontbreekt"]),
                "until": _day(typed["tot"]),
            }
        ),
    ),
    CaseAction.RESUME: Step(
        _of(("reden", "area")),
        lambda typed, given: assessor.resume_case(
            input={"id": given.case, "idempotencyKey": given.key, "reason": typed["reden"].strip()}
        ),
    ),
    CaseAction.EXTEND: Step(
        _of(("nieuw", "day"), ("uitleg", "area")),
        lambda typed, given: assessor.extend_term(
            input={
                "id": given.case,
                "idempotencyKey": given.key,
                "until": _day(typed["nieuw"]),
                "reason": typed["uitleg"].strip(),
            }
        ),
    ),
    CaseAction.RECORD_NOTICE_OF_DEFAULT: Step(
        _of(("ontvangen", "day")),
        lambda typed, given: assessor.record_notice_of_default(
            input={"id": given.case, "idempotencyKey": given.key, "receivedOn": _day(typed["ontvangen"])}
        ),
    ),
    CaseAction.RECORD_HEARING: Step(
        _of(("gehoord", "choice"), ("op", "day"), ("schriftelijk", "choice"), ("verslag", "area")),
        lambda typed, given: assessor.record_hearing(
            input={
                "id": given.case,
                "idempotencyKey": given.key,
                "heard": HeardParty(typed["gehoord"]),
                "heldOn": _day(typed["op"]),
                "inWriting": typed["schriftelijk"] == "ja",
                "summary": typed["verslag"].strip(),
            }
        ),
    ),
    CaseAction.RECORD_FACTS: Step(_fact_fields, _facts),
}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _day(text: str) -> date:
    """A day that was found to be one."""
    found = typed_day(text)
    if found is None:
        raise ValueError("no day")
    return found


async def show(request: PageRequest) -> Response:
    """The form of an action; and on to the case when it is done."""
    path, case_id = request.http.path_params["step"], request.http.path_params["case"]
    action = next((one for one, its in BY_FORM.items() if its == path), None)
    if action is None:
        return await request.page("failed.html", 404, name="unknown", minutes=None, trace_id=None, fields={}, action="")
    case = (await request.ask(assessor.case_head(id=case_id))).case
    typed = request.form or await request.kept()
    step = _STEPS[action]
    fields = step.fields(request.texts, case.kind, request.portal.today())
    errors = (
        [fault for one in fields if (fault := _fault(request, one, typed.get(one.name, ""), action))]
        if request.form
        else []
    )
    if not request.form or errors or request.form.get("stap") == BACK:
        return await _form(request, action, case, fields, typed, errors)
    if action is CaseAction.INVITE_COMPLETION and request.form.get("stap") != SEND:
        return await _new_day(request, case, fields, typed)
    given = Command(case_id, key_of(request.form))
    outcome = next(iter(dict(await request.ask(step.asked(typed, given))).values()))
    if not isinstance(outcome, REFUSALS):
        return request.redirect(f"{address(case_id)}?gedaan={action}")
    request.form.pop(KEY, None)
    return await _form(request, action, case, fields, typed, [], refused=outcome.message)


async def _new_day(request: PageRequest, case: CaseHeadCase, fields: list[Field], typed: dict[str, str]) -> Response:
    """What asking for completion makes of the term, before it is asked."""
    texts, case_id, until = request.texts, request.http.path_params["case"], _day(typed["tot"])
    action = CaseAction.INVITE_COMPLETION
    due = (await request.ask(assessor.term_if_completed(id=case_id, on=until))).case.decide_before_if_completed
    if due is None:
        fault = error("tot", texts("steps.tot.fault"), texts("steps.tot.label"))
        return await _form(request, action, case, fields, typed, [fault])
    late = case.decide_before is not None and case.decide_before < request.portal.today()
    return await request.page(
        "assessor_term.html",
        title=texts(f"case.actions.{action}"),
        about=texts("case.title", kind=kind_name(texts, case.kind), number=case.number),
        told=texts("steps.term.late" if late else "steps.term.stops", due=due, until=until),
        missing=_lines(typed["ontbreekt"]),
        answered=True,
        hidden={one.name: typed[one.name] for one in fields},
        key=key_of(request.form),
        action=request.http.url.path,
        crumbs=crumbs(request, (case.number, address(case_id)), last=texts(f"case.actions.{action}")),
    )


def _fault(request: PageRequest, one: Field, typed: str, action: CaseAction) -> dict[str, str] | None:
    texts, text = request.texts, typed.strip()
    if not text:
        return error(one.name, texts("steps.missing"), one.label) if one.required else None
    if one.kind == "day":
        day = typed_day(text)
        if day is None:
            return error(one.name, texts(day_fault(text)), one.label)
        late = action in _PAST or not one.required
        return error(one.name, texts("admission.later"), one.label) if late and day > request.portal.today() else None
    if one.options and text not in {option["value"] for option in one.options}:
        return error(one.name, texts("steps.missing"), one.label)
    return None


async def _form(  # noqa: PLR0913, PLR0917 - what the form shows
    request: PageRequest,
    action: CaseAction,
    case: CaseHeadCase,
    fields: list[Field],
    typed: dict[str, str],
    errors: list[dict[str, str]],
    *,
    refused: str = "",
) -> Response:
    texts = request.texts
    back = address(request.http.path_params["case"])
    return await request.page(
        "assessor_step.html",
        409 if refused else 400 if errors else 200,
        title=texts(f"case.actions.{action}"),
        intro=texts(f"steps.intro.{action}"),
        about=texts("case.title", kind=kind_name(texts, case.kind), number=case.number),
        due=case.decide_before,
        dutch_labels=action is CaseAction.RECORD_FACTS,
        fields=[one._asdict() | {"value": typed.get(one.name, "")} for one in fields],
        possible=action in case.actions,
        errors=errors,
        refused=refused,
        answered=bool(refused),
        send=texts("steps.on" if action is CaseAction.INVITE_COMPLETION else f"case.actions.{action}"),
        action=request.http.url.path,
        back=back,
        key=key_of(request.form),
        crumbs=crumbs(request, (case.number, back), last=texts(f"case.actions.{action}")),
    )
