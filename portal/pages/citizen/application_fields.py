"""The forms with which a citizen applies or reports: their fields, and what is typed into them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from domain.case_kinds import CaseKind
from domain.forms import RequestedOutcome, SchoolKind, WorkProvision
from portal.fields import day_fault, error, short_day, typed_day
from portal.languages import Texts
from portal.operations.citizen import ApplicationFormInput, MyApplicationsApplicationForm

_NAME_LENGTH: Final = 255
_EXPLANATION_LENGTH: Final = 2000

FORM_NAMES: Final[Mapping[CaseKind, str]] = {
    CaseKind.WORK_CAPACITY_ASSESSMENT: "arbeidsvermogen",
    CaseKind.WORK_PROVISION_ASSESSMENT: "werken-met-voorziening",
    CaseKind.SPECIAL_EDUCATION_REPORT: "school",
}
"""The forms, and how their addresses end."""

OUTCOME: Final = "gevraagd"
SCHOOL: Final = "schoolnaam"
SCHOOL_KIND: Final = "schoolsoort"
SCHOOL_FROM: Final = "schoolvanaf"
SCHOOL_UNTIL: Final = "schooltot"
PROVISIONS: Final = "nodig"
EXPLANATION: Final = "toelichting"


class Field(NamedTuple):
    """A field: its name, how it is filled in, whether it must be, and what may be chosen."""

    name: str
    kind: str
    required: bool = False
    choices: Sequence[StrEnum] = ()


def _school(*, required: bool, kinds: Sequence[SchoolKind]) -> list[Field]:
    return [
        Field(SCHOOL, "text", required),
        Field(SCHOOL_KIND, "select", required, kinds),
        Field(SCHOOL_FROM, "day"),
        Field(SCHOOL_UNTIL, "day"),
    ]


FIELDS: Final[Mapping[CaseKind, Sequence[Field]]] = {
    CaseKind.WORK_CAPACITY_ASSESSMENT: [
        Field(OUTCOME, "radio", required=True, choices=tuple(RequestedOutcome)),
        *_school(required=False, kinds=tuple(SchoolKind)),
        Field(EXPLANATION, "area"),
    ],
    CaseKind.WORK_PROVISION_ASSESSMENT: [
        Field(PROVISIONS, "checks", required=True, choices=tuple(WorkProvision)),
        *_school(required=False, kinds=tuple(SchoolKind)),
        Field(EXPLANATION, "area"),
    ],
    CaseKind.SPECIAL_EDUCATION_REPORT: [
        *_school(required=True, kinds=(SchoolKind.VSO, SchoolKind.PRO)),
        Field(EXPLANATION, "area"),
    ],
}
"""What each form asks: what its kind of case may have (domain/forms.py), but for a reference, which is no citizen's."""


def typed_before(texts: Texts, form: MyApplicationsApplicationForm | None) -> dict[str, str]:
    """What was typed into a form that was kept."""
    if form is None:
        return {}
    values: dict[str, str | None] = {
        OUTCOME: form.requested_outcome,
        SCHOOL: form.school_name,
        SCHOOL_KIND: form.school_kind,
        SCHOOL_FROM: short_day(texts, form.school_from),
        SCHOOL_UNTIL: short_day(texts, form.school_until),
        EXPLANATION: form.explanation,
        **{_check(code): "ja" for code in form.provisions},
    }
    return {name: value for name, value in values.items() if value}


def faults(texts: Texts, kind: CaseKind, typed: Mapping[str, str], *, whole: bool) -> list[dict[str, str]]:
    """What is wrong with what was typed; whole: also what is missing, for it is sent."""
    found = ((one, _fault(one, typed, whole=whole)) for one in FIELDS[kind])
    return [
        error(
            _check(one.choices[0]) if one.kind == "checks" else one.name,
            texts(key),
            texts(f"applications.{one.name}.label"),
        )
        for one, key in found
        if key
    ]


def form_input(kind: CaseKind, typed: Mapping[str, str]) -> ApplicationFormInput:
    """What the register is given: what was filled in, and only what this kind asks."""
    form: ApplicationFormInput = {}
    for one in FIELDS[kind]:
        text = _text(typed, one.name)
        if one.name == PROVISIONS:
            form["provisions"] = [code for code in WorkProvision if typed.get(_check(code))]
        elif not text:
            continue
        elif one.name == OUTCOME:
            form["requestedOutcome"] = RequestedOutcome(text)
        elif one.name == SCHOOL:
            form["schoolName"] = text
        elif one.name == SCHOOL_KIND:
            form["schoolKind"] = SchoolKind(text)
        elif one.name == SCHOOL_FROM:
            form["schoolFrom"] = typed_day(text)
        elif one.name == SCHOOL_UNTIL:
            form["schoolUntil"] = typed_day(text)
        else:
            form["explanation"] = text
    return form


def shown(texts: Texts, kind: CaseKind, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields for the template, filled in."""
    return [
        {
            **one._asdict(),
            "label": texts(f"applications.{one.name}.label"),
            "hint": "" if one.name == SCHOOL_KIND and one.required else texts(f"applications.{one.name}.hint"),
            "value": typed.get(one.name, ""),
            "most": _most(one),
            "options": [
                {
                    "name": _check(code),
                    "value": code,
                    "label": texts(f"applications.{one.name}.{code}"),
                    "checked": bool(typed.get(_check(code))),
                }
                for code in one.choices
            ],
        }
        for one in FIELDS[kind]
    ]


def _first(one: Field) -> str:
    """The name that a link to the field leads to."""
    return _check(one.choices[0]) if one.kind == "checks" else one.name


def _fault(one: Field, typed: Mapping[str, str], *, whole: bool) -> str | None:
    """The key of the text that says what is wrong."""
    if one.kind == "checks":
        return "applications.nothing" if whole and not any(typed.get(_check(code)) for code in one.choices) else None
    text = _text(typed, one.name)
    if not text:
        return "applications.missing" if whole and one.required else None
    if one.kind == "day":
        return day_fault(text) if typed_day(text) is None else None
    if one.choices:
        return None if text in one.choices else "applications.missing"
    return "applications.too_long" if len(text) > _most(one) else None


def _text(typed: Mapping[str, str], name: str) -> str:
    return typed.get(name, "").replace("\r\n", "\n").strip()


def _most(one: Field) -> int:
    return _EXPLANATION_LENGTH if one.kind == "area" else _NAME_LENGTH


def _check(code: StrEnum) -> str:
    return f"{PROVISIONS}-{code.lower().replace('_', '-')}"
