"""The forms with which a citizen applies or reports: their fields, and what is typed into them."""

from collections.abc import Mapping, Sequence
from typing import Final

from domain.case_kinds import CaseKind
from domain.forms import RequestedOutcome, SchoolKind, WorkProvision
from portal.fields import short_day, typed_day
from portal.languages import Texts
from portal.operations.citizen import ApplicationFormInput, MyApplicationsApplicationForm
from portal.pages.form_fields import Field, OwnTexts, check, text_of

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


def own_texts(texts: Texts) -> OwnTexts:
    """The texts of the fields."""
    return lambda key: texts(f"applications.{key}")


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
        **{check(PROVISIONS, code): "ja" for code in form.provisions},
    }
    return {name: value for name, value in values.items() if value}


def form_input(kind: CaseKind, typed: Mapping[str, str]) -> ApplicationFormInput:
    """What the register is given: what was filled in, and only what this kind asks."""
    form: ApplicationFormInput = {}
    for one in FIELDS[kind]:
        text = text_of(typed, one.name)
        if one.name == PROVISIONS:
            form["provisions"] = [code for code in WorkProvision if typed.get(check(PROVISIONS, code))]
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
