"""Whoever is consulted stands in the log: by whom, why, what was handed over, on what basis; and nothing else does."""

import re
from typing import NamedTuple
from uuid import uuid4

import httpx2
import pytest

from domain.roles import Role
from graph.resolvers.roster_file import FIELDS
from tests.api.conftest import Ask, token
from tests.fixtures import people
from tests.fixtures.disclosure_log import Entry, Owner, entries, subject, subjects, user

ORGANISATIONS = {
    Role.CITIZEN: ("", ""),
    Role.EMPLOYER: (people.KVK, "Voorbeeld B.V."),
    Role.SUWINET: ("00000099000000010000", "UWV (voorbeeld)"),
    Role.ASSESSOR: ("00000099000000010000", "UWV (voorbeeld)"),
    Role.AUDITOR: ("00000099000000030000", "Toezicht (voorbeeld)"),
}
OWN, OVERSIGHT, DECISION = "AVG 15", "AVG 5 lid 2", "Besluit SUWI 3.2 lid 4"
EMPLOYER, ROSTER, UWV, MUNICIPALITY = "Wfsv 38d lid 7", "Besluit SUWI 3.3", "Wfsv 38d lid 2", "Wfsv 38d lid 4"
BSN: dict[str, object] = {"bsn": people.TWO_GROUNDS}


class Recorded(NamedTuple):
    """What must stand in the log of one consultation."""

    subjects: tuple[bytes, ...]
    purpose: str
    fields: str
    legal_basis: str = UWV


def person(purpose: str, fields: str, more: str = "") -> str:
    return f"query($bsn: BSN!{more}) {{ person(bsn: $bsn, purpose: {purpose}) {{ {fields} }} }}"


def roster(fields: str, more: str = "") -> str:
    return f"query($o: ID!) {{ roster(organisation: $o, year: 2022{more}) {{ {fields} }} }}"


def as_recorded(role: Role, trace: str, *recorded: Recorded) -> list[Entry]:
    return [
        Entry("DISCLOSED", role.value, *ORGANISATIONS[role], user("user-1"), one.subjects, one.purpose,
              tuple(one.fields.split()), one.legal_basis, trace)
        for one in recorded
    ]  # fmt: skip


async def consult(  # noqa: PLR0917 - what a question is made of
    ask: Ask, owner: Owner, role: Role, query: str, variables: dict[str, object], trace: str | None = None
) -> list[Entry]:
    """The records that a question leaves, in their order."""
    query = f"{query} # {uuid4()}"
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"} if trace else {}
    answer = await ask(role, query, variables, headers=headers)
    assert answer.data is not None
    return await entries(owner, query)


TWO = (
    "query($a: BSN!, $b: BSN!) { a: person(bsn: $a, purpose: EMPLOYEE) { registered } "
    "b: person(bsn: $b, purpose: APPLICANT) { bsn } }"
)
ONE = (subject(people.TWO_GROUNDS),)
SELF = (subject(people.RAN_ON),)

WAYS: dict[str, tuple[Role, str, dict[str, object], list[Recorded]]] = {
    "a citizen": (Role.CITIZEN, "{ viewer { person { bsn registered } } }", {}, [
        Recorded(SELF, "OWN_DATA", "Person.bsn Person.registered", OWN)]),
    "a citizen by number": (Role.CITIZEN, person("OWN_DATA", "registrationEndDate"), {"bsn": people.RAN_ON}, [
        Recorded(SELF, "OWN_DATA", "Person.registrationEndDate", OWN)]),
    "an employer": (Role.EMPLOYER, person("AGENCY_WORKER", "registered"), BSN, [
        Recorded(ONE, "AGENCY_WORKER", "Person.registered", EMPLOYER)]),
    "Suwinet": (Role.SUWINET, person("REINTEGRATION", "countingStartDate grounds { code name }"), BSN, [
        Recorded(ONE, "REINTEGRATION", "Person.countingStartDate Person.grounds Ground.code Ground.name")]),
    "an assessor": (Role.ASSESSOR, person("ASSESSMENT", "grounds { code endReason }"), BSN, [
        Recorded(ONE, "ASSESSMENT", "Person.grounds Ground.code Ground.endReason", f"{UWV}; {DECISION}")]),
    "another day": (
        Role.SUWINET,
        person("ASSESSMENT", "registered asOf(date: $day) { registered grounds { code } }", ", $day: Date!"),
        {**BSN, "day": "2018-01-01"}, [
            Recorded(ONE, "ASSESSMENT", "Person.registered"),
            Recorded(ONE, "ASSESSMENT", "Person.asOf PersonAsOf.registered PersonAsOf.grounds Ground.code")]),
    "another day only": (
        Role.SUWINET,
        person("ASSESSMENT", "bsn asOf(date: $day) { registered }", ", $day: Date!"),
        {**BSN, "day": "2018-01-01"}, [Recorded(ONE, "ASSESSMENT", "Person.asOf PersonAsOf.registered")]),
    "two other days": (
        Role.SUWINET,
        person("ASSESSMENT", "a: asOf(date: $day) { registered } b: asOf(date: $day) { grounds { code } }",
               ", $day: Date!"),
        {**BSN, "day": "2018-01-01"}, [
            Recorded(ONE, "ASSESSMENT", "Query.person"),
            Recorded(ONE, "ASSESSMENT", "Person.asOf PersonAsOf.registered"),
            Recorded(ONE, "ASSESSMENT", "Person.asOf PersonAsOf.grounds Ground.code")]),
    "several persons on another day": (
        Role.SUWINET,
        'query($b: [BSN!]!) { persons(bsns: $b, purpose: REINTEGRATION) { asOf(date: "2018-01-01") { registered } } }',
        {"b": [people.TWO_GROUNDS]}, [Recorded(ONE, "REINTEGRATION", "Person.asOf PersonAsOf.registered")]),
    "one's own log only": (
        Role.CITIZEN, "{ viewer { person { bsn disclosures { pageInfo { hasNextPage } } } } }", {}, [
            Recorded(SELF, "OWN_DATA",
                     "Person.disclosures DisclosureConnection.pageInfo PageInfo.hasNextPage",
                     "AVG 15")]),
    "the periods only": (
        Role.ASSESSOR, person("ASSESSMENT", "registeredPeriods(year: 2026) { from }"), BSN, [
            Recorded(ONE, "ASSESSMENT", "Query.person"),
            Recorded(ONE, "ASSESSMENT", "Person.registeredPeriods Period.from")]),
    "the periods of a year": (
        Role.ASSESSOR, person("ASSESSMENT", "bsn registeredPeriods(year: 2026) { from until }"), BSN, [
            Recorded(ONE, "ASSESSMENT", "Person.bsn"),
            Recorded(ONE, "ASSESSMENT", "Person.registeredPeriods Period.from Period.until")]),
    "several persons": (
        Role.SUWINET, "query($b: [BSN!]!) { persons(bsns: $b, purpose: EMPLOYER_SERVICES) { bsn grounds { code } } }",
        {"b": [people.DEAD, people.RAN_ON, people.NEVER_HEARD_OF]}, [
            Recorded(subjects(people.DEAD, people.RAN_ON, people.NEVER_HEARD_OF), "EMPLOYER_SERVICES",
                     "Person.bsn Person.grounds Ground.code")]),
    "several persons, one twice": (
        Role.SUWINET, "query($b: [BSN!]!) { persons(bsns: $b, purpose: REINTEGRATION) { registered } }",
        {"b": [people.DEAD, people.RAN_ON, people.DEAD]}, [
            Recorded(subjects(people.DEAD, people.RAN_ON), "REINTEGRATION", "Person.registered")]),
    "a page of a roster": (
        Role.EMPLOYER, roster("totalCount edges { node { bsn } }", ", first: 1"), {"o": people.KVK}, [
            Recorded(subjects(people.RAN_ON, people.TWO_GROUNDS), "ROSTER",
                     "RosterConnection.totalCount RosterConnection.edges RosterEdge.node RosterEntry.bsn", ROSTER)]),
    "a whole roster": (
        Role.EMPLOYER, roster("edges { cursor node { registrationEndDate } } pageInfo { hasNextPage }"),
        {"o": people.KVK}, [
            Recorded(subjects(people.RAN_ON, people.TWO_GROUNDS), "ROSTER",
                     "RosterConnection.edges RosterEdge.cursor RosterEdge.node RosterEntry.registrationEndDate "
                     "RosterConnection.pageInfo PageInfo.hasNextPage", ROSTER)]),
    "how many a roster has": (
        Role.EMPLOYER, roster("totalCount presentation"),
        {"o": people.KVK}, [
            Recorded(subjects(people.RAN_ON, people.TWO_GROUNDS), "ROSTER",
                     "RosterConnection.totalCount RosterConnection.presentation", ROSTER)]),
    "the log, by the citizen": (
        Role.CITIZEN, "{ viewer { person { registered disclosures(first: 1) { edges { node { at fields } } } } } }", {},
        [
            Recorded(SELF, "OWN_DATA", "Person.registered", OWN),
            Recorded(SELF, "OWN_DATA", "Person.disclosures DisclosureConnection.edges DisclosureEdge.node "
                     "Disclosure.at Disclosure.fields", OWN)]),
    "the log, by an auditor": (
        Role.AUDITOR, "query($bsn: BSN!) { disclosures(bsn: $bsn) { edges { node { role userPseudonym } } } }",
        {"bsn": people.PROTECTED}, [
            Recorded((subject(people.PROTECTED),), "OVERSIGHT", "DisclosureConnection.edges DisclosureEdge.node "
                     "Disclosure.role Disclosure.userPseudonym", OVERSIGHT)]),
    "two at once": (
        Role.EMPLOYER, TWO, {"a": people.TWO_GROUNDS, "b": people.RAN_ON}, [
            Recorded(ONE, "EMPLOYEE", "Person.registered", EMPLOYER),
            Recorded(SELF, "APPLICANT", "Person.bsn", EMPLOYER)]),
    "nobody": (Role.SUWINET, "{ viewer { role } jobTargets { year } }", {}, []),
    "one's organisations": (Role.EMPLOYER, "{ viewer { organisations { payrollTaxNumbers } } }", {}, []),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
async def test_every_way_of_consulting_leaves_exactly_its_records(ask: Ask, log_owner: Owner, way: str) -> None:
    role, query, variables, recorded = WAYS[way]
    trace = uuid4().hex
    found = await consult(ask, log_owner, role, query, variables, trace)
    assert found == as_recorded(role, trace, *recorded)


MUNICIPAL = {"oin": "00000099000000040000", "name": "Gemeente (voorbeeld)", "kind": "MUNICIPALITY"}


async def test_one_document_is_recorded_on_the_article_of_uwv_or_of_the_municipality_that_asks(
    ask: Ask, log_owner: Owner
) -> None:
    query = person("REINTEGRATION", "registered") + f" # {uuid4()}"
    for claims in ({}, {"organisation": MUNICIPAL}, {}):
        await ask(Role.SUWINET, query, dict(BSN), bearer=token(Role.SUWINET, **claims))
    assert [one.legal_basis for one in await entries(log_owner, query)] == [UWV, MUNICIPALITY, UWV]


async def test_ones_authorisations_name_the_article_of_ones_own_role_and_kind(ask: Ask) -> None:
    found = {}
    for who, role, claims in (
        ("citizen", Role.CITIZEN, {}),
        ("employer", Role.EMPLOYER, {}),
        ("uwv", Role.SUWINET, {}),
        ("municipality", Role.SUWINET, {"organisation": MUNICIPAL}),
        ("assessor", Role.ASSESSOR, {}),
    ):
        answer = await ask(role, "{ viewer { visibleFields { coordinate legalBasis } } }", bearer=token(role, **claims))
        fields = {one["coordinate"]: one["legalBasis"] for one in answer.data["viewer"]["visibleFields"]}
        found[who] = fields["Person.registered"], fields.get("Query.roster"), fields.get("Ground.endReason")
    assert found == {
        "citizen": (OWN, None, None),
        "employer": (EMPLOYER, ROSTER, None),
        "uwv": (UWV, None, None),
        "municipality": (MUNICIPALITY, None, None),
        "assessor": (UWV, None, DECISION),
    }


@pytest.mark.parametrize(
    ("query", "variables", "fields"),
    [
        ("a: registered b: registered", {}, "Person.registered"),
        ("one: bsn ...F ... on Person { registered }", {}, "Person.bsn Person.grounds Ground.code Person.registered"),
        ("__typename registered", {}, "Person.registered"),
        ("grounds { __typename }", {}, "Person.grounds"),
        ("bsn registered @include(if: $yes)", {"yes": True}, "Person.bsn Person.registered"),
        ("bsn registered @include(if: $yes)", {"yes": False}, "Person.bsn"),
        ("bsn registered @skip(if: $yes)", {"yes": True}, "Person.bsn"),
        ("bsn ... @include(if: $yes) { registered grounds { code } }", {"yes": False}, "Person.bsn"),
        ("bsn ...F @skip(if: $yes)", {"yes": False}, "Person.bsn Person.grounds Ground.code"),
        ("bsn ...F @skip(if: $yes)", {"yes": True}, "Person.bsn"),
        ("grounds { code @skip(if: $yes) name }", {"yes": True}, "Person.grounds Ground.name"),
        ("bsn registered @skip(if: true) ... @include(if: false) { countingStartDate }", {}, "Person.bsn"),
    ],
)
async def test_the_coordinates_are_those_that_were_asked(
    ask: Ask, log_owner: Owner, query: str, variables: dict[str, object], fields: str
) -> None:
    text = person("REINTEGRATION", query, ", $yes: Boolean! = true" if variables else "")
    text += " fragment F on Person { grounds { code } }" if "...F" in text else ""
    [entry] = await consult(ask, log_owner, Role.SUWINET, text, {**BSN, **variables})
    assert entry.fields == tuple(fields.split())


async def test_one_document_is_recorded_by_its_values_each_time(ask: Ask, log_owner: Owner) -> None:
    query = person("REINTEGRATION", "bsn registered @include(if: $yes)", ", $yes: Boolean!") + f" # {uuid4()}"
    for yes in (True, False, True):
        await ask(Role.SUWINET, query, {**BSN, "yes": yes})
    both, one = ("Person.bsn", "Person.registered"), ("Person.bsn",)
    assert [entry.fields for entry in await entries(log_owner, query)] == [both, one, both]


async def test_one_field_asked_in_two_places_of_a_document_is_recorded_for_what_each_asks(
    ask: Ask, log_owner: Owner
) -> None:
    query = (
        "query($bsn: BSN!) { a: person(bsn: $bsn, purpose: REINTEGRATION) { registered } "
        "a: person(bsn: $bsn, purpose: REINTEGRATION) { bsn } b: person(bsn: $bsn, purpose: REINTEGRATION) { bsn } }"
    )
    found = await consult(ask, log_owner, Role.SUWINET, query, dict(BSN))
    assert [entry.fields for entry in found] == [("Person.registered", "Person.bsn"), ("Person.bsn",)]


async def test_a_user_has_one_pseudonym_that_is_no_other_users_and_tells_nothing(ask: Ask, log_owner: Owner) -> None:
    found = []
    for role, sub in ((Role.SUWINET, "a"), (Role.SUWINET, "a"), (Role.ASSESSOR, "a"), (Role.SUWINET, "999900006")):
        query = person("ASSESSMENT", "registered") + f" # {uuid4()}"
        await ask(role, query, dict(BSN), bearer=token(role, sub=sub))
        found += [entry.user for entry in await entries(log_owner, query)]
    assert found == [user("a"), user("a"), user("a"), user("999900006")]
    assert found[3] != subject("999900006")
    rows = await log_owner.fetch("select r::text as line from log.record r")
    for row in rows:
        assert people.TWO_GROUNDS not in row["line"]
        assert "999900006" not in row["line"]


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR])
async def test_who_is_not_in_the_register_leaves_the_same_record(ask: Ask, log_owner: Owner, role: Role) -> None:
    purpose, basis = ("APPLICANT", EMPLOYER) if role is Role.EMPLOYER else ("ASSESSMENT", UWV)
    trace = uuid4().hex
    for bsn in (people.RAN_ON, people.DEAD, people.WITHOUT_GROUND, people.NEVER_HEARD_OF):
        found = await consult(ask, log_owner, role, person(purpose, "registered"), {"bsn": bsn}, trace)
        assert found == as_recorded(role, trace, Recorded((subject(bsn),), purpose, "Person.registered", basis))


async def test_an_employers_user_acts_for_the_organisation_that_was_chosen(ask: Ask, log_owner: Owner) -> None:
    bearer = token(
        Role.EMPLOYER, kvk=None, name=None,
        organisations=[{"kvk": people.KVK, "name": "Een"}, {"kvk": people.SECOND_KVK, "name": "Twee"}],
    )  # fmt: skip
    query = (
        "query($bsn: BSN!, $o: ID!) { person(bsn: $bsn, purpose: EMPLOYEE, organisation: $o) { registered } } "
        f"# {uuid4()}"
    )
    for kvk in (people.SECOND_KVK, people.KVK):
        assert (await ask(None, query, {**BSN, "o": kvk}, bearer=bearer)).data
    assert [(one.organisation_id, one.organisation) for one in await entries(log_owner, query)] == [
        (people.SECOND_KVK, "Twee"), (people.KVK, "Een"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Een\x1fTwee", "Een\x1eTwee", "Een\nTwee", "Een\tTwee"])
async def test_a_name_with_control_characters_moves_no_column(ask: Ask, log_owner: Owner, name: str) -> None:
    query = person("EMPLOYEE", "registered") + f" # {uuid4()}"
    answer = await ask(None, query, dict(BSN), bearer=token(Role.EMPLOYER, name=name))
    found = [(one.organisation_id, one.organisation, one.purpose) for one in await entries(log_owner, query)]
    assert answer.data is not None
    assert found == [(people.KVK, "Een Twee", "EMPLOYEE")]


GOOD = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    "traceparent",
    [
        None,
        "",
        GOOD,
        f"00-{GOOD.upper()}-00f067aa0ba902b7-01",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{GOOD}-{'0' * 16}-01",
        f"ff-{GOOD}-00f067aa0ba902b7-01",
        f"00-{GOOD}-00f067aa0ba902b7",
        f"00-{GOOD}-00f067aa0ba902b7-1",
        f"00-{GOOD[:-1]}-00f067aa0ba902b7-01",
        f"00-{GOOD}-00f067aa0ba902b7-01-more",
    ],
)
async def test_without_a_traceparent_that_can_be_read_a_request_gets_a_trace_id_of_its_own(
    ask: Ask, log_owner: Owner, traceparent: str | None
) -> None:
    query = person("REINTEGRATION", "registered") + f" # {uuid4()}"
    for _ in range(2):
        headers = {} if traceparent is None else {"traceparent": traceparent}
        await ask(Role.SUWINET, query, dict(BSN), headers=headers)
    one, other = [entry.trace for entry in await entries(log_owner, query)]
    assert re.fullmatch("[0-9a-f]{32}", one)
    assert len({one, other, GOOD, "0" * 32}) == 4


@pytest.mark.parametrize("traceparent", [f"00-{GOOD}-00f067aa0ba902b7-00", f"cc-{GOOD}-00f067aa0ba902b7-01-more"])
async def test_a_trace_id_is_taken_over_also_of_a_later_version(ask: Ask, log_owner: Owner, traceparent: str) -> None:
    query = person("REINTEGRATION", "registered") + f" # {uuid4()}"
    await ask(Role.SUWINET, query, dict(BSN), headers={"traceparent": traceparent})
    assert [entry.trace for entry in await entries(log_owner, query)] == [GOOD]


LINK = "query($o: ID!) { roster(organisation: $o, year: 2022) { csv { url } } }"


async def test_a_csv_file_records_all_its_persons_in_one_record(
    ask: Ask, client: httpx2.AsyncClient, log_owner: Owner
) -> None:
    bearer = token(Role.EMPLOYER)
    trace, before = uuid4().hex, await entries(log_owner, "GET /downloads/{link}.csv")
    url = (await ask(None, LINK, {"o": people.KVK}, bearer=bearer)).data["roster"]["csv"]["url"]
    assert await entries(log_owner, "GET /downloads/{link}.csv") == before
    headers = {"authorization": f"Bearer {bearer}", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    response = await client.get(url, headers=headers)
    told = [line.partition(";")[0] for line in response.text.splitlines()[1:]]
    found = [one for one in await entries(log_owner, "GET /downloads/{link}.csv") if one.trace == trace]
    assert found == as_recorded(Role.EMPLOYER, trace, Recorded(subjects(*told), "ROSTER", FIELDS, ROSTER))
    assert told == [people.RAN_ON, people.TWO_GROUNDS]


async def test_head_hands_over_nothing_and_records_nobody(
    ask: Ask, client: httpx2.AsyncClient, log_owner: Owner
) -> None:
    bearer, before = token(Role.EMPLOYER), await entries(log_owner, "GET /downloads/{link}.csv")
    url = (await ask(None, LINK, {"o": people.KVK}, bearer=bearer)).data["roster"]["csv"]["url"]
    response = await client.head(url, headers={"authorization": f"Bearer {bearer}"})
    assert (response.status_code, response.headers["allow"]) == (405, "GET")
    assert await entries(log_owner, "GET /downloads/{link}.csv") == before


async def test_a_link_to_a_file_alone_records_nobody(ask: Ask, log_owner: Owner) -> None:
    [entry] = await consult(ask, log_owner, Role.EMPLOYER, LINK, {"o": people.KVK})
    assert entry.subjects == ()
