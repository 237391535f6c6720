"""What a municipality applies for and reports of its clients (aanvragen, melden): which form, and the form itself."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from starlette.responses import Response

from auth.forms import typed_digits
from domain.case_kinds import CaseKind
from domain.forms import RequestedOutcome, WorkProvision
from portal.failures import failed
from portal.fields import error, refusal, typed_day
from portal.form_keys import KEY, key_of
from portal.languages import Texts
from portal.operations import suwinet
from portal.operations.operation import Operation
from portal.operations.suwinet import (
    ApplicationFormInput,
    ApplyForClientCase,
    ApplyForClientRefusal,
    ReportProtectedWorkFact,
    ReportProtectedWorkRefusal,
    ReportWageValueCase,
    ReportWageValueRefusal,
)
from portal.page_request import PageRequest
from portal.pages.form_fields import Field, OwnTexts, check, faults, shown, text_of
from portal.pages.suwinet.look_up import HOME

FORMS_PAGE: Final = f"{HOME}/aanvragen"
NEW: Final = "nieuw"
_RECORDED: Final = "vastgelegd"
_PERCENTAGE: Final = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?")


class YesNo(StrEnum):
    """Whether it is so."""

    YES = "ja"
    NO = "nee"


_BSN: Final = Field("bsn", "bsn", required=True)
_OUTCOME: Final = Field(
    "gevraagd", "radio", required=True, choices=(RequestedOutcome.INDICATION, RequestedOutcome.PROTECTED_WORK_ADVICE)
)
_PROVISIONS: Final = Field("nodig", "checks", required=True, choices=tuple(WorkProvision))
_BELOW: Final = Field("lager", "radio", required=True, choices=tuple(YesNo))
_PERCENT: Final = Field("percentage", "text", required=True)
_ESTABLISHED: Final = Field("vastgesteld", "day", required=True)
_DECIDED: Final = Field("besloten", "day", required=True)
_REFERENCE: Final = Field("kenmerk", "text")
_EXPLANATION: Final = Field("toelichting", "area")

_Typed = Mapping[str, str]
_Answer = (
    ApplyForClientCase
    | ApplyForClientRefusal
    | ReportWageValueCase
    | ReportWageValueRefusal
    | ReportProtectedWorkFact
    | ReportProtectedWorkRefusal
)
_REFUSALS: Final = (ApplyForClientRefusal, ReportWageValueRefusal, ReportProtectedWorkRefusal)


class Form(NamedTuple):
    """A form: its fields, what it asks of the register, and where the answer to that has what came of it."""

    fields: Sequence[Field]
    asked: Callable[[_Typed], Operation[Any]]
    came: Callable[[Any], _Answer]


def _applied(kind: CaseKind) -> Callable[[_Typed], Operation[Any]]:
    def asked(typed: _Typed) -> Operation[Any]:
        form: ApplicationFormInput = {}
        if outcome := text_of(typed, _OUTCOME.name):
            form["requestedOutcome"] = RequestedOutcome(outcome)
        if provisions := [code for code in WorkProvision if typed.get(check(_PROVISIONS.name, code))]:
            form["provisions"] = provisions
        if reference := text_of(typed, _REFERENCE.name):
            form["reference"] = reference
        if explanation := text_of(typed, _EXPLANATION.name):
            form["explanation"] = explanation
        return suwinet.apply_for_client(
            input={"kind": kind, "bsn": _bsn(typed), "form": form, "idempotencyKey": key_of(typed)}
        )

    return asked


def _wage_value(typed: _Typed) -> Operation[Any]:
    return suwinet.report_wage_value(
        input={
            "bsn": _bsn(typed),
            "belowMinimumWage": text_of(typed, _BELOW.name) == YesNo.YES,
            "percentage": text_of(typed, _PERCENT.name).replace(",", "."),
            "establishedOn": typed_day(text_of(typed, _ESTABLISHED.name)),
            "reference": text_of(typed, _REFERENCE.name) or None,
            "idempotencyKey": key_of(typed),
        }
    )


def _protected_work(typed: _Typed) -> Operation[Any]:
    decided = typed_day(text_of(typed, _DECIDED.name))
    if decided is None:
        raise ValueError("a form that was checked has its day")
    return suwinet.report_protected_work(
        input={"bsn": _bsn(typed), "decidedOn": decided, "idempotencyKey": key_of(typed)}
    )


FORMS: Final[Mapping[str, Form]] = {
    "indicatie": Form(
        (_BSN, _OUTCOME, _REFERENCE, _EXPLANATION),
        _applied(CaseKind.PARTICIPATION_ACT_INDICATION),
        lambda data: data.apply_for_client,
    ),
    "werken-met-voorziening": Form(
        (_BSN, _PROVISIONS, _REFERENCE, _EXPLANATION),
        _applied(CaseKind.WORK_PROVISION_ASSESSMENT),
        lambda data: data.apply_for_client,
    ),
    "loonwaarde": Form(
        (_BSN, _BELOW, _PERCENT, _ESTABLISHED, _REFERENCE), _wage_value, lambda data: data.report_wage_value
    ),
    "beschut-werk": Form((_BSN, _DECIDED), _protected_work, lambda data: data.report_protected_work),
}
"""The forms, by how their addresses end."""


async def choose(request: PageRequest) -> Response:
    """The forms there are, and what each is for."""
    own = _own_texts(request.texts)
    return await request.page(
        "suwinet_forms.html",
        forms=[(own(f"forms.{name}.title"), own(f"forms.{name}.about"), f"{FORMS_PAGE}/{name}") for name in FORMS],
        crumbs=crumbs(request, own("title")),
    )


async def fill_in(request: PageRequest) -> Response:
    """A form; sent, it leads to the case, or says that it was recorded."""
    name = request.http.path_params["form"]
    form = FORMS.get(name)
    if form is None:
        return await failed(request, "unknown", 404)
    typed = request.form
    if not typed:
        return await _page(request, name, await request.kept())
    wrong = _faults(request, form, typed)
    if wrong:
        return await _page(request, name, typed, wrong)
    came = form.came(await request.ask(form.asked(typed)))
    if isinstance(came, _REFUSALS):
        request.form.pop(KEY, None)  # what was refused stays refused under its key
        return await _page(request, name, request.form, [refusal(came.message)])
    if isinstance(came, ReportProtectedWorkFact):
        return request.redirect(f"{FORMS_PAGE}/{name}?{_RECORDED}")
    return request.redirect(f"{HOME}/zaken/{came.id}?{NEW}")


def crumbs(request: PageRequest, last: str, *between: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the look-up to a page of a municipality."""
    return [
        {"text": request.texts("suwinet.title"), "href": HOME},
        *({"text": text, "href": href} for text, href in between),
        {"text": last},
    ]


def _faults(request: PageRequest, form: Form, typed: _Typed) -> list[dict[str, str]]:
    own = _own_texts(request.texts)
    found = faults(request.texts, own, form.fields, typed)
    percentage = text_of(typed, _PERCENT.name)
    if _PERCENT in form.fields and percentage and not _PERCENTAGE.fullmatch(percentage):
        found.append(error(_PERCENT.name, own("percentage_wrong"), own(f"{_PERCENT.name}.label")))
    return found


def _own_texts(texts: Texts) -> OwnTexts:
    return lambda key: texts(f"clients.{key}")


def _bsn(typed: _Typed) -> str:
    return typed_digits(typed[_BSN.name])


async def _page(
    request: PageRequest, name: str, typed: dict[str, str], errors: list[dict[str, str]] | None = None
) -> Response:
    own = _own_texts(request.texts)
    title = own(f"forms.{name}.title")
    return await request.page(
        "application.html",
        400 if errors else 200,
        title=title,
        about=own(f"forms.{name}.about"),
        fields=shown(own, FORMS[name].fields, typed),
        errors=errors or [],
        recorded=own("recorded") if _RECORDED in request.http.query_params and not typed else "",
        saved=False,
        draft="",
        save="",
        key=key_of(typed),
        action=request.http.url.path,
        back=FORMS_PAGE,
        crumbs=crumbs(request, title, (own("title"), FORMS_PAGE)),
    )
