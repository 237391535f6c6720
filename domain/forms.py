"""What somebody fills in to start a case, and what each kind of case needs of it.

Only what a decision on registration needs: medical papers go to UWV's assessment, not here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from domain.case_kinds import CaseKind
from domain.refusals import RefusalCode, Refused
from domain.texts import readable_line, readable_text


class RequestedOutcome(StrEnum):
    """What the applicant hopes for."""

    INDICATION = "INDICATION"
    WAJONG = "WAJONG"
    PROTECTED_WORK_ADVICE = "PROTECTED_WORK_ADVICE"


class SchoolKind(StrEnum):
    """VSO: voortgezet speciaal onderwijs; PRO: praktijkonderwijs; ENTREE: entree-opleiding in the mbo."""

    VSO = "VSO"
    PRO = "PRO"
    ENTREE = "ENTREE"


class WorkProvision(StrEnum):
    """The provisions with which somebody may earn the minimum wage (voorzieningen)."""

    TRANSPORT = "TRANSPORT"
    INTERMEDIARY = "INTERMEDIARY"
    PORTABLE_AID = "PORTABLE_AID"
    PERSONAL_SUPPORT = "PERSONAL_SUPPORT"


_Code = TypeVar("_Code", bound=StrEnum)

_NAME_LENGTH: Final = 255
_REFERENCE_LENGTH: Final = 100
_EXPLANATION_LENGTH: Final = 2000
_FULL_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_DAY: Final = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """A form as it was entered; what is None was left out.

    Attributes:
        requested_outcome: what is asked for, where a kind of case has several outcomes.
        school_name: the school's name.
        school_kind: its kind.
        school_from: the first day there.
        school_until: the last day there; None: not known, or still there.
        provisions: what is needed to work, each once.
        reference: the municipality's own.
        explanation: what else the applicant wants to say.
    """

    requested_outcome: RequestedOutcome | None = None
    school_name: str | None = None
    school_kind: SchoolKind | None = None
    school_from: date | None = None
    school_until: date | None = None
    provisions: tuple[WorkProvision, ...] = ()
    reference: str | None = None
    explanation: str | None = None

    @classmethod
    def of(cls, values: Mapping[str, object]) -> "ApplicationForm":
        """A form of JSON values under the API's names; what is left out or null stays None.

        Raises:
            Refused: INVALID_VALUE or INVALID_DATE: a value isn't one of its field's.
        """
        if values.keys() - _FIELDS.keys():
            raise Refused(RefusalCode.INVALID_VALUE, "Dit formulier heeft een veld dat wij niet kennen.")
        entered = ((*_FIELDS[key], value) for key, value in values.items() if value is not None)
        # Each reader gives its field's type: a test reads every field back.
        return cls(**{name: read(value) for name, read, value in entered})  # type: ignore[arg-type]

    def as_dict(self) -> dict[str, object]:
        """The JSON values of which `of` makes this form again; what was left out stays so."""
        values = ((key, getattr(self, name)) for key, (name, _) in _FIELDS.items())
        return {key: _json(value) for key, value in values if value not in {None, ()}}

    def completed_by(self, later: "ApplicationForm") -> "ApplicationForm":
        """This form with what a later one says in its place."""
        given = {field.name: getattr(later, field.name) for field in fields(later)}
        return replace(self, **{name: value for name, value in given.items() if value is not None and value != ()})


def _json(value: object) -> object:
    return [str(code) for code in value] if isinstance(value, tuple) else str(value)  # a day's str is its ISO date


def _code(vocabulary: type[_Code]) -> Callable[[object], _Code]:
    def read(value: object) -> _Code:
        try:
            return vocabulary(value)  # type: ignore[arg-type]  # any value: what isn't a member is refused
        except ValueError:
            raise Refused(RefusalCode.INVALID_VALUE, "Kies een antwoord uit de lijst.") from None

    return read


def _codes(value: object) -> tuple[WorkProvision, ...]:
    if not isinstance(value, list | tuple):
        raise Refused(RefusalCode.INVALID_VALUE, "Kies de voorzieningen uit de lijst.")
    return tuple(dict.fromkeys(map(_code(WorkProvision), value)))


def _text(name: str, longest: int, read: Callable[..., str]) -> Callable[[object], str]:
    def text(value: object) -> str:
        if not isinstance(value, str):
            raise Refused(RefusalCode.INVALID_VALUE, f"Vul bij {name} een tekst in.")
        return read(value, name, longest=longest)

    return text


def _day(value: object) -> date:
    if isinstance(value, str) and _FULL_DATE.fullmatch(value):  # fromisoformat also reads weeks and basic format
        try:
            day = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            if day >= _FIRST_DAY:
                return day
    raise Refused(RefusalCode.INVALID_DATE, "Vul een dag in die bestaat, vanaf het jaar 1900.")


# The API's name -> ours, and how its value is read.
_FIELDS: Final[dict[str, tuple[str, Callable[[object], object]]]] = {
    "requestedOutcome": ("requested_outcome", _code(RequestedOutcome)),
    "schoolName": ("school_name", _text("de naam van de school", _NAME_LENGTH, readable_line)),
    "schoolKind": ("school_kind", _code(SchoolKind)),
    "schoolFrom": ("school_from", _day),
    "schoolUntil": ("school_until", _day),
    "provisions": ("provisions", _codes),
    "reference": ("reference", _text("het kenmerk", _REFERENCE_LENGTH, readable_line)),
    "explanation": ("explanation", _text("de toelichting", _EXPLANATION_LENGTH, readable_text)),
}


@dataclass(frozen=True, slots=True)
class _Needs:
    """What a kind of case asks: the fields that must be there and those that may, and which answers it has."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    outcomes: tuple[RequestedOutcome, ...] = tuple(RequestedOutcome)
    schools: tuple[SchoolKind, ...] = tuple(SchoolKind)


_ALWAYS: Final = ("reference", "explanation")
_SCHOOL: Final = ("school_name", "school_kind", "school_from", "school_until")

_NEEDS: Final[dict[CaseKind, _Needs]] = {
    CaseKind.DEREGISTRATION: _Needs(),
    CaseKind.WORK_CAPACITY_ASSESSMENT: _Needs(("requested_outcome",), _SCHOOL),
    CaseKind.WORK_PROVISION_ASSESSMENT: _Needs(("provisions",), _SCHOOL),
    CaseKind.PARTICIPATION_ACT_INDICATION: _Needs(
        ("requested_outcome",), outcomes=(RequestedOutcome.INDICATION, RequestedOutcome.PROTECTED_WORK_ADVICE)
    ),
    CaseKind.SPECIAL_EDUCATION_REPORT: _Needs(
        ("school_name", "school_kind"), _SCHOOL, schools=(SchoolKind.VSO, SchoolKind.PRO)
    ),
    CaseKind.WAGE_VALUE_REPORT: _Needs(),
}

_CALLED: Final = {
    "requested_outcome": "wat u aanvraagt",
    "school_name": "de naam van de school",
    "school_kind": "het soort school",
    "school_from": "de eerste dag op school",
    "school_until": "de laatste dag op school",
    "provisions": "de voorzieningen die u nodig hebt",
    "reference": "het kenmerk",
    "explanation": "de toelichting",
}


def acceptable(form: ApplicationForm, kind: CaseKind, today: date) -> ApplicationForm:
    """A form that a kind of case may have, complete or not: what a draft needs.

    Raises:
        Refused: INVALID_VALUE: it says what this kind doesn't ask; INVALID_DATE: school began after today, or ended
            before it began.
    """
    needs = _NEEDS[kind]
    asked = {*needs.required, *needs.optional, *_ALWAYS}
    for name, called in _CALLED.items():
        if name not in asked and getattr(form, name) not in {None, ()}:
            raise Refused(RefusalCode.INVALID_VALUE, f"Laat {called} weg: dat is voor dit verzoek niet nodig.")
    if form.requested_outcome and form.requested_outcome not in needs.outcomes:
        raise Refused(RefusalCode.INVALID_VALUE, "Dit kunt u met dit formulier niet aanvragen. Kies iets anders.")
    if form.school_kind and form.school_kind not in needs.schools:
        raise Refused(
            RefusalCode.INVALID_VALUE,
            "Dit formulier is voor voortgezet speciaal onderwijs en praktijkonderwijs. Deed u de entree-opleiding? "
            "Vraag dan een beoordeling van uw arbeidsvermogen aan.",
        )
    if form.school_from and form.school_from > today:
        raise Refused(RefusalCode.INVALID_DATE, "De eerste dag op school kan niet na vandaag liggen.")
    if form.school_from and form.school_until and form.school_until < form.school_from:
        raise Refused(RefusalCode.INVALID_DATE, "De laatste dag op school kan niet vóór de eerste dag liggen.")
    return form


def complete(form: ApplicationForm, kind: CaseKind, today: date) -> ApplicationForm:
    """A form with all that a kind of case needs.

    Raises:
        Refused: INCOMPLETE: names what is missing; or as `acceptable`.
    """
    acceptable(form, kind, today)
    missing = [_CALLED[name] for name in _NEEDS[kind].required if getattr(form, name) in {None, ()}]
    if missing:
        raise Refused(RefusalCode.INCOMPLETE, f"Het formulier is nog niet compleet. Vul in: {', '.join(missing)}.")
    return form
