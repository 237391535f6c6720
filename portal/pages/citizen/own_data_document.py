"""One's own data as a document to read: what the pages say of them, in their words and language."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from domain.cases import CaseState
from portal.fields import long_day
from portal.languages import Language, Texts
from portal.operations.citizen import (
    MyDataCasesApplicationForm,
    MyDataCasesCase,
    MyDataLettersLetter,
    MyDataPerson,
)
from portal.own_data import OwnData
from portal.page_request import PageRequest
from portal.pages.citizen.application_fields import (
    EXPLANATION,
    OUTCOME,
    PROVISIONS,
    SCHOOL,
    SCHOOL_FROM,
    SCHOOL_KIND,
    SCHOOL_UNTIL,
)
from portal.pages.citizen.case_states import badge
from portal.pages.citizen.disclosures import rows_of

TEMPLATE: Final = Path(__file__).parents[2] / "documents" / "own_data.typ"

MOST: Final = {"cases": 100, "letters": 100, "disclosures": 500}
"""Of each part, the newest: a thousand rows take the typesetter more than a second, and 100 MB."""

Node = TypeVar("Node")
Terms = list[tuple[str, str]]


class Section(NamedTuple):
    """A heading and what stands below it; `language` where it isn't the document's."""

    level: int
    heading: str
    paragraphs: Sequence[str] = ()
    terms: Sequence[tuple[str, str]] = ()
    items: Sequence[str] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    language: str | None = None


async def document(request: PageRequest, own: OwnData, made_at: datetime) -> dict[str, Any]:
    """What the template shows.

    Raises:
        ApiError, ValidationError: as `OwnData`.
    """
    texts = request.texts
    cases, more_cases = await _newest(own.cases(), MOST["cases"])
    letters, more_letters = await _newest(own.letters(), MOST["letters"])
    looks, more_looks = await _newest(own.disclosures(), MOST["disclosures"])
    person = await own.person()
    sections = [
        Section(2, texts("base.product"), terms=_registration(texts, person)),
        Section(2, texts("my_cases.title"), _said(texts, "cases", "my_cases.none", cases, more=more_cases)),
        *(section for case in cases for section in _case(request, case)),
        Section(2, texts("letters.title"), _said(texts, "letters", "letters.none_at_all", letters, more=more_letters)),
        *(section for letter in letters for section in _letter(texts, letter)),
        Section(
            2,
            texts("disclosures.title"),
            _said(texts, "disclosures", "disclosures.nobody", looks, more=more_looks),
            columns=[texts(f"disclosures.{one}") for one in ("at", "who", "why", "what", "basis")],
            rows=rows_of(request, looks),
        ),
        Section(2, texts("own_data.not_heading"), [texts("own_data.not_in_it"), texts("disclosures.complain")]),
    ]
    return {
        "title": texts("own_data.document"),
        "author": texts("base.product"),
        "language": texts.language.value,
        "region": "NL" if texts.language is Language.NL else "GB",
        "page": [texts("own_data.page"), texts("own_data.page_of")],
        "made": texts("own_data.made", at=made_at),
        "no_sign": texts("own_data.no_sign", sign="\n").split("\n"),  # the template knows the sign
        "sections": [section._asdict() for section in sections],
    }


async def _newest(nodes: AsyncIterator[Node], most: int) -> tuple[list[Node], bool]:
    """The first of them, and whether there are more."""
    found: list[Node] = []
    async for node in nodes:
        if len(found) == most:
            return found, True
        found.append(node)
    return found, False


def _said(texts: Texts, name: str, none: str, found: Sequence[object], *, more: bool) -> list[str]:
    """That there is nothing, or that these aren't all."""
    return [texts("own_data.more", most=MOST[name])] if more else [] if found else [texts(none)]


def _registration(texts: Texts, person: MyDataPerson) -> Terms:
    ends_on = long_day(texts, person.registration_end_date)
    return [
        (texts("own_data.bsn"), person.bsn),
        (texts("own_data.registered"), texts("own_data.yes" if person.registered else "own_data.no")),
        *([(texts("own_data.ends_on"), ends_on or texts("own_data.no_end"))] if person.registered else []),
        (texts("letter_channel.legend"), texts(f"letter_channel.{person.letter_channel}.label")),
    ]


def _case(request: PageRequest, case: MyDataCasesCase) -> list[Section]:
    """A request: how far it is, what was filled in, and what was decided, in Dutch in every document."""
    texts = request.texts
    is_kept = case.state is CaseState.DRAFT
    state = texts("my_cases.groups.kept") if is_kept else badge(request, case).text
    told = [
        (texts("my_cases.number"), case.number),
        (texts("letters.columns.state"), state),
        (texts("my_cases.received_on"), _day(texts, case.submitted_at)),
        (texts("my_cases.decide_before"), _day(texts, case.decide_before)),
        (texts("own_data.decided_on"), _day(texts, case.decided_at)),
        *(_form(texts, case.form) if case.form else []),
    ]
    asked = Section(3, texts(f"my_cases.kinds.{case.kind}"), terms=_filled(told))
    if case.decision is None:
        return [asked]
    return [asked, Section(4, texts("my_cases.steps.decision"), [case.decision], language=_dutch(texts))]


def _form(texts: Texts, form: MyDataCasesApplicationForm) -> Terms:
    """What was filled in, by the questions of the form."""
    said = {
        OUTCOME: form.requested_outcome and texts(f"applications.{OUTCOME}.{form.requested_outcome}"),
        SCHOOL: form.school_name,
        SCHOOL_KIND: form.school_kind and texts(f"applications.{SCHOOL_KIND}.{form.school_kind}"),
        SCHOOL_FROM: _day(texts, form.school_from),
        SCHOOL_UNTIL: _day(texts, form.school_until),
        PROVISIONS: "; ".join(texts(f"applications.{PROVISIONS}.{one}") for one in form.provisions),
        EXPLANATION: form.explanation,
    }
    answers = [(texts(f"applications.{name}.label"), text or "") for name, text in said.items()]
    return [*answers, (texts("own_data.reference"), form.reference or "")]


def _letter(texts: Texts, letter: MyDataLettersLetter) -> list[Section]:
    """A letter: its title, what is known of it, and what it says, in Dutch in every document."""
    dutch = _dutch(texts)
    known = [
        (texts("own_data.announced_on"), _day(texts, letter.announced_at)),
        (texts("own_data.channel"), texts(f"letter_channel.{letter.channel}.label")),
        (texts("own_data.read_on"), _day(texts, letter.read_at) or texts("own_data.not_read")),
        (texts("own_data.objection_until"), _day(texts, letter.objection_until)),
    ]
    return [
        Section(3, letter.subject, terms=_filled(known)),
        *(Section(4, part.heading, part.paragraphs, items=part.items, language=dutch) for part in letter.parts),
        Section(
            4,
            texts("own_data.reference_lines"),
            terms=[(line.label, line.value) for line in letter.reference],
            language=dutch,
        ),
    ]


def _dutch(texts: Texts) -> str | None:
    """The language of what the register says in Dutch only, where the document is in another."""
    return None if texts.language is Language.NL else Language.NL.value


def _day(texts: Texts, day: date | None) -> str:
    return texts.date(day) if day else ""


def _filled(terms: Terms) -> Terms:
    """Without what is empty."""
    return [(label, value) for label, value in terms if value]
