"""What may be filled in, and what each kind of case needs of it."""

from datetime import date
from typing import Any

import pytest

from domain.case_kinds import CaseKind
from domain.forms import ApplicationForm, RequestedOutcome, SchoolKind, WorkProvision, acceptable, complete
from domain.refusals import RefusalCode, Refused
from domain.texts import readable_line, readable_text
from tests.fixtures.cases import FORMS

TODAY = date(2026, 11, 26)
WHOLE: dict[str, Any] = {
    "requestedOutcome": "WAJONG",
    "schoolName": "De Brug",
    "schoolKind": "ENTREE",
    "schoolFrom": "2015-08-01",
    "schoolUntil": "2018-07-31",
    "provisions": ["TRANSPORT", "INTERMEDIARY"],
    "reference": "K-1",
    "explanation": "Eerste regel\n\tTweede regel, met é, — en 👩‍🦽.",
}


def refusal(**values: Any) -> RefusalCode:
    with pytest.raises(Refused) as refused:
        ApplicationForm.of(values)
    return refused.value.code


def test_every_field_is_read_back_as_it_was_entered() -> None:
    form = ApplicationForm.of(WHOLE)
    assert form == ApplicationForm(
        requested_outcome=RequestedOutcome.WAJONG,
        school_name="De Brug",
        school_kind=SchoolKind.ENTREE,
        school_from=date(2015, 8, 1),
        school_until=date(2018, 7, 31),
        provisions=(WorkProvision.TRANSPORT, WorkProvision.INTERMEDIARY),
        reference="K-1",
        explanation=WHOLE["explanation"],
    )
    assert form.as_dict() == WHOLE
    assert all(type(value) in {str, list} for value in form.as_dict().values())


@pytest.mark.parametrize("left_out", WHOLE)
def test_what_is_left_out_stays_so(left_out: str) -> None:
    values = {key: value for key, value in WHOLE.items() if key != left_out}
    assert ApplicationForm.of(values).as_dict() == values
    assert ApplicationForm.of(WHOLE | {left_out: None}).as_dict() == values


def test_an_empty_form_is_empty() -> None:
    assert ApplicationForm.of({}) == ApplicationForm()
    assert ApplicationForm.of({"provisions": []}) == ApplicationForm()
    assert ApplicationForm().as_dict() == {}


@pytest.mark.parametrize("key", ["schoolName", "reference", "explanation"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "\u00a0",
        "\u200b\u202d \u2028",
        "a\0b",
        "a\x1bb",
        "a\x7fb",
        "a\x85b",
        "\ud800",
        "\ufffe",
        "x" * 2001,
        7,
    ],
)
def test_a_text_that_nobody_can_read_is_refused(key: str, text: object) -> None:
    assert refusal(**{key: text}) is RefusalCode.INVALID_VALUE


@pytest.mark.parametrize("key", ["schoolName", "reference"])
@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\tb", "a\u2028b", "a\u2029b"])
def test_a_name_is_one_line(key: str, text: str) -> None:
    assert refusal(**{key: text}) is RefusalCode.INVALID_VALUE


@pytest.mark.parametrize(("key", "longest"), [("schoolName", 255), ("reference", 100), ("explanation", 2000)])
def test_a_text_has_a_bound(key: str, longest: int) -> None:
    assert ApplicationForm.of({key: "é" * longest}).as_dict() == {key: "é" * longest}
    assert refusal(**{key: "é" * (longest + 1)}) is RefusalCode.INVALID_VALUE


def test_line_ends_of_a_browser_are_those_of_a_text() -> None:
    assert ApplicationForm.of({"explanation": "a\r\nb\rc\nd"}).explanation == "a\nb\nc\nd"


def test_what_was_pasted_from_a_text_processor_is_accepted() -> None:
    for text in ("a\u00a0b", "a\u200bb", "\u202d12\u202c", "a\u00adb", "„a”"):
        assert readable_line(text, "de naam", longest=20) == readable_text(text, "de naam", longest=20) == text


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("requestedOutcome", "wajong", RefusalCode.INVALID_VALUE),
        ("requestedOutcome", 1, RefusalCode.INVALID_VALUE),
        ("requestedOutcome", ["WAJONG"], RefusalCode.INVALID_VALUE),
        ("schoolKind", "HAVO", RefusalCode.INVALID_VALUE),
        ("provisions", "TRANSPORT", RefusalCode.INVALID_VALUE),
        ("provisions", ["BUS"], RefusalCode.INVALID_VALUE),
        ("provisions", [None], RefusalCode.INVALID_VALUE),
        ("provisions", [[]], RefusalCode.INVALID_VALUE),
        ("schoolFrom", "2015-02-29", RefusalCode.INVALID_DATE),
        ("schoolFrom", "20150801", RefusalCode.INVALID_DATE),
        ("schoolFrom", "2015-W31-6", RefusalCode.INVALID_DATE),
        ("schoolFrom", "1899-12-31", RefusalCode.INVALID_DATE),
        ("schoolFrom", "", RefusalCode.INVALID_DATE),
        ("schoolFrom", 20150801, RefusalCode.INVALID_DATE),
        ("schoolFrom", "٢٠١٥-٠٨-٠١", RefusalCode.INVALID_DATE),
        ("bsn", "123456782", RefusalCode.INVALID_VALUE),
    ],
)
def test_a_value_that_its_field_has_not_is_refused(key: str, value: object, code: RefusalCode) -> None:
    assert refusal(**{key: value}) is code


def test_school_ends_after_it_began() -> None:
    kind, began = CaseKind.SPECIAL_EDUCATION_REPORT, ApplicationForm(school_from=date(2018, 8, 1))
    for until in (date(2018, 8, 1), date(2027, 7, 31)):
        form = began.completed_by(ApplicationForm(school_until=until))
        assert acceptable(form, kind, TODAY) == form
    with pytest.raises(Refused) as refused:
        acceptable(began.completed_by(ApplicationForm(school_until=date(2018, 7, 31))), kind, TODAY)
    assert refused.value.code is RefusalCode.INVALID_DATE


def test_a_provision_is_named_once() -> None:
    assert ApplicationForm.of({"provisions": ["TRANSPORT", "TRANSPORT"]}).provisions == (WorkProvision.TRANSPORT,)


def test_no_refusal_repeats_what_was_typed() -> None:
    for values in ({"explanation": "geheim" * 999}, {"reference": "geheim\0"}, {"schoolFrom": "geheim"}, {"geheim": 1}):
        with pytest.raises(Refused) as refused:
            ApplicationForm.of(values)
        assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("kind", CaseKind)
def test_an_empty_form_is_enough_for_a_draft_and_names_what_is_missing(kind: CaseKind) -> None:
    assert acceptable(ApplicationForm(), kind, TODAY) == ApplicationForm()
    missing = {
        CaseKind.WORK_CAPACITY_ASSESSMENT: "wat u aanvraagt",
        CaseKind.WORK_PROVISION_ASSESSMENT: "de voorzieningen die u nodig hebt",
        CaseKind.PARTICIPATION_ACT_INDICATION: "wat u aanvraagt",
        CaseKind.SPECIAL_EDUCATION_REPORT: "de naam van de school, het soort school",
    }
    if kind in missing:
        with pytest.raises(Refused) as refused:
            complete(ApplicationForm(), kind, TODAY)
        assert refused.value.code is RefusalCode.INCOMPLETE
        assert missing[kind] in refused.value.message
    else:
        assert complete(ApplicationForm(), kind, TODAY) == ApplicationForm()


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_says_nothing_that_its_kind_doesnt_need(kind: CaseKind) -> None:
    always = {"reference", "explanation"}
    school = {"school_name", "school_kind", "school_from", "school_until"}
    asked = {
        CaseKind.DEREGISTRATION: always,
        CaseKind.WORK_CAPACITY_ASSESSMENT: always | school | {"requested_outcome"},
        CaseKind.WORK_PROVISION_ASSESSMENT: always | school | {"provisions"},
        CaseKind.PARTICIPATION_ACT_INDICATION: always | {"requested_outcome"},
        CaseKind.SPECIAL_EDUCATION_REPORT: always | school,
    }
    values: dict[str, Any] = {
        "requested_outcome": RequestedOutcome.INDICATION,
        "school_name": "De Brug",
        "school_kind": SchoolKind.VSO,
        "school_from": date(2015, 8, 1),
        "school_until": date(2018, 7, 31),
        "provisions": (WorkProvision.TRANSPORT,),
        "reference": "K-1",
        "explanation": "Zo is het.",
    }
    for name, value in values.items():
        form = ApplicationForm(**{name: value})
        if name in asked[kind]:
            assert acceptable(form, kind, TODAY) == form
        else:
            with pytest.raises(Refused) as refused:
                acceptable(form, kind, TODAY)
            assert refused.value.code is RefusalCode.INVALID_VALUE


def test_answers_of_another_form_are_refused() -> None:
    for kind, form in (
        (CaseKind.PARTICIPATION_ACT_INDICATION, ApplicationForm(requested_outcome=RequestedOutcome.WAJONG)),
        (CaseKind.SPECIAL_EDUCATION_REPORT, ApplicationForm(school_kind=SchoolKind.ENTREE)),
    ):
        with pytest.raises(Refused) as refused:
            acceptable(form, kind, TODAY)
        assert refused.value.code is RefusalCode.INVALID_VALUE


def test_school_began_today_at_the_latest() -> None:
    kind = CaseKind.SPECIAL_EDUCATION_REPORT
    assert acceptable(ApplicationForm(school_from=TODAY), kind, TODAY).school_from == TODAY
    with pytest.raises(Refused) as refused:
        acceptable(ApplicationForm(school_from=date(2026, 11, 27)), kind, TODAY)
    assert refused.value.code is RefusalCode.INVALID_DATE


def test_a_completion_adds_to_what_was_entered() -> None:
    first = ApplicationForm(requested_outcome=RequestedOutcome.WAJONG, explanation="Eerst.")
    later = ApplicationForm(explanation="Nu wel.", provisions=(WorkProvision.TRANSPORT,))
    assert first.completed_by(later) == ApplicationForm(
        requested_outcome=RequestedOutcome.WAJONG, explanation="Nu wel.", provisions=(WorkProvision.TRANSPORT,)
    )
