"""What an employer's letter holds, whatever the case: a number, a day, how to object, and nothing else."""

import inspect
import json
import re
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import letters
from domain.bsn import Bsn, passes_eleven_test
from domain.case_kinds import CaseKind
from domain.grounds import GROUNDS, GroundCode
from domain.letters import Announcement, Contact, DecidedGround, LetterCase
from domain.letters.dutch import in_words

DAYS = st.dates(date(2013, 1, 1), date(2040, 1, 1))
BSNS = (
    st.integers(1, 99_999_999)
    .map(lambda first: next((f"{first:08}{last}" for last in range(10) if passes_eleven_test(f"{first:08}{last}")), ""))
    .filter(bool)
    .map(Bsn)
)
CONTACTS = st.builds(
    Contact,
    objections=st.sampled_from(["Postbus 1, 1000 AA Voorbeeldstad", "Postbus 20, 3500 AB Utrecht"]),
    objections_link=st.sampled_from([None, "https://register.example/bezwaar"]),
    phone=st.sampled_from([None, "088 000 00 00"]),
    hours=st.sampled_from([None, "op werkdagen"]),
)
TYPED = st.text(st.sampled_from("qxzQXZ"), min_size=12, max_size=40)
UNSAID = re.compile(
    r"verzoek|aanvra|melding|gevraagd|vroeg|vrijwillig|gemeente|zaaknummer|grond\b|gronden", re.IGNORECASE
)


@settings(deadline=None)
@given(
    bsn=BSNS,
    day=DAYS,
    ended_on=DAYS,
    contact=CONTACTS,
    typed=TYPED,
    code=st.sampled_from(GroundCode),
    number=st.integers(1, 999_999),
)
def test_an_employer_reads_no_ground_no_reason_and_no_request(
    *, bsn: Bsn, day: date, ended_on: date, contact: Contact, typed: str, code: GroundCode, number: int
) -> None:
    announced = Announcement(day, day + timedelta(weeks=6), contact)
    case = LetterCase(kind=CaseKind.DEREGISTRATION, number=f"D-2026-{number:06}", bsn=bsn, received_on=day)
    to_person = letters.deregistration_granted(case, announced, ended_on=ended_on, motivation=typed)
    ground = DecidedGround(code, GROUNDS[code].legal_basis, day)
    assert typed in to_person.body
    for letter in (
        letters.employer_copy(bsn, announced, ended_on=ended_on),
        letters.reaction_asked(bsn, announced, answer_before=ended_on),
    ):
        stored = json.dumps(letter.as_dict(), ensure_ascii=False)
        said = " ".join([letter.subject, *letter.body, *letter.articles, stored])
        assert not UNSAID.search(said)
        for secret in (typed, case.number, code.value, GROUNDS[code].name, ground.article, in_words(ground.article)):
            assert secret not in said
        assert " lid " not in stored.replace("Awb 4:8 lid 1", "")  # which member would tell why
        assert bsn.value in said
        assert bsn.value not in letter.subject


def test_the_letters_to_an_employer_are_told_nothing_but_a_number_and_days() -> None:
    told = {
        parameter.annotation
        for function in (letters.employer_copy, letters.reaction_asked)
        for parameter in inspect.signature(function).parameters.values()
    }
    assert told == {Bsn, Announcement, date}


@settings(deadline=None)
@given(TYPED, st.sampled_from(GroundCode), DAYS)
def test_a_decision_says_what_was_typed_as_it_was_typed(typed: str, code: GroundCode, day: date) -> None:
    contact = Contact(objections="Postbus 1, 1000 AA Voorbeeldstad")
    announced = Announcement(day, day + timedelta(weeks=6), contact)
    case = LetterCase(
        kind=CaseKind.WORK_PROVISION_ASSESSMENT, number="V-2026-000001", bsn=Bsn("999990019"), received_on=day
    )
    ground = DecidedGround(code, GROUNDS[code].legal_basis, day)
    granted = letters.application_granted(
        case, announced, grounds=(ground,), held=(ground,), motivation=f"{typed}\n\n  {typed} "
    )
    assert granted.body.count(typed) == 2
    assert any(GROUNDS[code].name in line and in_words(ground.article) in line for line in granted.body)
    refused = letters.application_refused(case, announced, motivation=typed, articles=(ground.article,))
    assert typed in refused.body
    assert GROUNDS[code].name not in refused.subject
