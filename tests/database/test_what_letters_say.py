"""A letter says what the register says after the command that wrote it, of the day from which it does."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.admission_facts import AdmissionFacts
from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.cases import Decision
from domain.grounds import GroundCode
from domain.refusals import RefusalCode
from domain.registration import EventKind
from models.commands import requests, review
from models.commands.decision import decide_case
from models.commands.fact_change import FactKind, FactPlace, GivenEvent
from models.commands.wage_value import report_wage_value
from models.database import ServingPools
from models.imports import Silence, import_directory
from tests.fixtures import people
from tests.fixtures.cases import FORMS
from tests.fixtures.casework import MUNICIPALITY, Casework, assessor, case_of, citizen, code_of
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.fact_commands import correct, opened, record_event, record_ground, report
from tests.fixtures.facts import facts_of

TODAY = date(2026, 11, 23)
PUPIL = AdmissionFacts(protected_work_finding=False, special_education=True, permanently_without_possibilities=False)
REPORT = CaseKind.SPECIAL_EDUCATION_REPORT


@pytest.fixture
async def work(owner: Owner, pools: ServingPools, tmp_path: Path) -> Casework:
    files = people.write_files(tmp_path)
    organisations = files / "organisations.csv"
    half = f"{people.KVK},,Eerste Voorbeeld B.V.,800000006L02"
    organisations.write_text(
        organisations.read_text(encoding="utf-8").replace(
            f"{people.KVK},{people.RSIN},Eerste Voorbeeld B.V.,800000006L02", half
        ),
        encoding="utf-8",
    )
    with (files / "employments.csv").open("a", encoding="utf-8") as employments:
        employments.write(f"{people.RAN_ON},800000006L02,2024-01-01,,8,REGULAR\n")
    with (files / "grounds.csv").open("a", encoding="utf-8") as grounds:
        grounds.write(f"{people.STAYED},SPECIAL_EDUCATION,{TODAY + timedelta(days=1)},,\n")
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    return Casework.over(pools)


async def letters(owner: Owner, kind: str) -> list[str]:
    """The subject and the text of each letter of a kind, as one."""
    rows = await owner.fetch("select content from cases.letter where kind::text = $1", kind)
    found = [json.loads(row["content"]) for row in rows]
    return [
        " ".join([one["subject"], *(line for part in one["sections"] for line in part["paragraphs"])]) for one in found
    ]


async def in_hand(work: Casework, bsn: str, kind: CaseKind) -> UUID:
    if kind is CaseKind.DEREGISTRATION:
        asked = await requests.request_deregistration(work.commands, citizen(bsn), work.given(), None, confirmed=True)
    else:
        form = FORMS[kind].as_dict()
        asked = await requests.apply_for_oneself(work.commands, citizen(bsn), work.given(), kind, form, None)
    case = case_of(asked).id
    case_of(await review.take(work.commands, assessor(), work.given("assessor"), case))
    return case


async def decide(work: Casework, case: UUID, decision: Decision, start: date | None = None) -> dict[str, Any]:
    given = work.given("assessor")
    return await decide_case(work.commands, assessor(), given, case, decision, None, start, "Zo is het.")


async def granted(work: Casework, bsn: str, facts: AdmissionFacts = PUPIL) -> None:
    case = await in_hand(work, bsn, REPORT)
    case_of(await review.record_facts(work.commands, assessor(), work.given("assessor"), case, facts))
    case_of(await decide(work, case, Decision.GRANT, work.today))


async def wage_value(work: Casework, bsn: str) -> None:
    value = ("62.50", date(2026, 11, 2), None)
    given = work.given("officer")
    case_of(await report_wage_value(work.commands, MUNICIPALITY, given, Bsn(bsn), *value, below_minimum_wage=True))


@pytest.mark.parametrize("by_municipality", [True, False])
async def test_a_finding_of_today_ends_the_registration_tomorrow_and_the_person_is_told_today(
    work: Casework, owner: Owner, *, by_municipality: bool
) -> None:
    if by_municipality:
        opened(await report(work, people.SINCE_2008, TODAY))
    else:
        opened(await record_event(work, people.SINCE_2008, EventKind.PROTECTED_WORK, TODAY))
    [said] = await letters(owner, "DECISION")
    assert said.startswith("Uw registratie in het doelgroepregister stopt.")
    assert "U staat vanaf 24 november 2026 niet meer in het register." in said


async def test_a_finding_that_is_corrected_to_today_is_told_with_the_day_on_which_it_ends_the_registration(
    work: Casework, owner: Owner
) -> None:
    place = opened(await record_event(work, people.SINCE_2008, EventKind.PROTECTED_WORK, date(2026, 11, 2)))
    opened(await correct(work, place, GivenEvent(place.bsn, EventKind.PROTECTED_WORK, TODAY)))
    [said] = await letters(owner, "CORRECTION")
    assert "U staat vanaf 24 november 2026 niet meer in het register." in said


async def test_a_finding_of_today_that_is_withdrawn_is_told_too(work: Casework, owner: Owner) -> None:
    place = opened(await record_event(work, people.SINCE_2008, EventKind.PROTECTED_WORK, TODAY))
    opened(await correct(work, place, withdraw=True))
    [said] = await letters(owner, "CORRECTION")
    assert "U staat in het register. Dat is zo vanaf 1 september 2008." in said


async def test_a_correction_by_which_somebody_is_registered_from_tomorrow_on_only_says_so(
    work: Casework, owner: Owner
) -> None:
    [held] = [one for one in (await facts_of(owner, people.STAYED)).grounds.values() if one.start < TODAY]
    opened(await correct(work, FactPlace(Bsn(people.STAYED), FactKind.GROUND, held.id), withdraw=True))
    [said] = await letters(owner, "CORRECTION")
    assert "U staat vanaf 24 november 2026 in het register." in said


async def test_articles_of_which_none_can_be_read_stand_in_the_letter_as_they_were_given(
    work: Casework, owner: Owner
) -> None:
    opened(await record_ground(work, people.NEVER_HEARD_OF, GroundCode.WAJONG, date(2026, 11, 2), ";"))
    assert len(await letters(owner, "ADMISSION_NOTICE")) == 1


async def test_who_was_registered_already_is_told_since_when_they_count_by_all_their_grounds(
    work: Casework, owner: Owner
) -> None:
    await granted(work, people.RAN_ON)
    [said] = await letters(owner, "DECISION")
    assert said.startswith("Uw registratie in het doelgroepregister is aangevuld.")
    assert "U telt vanaf 1 maart 2014 mee voor de banenafspraak." in said


@pytest.mark.parametrize("bsn", [people.SINCE_2008, people.LAPSED])
async def test_who_is_told_of_a_ground_is_told_whether_they_were_registered_and_since_when_they_count(
    work: Casework, owner: Owner, bsn: str
) -> None:
    opened(await record_ground(work, bsn, GroundCode.WORK_PROVISION, date(2026, 11, 2)))
    [said] = await letters(owner, "ADMISSION_NOTICE")
    if bsn == people.SINCE_2008:
        assert said.startswith("Wij gaan uw registratie in het doelgroepregister aanvullen.")
        assert "U telt vanaf 1 januari 2013 mee voor de banenafspraak." in said
    else:
        assert said.startswith("Wij gaan u opnemen in het doelgroepregister.")
        assert "U telt vanaf 2 november 2026 mee voor de quotumregeling, en niet voor de banenafspraak." in said


async def test_a_wage_value_of_who_is_registered_adds_a_ground_and_of_who_can_not_be_writes_no_letter(
    work: Casework, owner: Owner
) -> None:
    await wage_value(work, people.PENSIONER)
    assert await letters(owner, "ADMISSION_NOTICE") == []
    await wage_value(work, people.RAN_ON)
    [said] = await letters(owner, "ADMISSION_NOTICE")
    assert said.startswith("Wij gaan uw registratie in het doelgroepregister aanvullen.")


async def test_a_grant_to_who_has_reached_the_aow_age_does_not_say_that_they_are_registered(
    work: Casework, owner: Owner
) -> None:
    await granted(work, people.PENSIONER)
    [said] = await letters(owner, "DECISION")
    assert said.startswith("U krijgt een grond, maar u staat niet in het doelgroepregister.")
    registered = "select count(*) from register.registration where bsn = $1 and until_day > $2"
    assert await owner.fetchval(registered, int(people.PENSIONER), TODAY) == 0


async def test_nobody_is_deregistered_on_a_day_on_which_a_ground_registers_them_again(
    work: Casework, owner: Owner
) -> None:
    case = await in_hand(work, people.LEADING_ZERO, CaseKind.DEREGISTRATION)
    await granted(work, people.LEADING_ZERO)
    assert code_of(await decide(work, case, Decision.GRANT)) == RefusalCode.INVALID_DATE
    assert await owner.fetchval("select count(*) from register.event where bsn = $1", int(people.LEADING_ZERO)) == 0
    case_of(await decide(work.on(TODAY + timedelta(days=1)), case, Decision.GRANT))


async def test_a_request_of_who_is_registered_no_longer_is_refused_in_a_letter_that_says_so(
    work: Casework, owner: Owner
) -> None:
    case = await in_hand(work, people.LEADING_ZERO, CaseKind.DEREGISTRATION)
    opened(await record_event(work, people.LEADING_ZERO, EventKind.EMIGRATION, date(2026, 11, 10)))
    case_of(await decide(work, case, Decision.REJECT))
    [said] = [one for one in await letters(owner, "DECISION") if "uitschrijven" in one]
    assert said.startswith("Wij kunnen u niet uitschrijven: u staat niet in het doelgroepregister.")


@pytest.mark.parametrize("asked", [True, False])
async def test_a_refusal_says_what_the_employer_was_asked(work: Casework, owner: Owner, *, asked: bool) -> None:
    case = await in_hand(work, people.RAN_ON, CaseKind.DEREGISTRATION)
    if asked:
        case_of(await review.ask_reaction(work.commands, assessor(), work.given("assessor"), case))
    case_of(await decide(work, case, Decision.REJECT))
    [said] = await letters(owner, "DECISION")
    assert ("Op 23 november 2026 vroegen wij uw werkgever om een reactie." in said) is asked
    assert ("Die hoort niets van uw verzoek." in said) is not asked


async def test_an_organisation_gets_one_copy_though_a_payroll_of_it_lacks_a_number(
    work: Casework, owner: Owner
) -> None:
    case = await in_hand(work, people.RAN_ON, CaseKind.DEREGISTRATION)
    case_of(await decide(work, case, Decision.GRANT))
    copies = await owner.fetch("select kvk, rsin from cases.letter where kind = 'EMPLOYER_COPY'")
    assert [tuple(one) for one in copies] == [(people.KVK, people.RSIN)]


async def test_a_completion_that_is_asked_too_late_does_not_say_that_the_term_stands_still(
    work: Casework, owner: Owner
) -> None:
    case = await in_hand(work, people.RAN_ON, CaseKind.DEREGISTRATION)
    late = work.on(date(2027, 2, 1))
    invited = ("Een handtekening",), date(2027, 2, 20)
    case_of(await review.invite_completion(work.commands, assessor(), late.given("assessor"), case, *invited))
    [said] = await letters(owner, "COMPLETION_INVITED")
    assert "staat stil" not in said
    assert "Wij hadden uiterlijk op 18 januari 2027 moeten beslissen." in said
