"""What a citizen reads of a disclosure: every coordinate that may be handed over of a person has words."""

import pytest

from auth.visibility.policy import POLICY
from auth.visibility.published_figures import PUBLISHED_FIGURES
from auth.visibility.statistics import FIGURES
from domain.roles import PURPOSES, Purpose, Role
from portal.languages import Language, Texts, catalogue
from portal.pages.citizen.handed_over import what_it_shows
from tests.fixtures.operations import golden

NOTHING_OF_A_PERSON = {
    *(f"JobTarget.{name}" for name in ("year", "government", "market", "total", "structural")),
    *(one for one in PUBLISHED_FIGURES if not one.startswith("Query.")),  # the same, published
    *(f"Admission.{name}" for name in ("outcome", "grounds", "missing", "explanation")),
    *(f"AdmissionGround.{name}" for name in ("code", "name", "article", "countsFor")),
    *(f"VisibleField.{name}" for name in ("coordinate", "legalBasis")),
    *(f"Organisation.{name}" for name in ("id", "name", "kvkNumber", "rsin", "services")),
    *(f"Organisation.{name}" for name in ("payrollTaxNumbers", "referenceYears")),
    *(f"PageInfo.{name}" for name in ("hasNextPage", "hasPreviousPage", "startCursor", "endCursor")),
    *(f"Download.{name}" for name in ("url", "expiresAt")),
    *(f"RosterEdge.{name}" for name in ("cursor", "node")),
    *(f"DisclosureEdge.{name}" for name in ("cursor", "node")),
    *(f"RosterConnection.{name}" for name in ("edges", "pageInfo", "csv")),
    *(f"DisclosureConnection.{name}" for name in ("edges", "pageInfo")),
    *(f"{edge}.{name}" for edge in ("CaseEdge", "LetterEdge") for name in ("cursor", "node")),
    *(
        f"{connection}.{name}"
        for connection in ("CaseConnection", "LetterConnection")
        for name in ("edges", "pageInfo")
    ),
    *(f"Refusal.{name}" for name in ("code", "message", "reasons")),
    *(
        one for one in POLICY if one.startswith(("Authorisation", "Organisation.authorisation"))
    ),  # of users, not persons
    *(one for one in FIGURES if not one.startswith("Query.")),  # of the whole register
    "Mutation.setAuthorisation",
    "Person.bsn",  # who asks by it sent it
}
"""What may stand in a record beside what it is about, and says nothing of anybody by itself."""

WORDS = {
    "Query.person": "asked",
    "Query.persons": "asked",
    "Query.roster": "asked",
    "Query.disclosures": "asked",
    "Query.yearMonitor": "asked",
    "Query.quarterReport": "asked",
    "Viewer.person": "asked",
    "Person.registered": "registration",
    "Person.registrationEndDate": "end_date",
    "Person.grounds": "grounds",
    "Person.countingStartDate": "counting",
    "Person.asOf": "earlier",
    "Person.registeredPeriods": "periods",
    "Person.disclosures": "log",
    "PersonAsOf.registered": "earlier",
    "PersonAsOf.registrationEndDate": "earlier",
    "PersonAsOf.countingStartDate": "earlier",
    "PersonAsOf.grounds": "earlier",
    "Period.from": "periods",
    "Period.until": "periods",
    "Ground.code": "grounds",
    "Ground.name": "grounds",
    "Ground.legalBasis": "grounds",
    "Ground.startDate": "grounds",
    "Ground.endDate": "grounds",
    "Ground.countsFor": "grounds",
    "Ground.endReason": "grounds",
    "RosterConnection.totalCount": "count",
    "RosterConnection.presentation": "count",
    "RosterEntry.bsn": "registration",
    "RosterEntry.payrollTaxNumber": "payroll",
    "RosterEntry.registrationEndDate": "end_date",
    "Disclosure.at": "log",
    "Disclosure.organisation": "log",
    "Disclosure.userPseudonym": "log",
    "Person.cases": "cases",
    "Case.state": "cases",
    "Case.person": "cases",
    "CaseConnection.totalCount": "cases",
    "Eligibility.mayBeGranted": "cases",
    "Mutation.decideCase": "cases",
    "Mutation.requestDeregistration": "cases",
    "Person.letters": "letters",
    "Letter.body": "letters",
    "Letter.parts": "letters",
    "Letter.reaction": "letters",
    "Case.hearings": "cases",
    "LetterPart.heading": "letters",
    "LetterReference.value": "letters",
    "Organisation.letters": "letters",
    "Organisation.jobEquivalents": "hours",
    "Organisation.quotaCalculation": "hours",
    "JobEquivalents.persons": "hours",
    "QuotaCalculation.levy": "hours",
    "Mutation.giveReaction": "letters",
}


@pytest.mark.parametrize("coordinate", WORDS)
def test_a_coordinate_is_told_in_these_words(coordinate: str) -> None:
    assert coordinate in POLICY
    assert what_it_shows(coordinate) == WORDS[coordinate]


@pytest.mark.parametrize("coordinate", sorted(golden().keys() - NOTHING_OF_A_PERSON))
def test_every_coordinate_that_may_be_handed_over_of_a_person_has_words(coordinate: str) -> None:
    shown = what_it_shows(coordinate)
    assert shown is not None
    for language in Language:
        assert Texts(language)(f"shown.{shown}")


@pytest.mark.parametrize("coordinate", sorted(NOTHING_OF_A_PERSON & POLICY.keys()))
def test_what_frames_an_answer_is_not_told_as_if_it_were_something(coordinate: str) -> None:
    assert what_it_shows(coordinate) is None


def test_each_of_the_words_is_used() -> None:
    used = {what_it_shows(coordinate) for coordinate in POLICY}
    assert {f"shown.{one}" for one in used if one} == {
        key for key in catalogue(Language.NL) if key.startswith("shown.")
    }


def test_every_purpose_that_may_stand_in_the_log_has_words_for_the_citizen() -> None:
    assert {f"purposes.{purpose}" for purpose in Purpose} == {
        key for key in catalogue(Language.NL) if key.startswith("purposes.")
    }


@pytest.mark.parametrize(("role", "table"), [(Role.EMPLOYER, "employer.reasons"), (Role.SUWINET, "suwinet.purposes")])
def test_a_form_offers_the_purposes_of_the_role_and_no_other(role: Role, table: str) -> None:
    offered = {key for key in catalogue(Language.NL) if key.startswith(f"{table}.")}
    assert offered == {f"{table}.{purpose}" for purpose in PURPOSES[role]}


@pytest.mark.parametrize("coordinate", ["", "Person", "Nothing.at", "Person.nothing", "Person.bsn.more"])
def test_what_is_no_coordinate_says_nothing(coordinate: str) -> None:
    assert what_it_shows(coordinate) is None
