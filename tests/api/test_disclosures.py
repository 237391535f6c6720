"""What the log tells a citizen of themselves, and an auditor of everyone."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from domain.roles import Role
from models.database import ServingPools
from models.pseudonyms import Pseudonyms
from tests.api.conftest import SEAL, Answer, Ask, asker, client_of, token
from tests.fixtures import people
from tests.fixtures.disclosure_log import KEY, Owner, entries, eventually, refusals, size, subject, subjects, user

MINE = """query($first: Int, $after: String) { viewer { person { disclosures(first: $first, after: $after) {
  edges { cursor node { at role organisation purpose purposeText fields legalBasis traceId } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }"""
ALL = """query($bsn: BSN, $organisation: ID, $trace: String, $from: DateTime, $until: DateTime, $first: Int,
    $after: String) { disclosures(bsn: $bsn, organisation: $organisation, traceId: $trace, from: $from, until: $until,
    first: $first, after: $after) {
  edges { cursor node { at role organisation purpose fields traceId userPseudonym subjectPseudonym } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
PERSON = "query($bsn: BSN!) { person(bsn: $bsn, purpose: %s) { registered } }"
PERSONS = "query($b: [BSN!]!) { persons(bsns: $b, purpose: REINTEGRATION) { registered } }"
ROSTER = "query($o: ID!) { roster(organisation: $o, year: 2022) { edges { node { bsn } } } }"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@dataclass
class Service:
    """A register of this test's own, with those who ask it."""

    ask: Ask
    owner: Owner
    client: httpx2.AsyncClient

    async def mine(self, bsn: str = people.RAN_ON, first: int = 25, after: str | None = None) -> Answer:
        bearer = token(Role.CITIZEN, bsn=bsn, sub=f"the citizen {bsn[-2:]}")
        return await self.ask(None, MINE, {"first": first, "after": after}, bearer=bearer)

    async def all(self, **variables: object) -> Answer:
        return await self.all_for("user-1", variables)

    async def all_for(self, sub: str, variables: dict[str, object]) -> Answer:
        return await self.ask(None, ALL, {"first": 25, **variables}, bearer=token(Role.AUDITOR, sub=sub))


@pytest.fixture
async def service(peopled: Owner, pools: ServingPools) -> AsyncIterator[Service]:
    async with client_of(pools) as client:
        yield Service(asker(client), peopled, client)


def nodes(answer: Answer) -> list[dict[str, Any]]:
    data = answer.data
    connection = data["viewer"]["person"]["disclosures"] if "viewer" in data else data["disclosures"]
    return [edge["node"] for edge in connection["edges"]]


def cursors(answer: Answer) -> list[str]:
    data = answer.data
    connection = data["viewer"]["person"]["disclosures"] if "viewer" in data else data["disclosures"]
    return [edge["cursor"] for edge in connection["edges"]]


async def consult_in_every_way(service: Service) -> None:
    """One look by each kind of viewer, all about the same citizen."""
    ask, bsn = service.ask, people.RAN_ON
    bearer = token(Role.EMPLOYER)
    await ask(None, PERSON % "APPLICANT", {"bsn": bsn}, bearer=bearer)
    await ask(Role.SUWINET, PERSON % "EMPLOYER_SERVICES", {"bsn": bsn})
    await ask(Role.SUWINET, PERSONS, {"b": [people.DEAD, bsn, people.LAPSED]})
    await ask(None, ROSTER, {"o": people.KVK}, bearer=bearer)
    link = await ask(None, ROSTER.replace("edges { node { bsn } }", "csv { url }"), {"o": people.KVK}, bearer=bearer)
    url = link.data["roster"]["csv"]["url"]
    assert (await service.client.get(url, headers={"authorization": f"Bearer {bearer}"})).status_code == 200
    await ask(Role.ASSESSOR, PERSON % "ASSESSMENT", {"bsn": bsn}, headers={"traceparent": f"00-{TRACE}-{'1' * 16}-01"})
    await service.all(bsn=bsn, first=1)


async def test_a_citizen_sees_who_saw_what_newest_first_in_plain_dutch(service: Service) -> None:
    await consult_in_every_way(service)
    told = nodes(await service.mine())
    seen = [(one["role"], one["organisation"], one["purpose"], one["purposeText"]) for one in told]
    again = nodes(await service.mine())
    assert again[1:] == told
    own = ("CITIZEN", "Uzelf", "OWN_DATA", "U hebt uw eigen gegevens bekeken.")
    assert tuple(again[0][name] for name in ("role", "organisation", "purpose", "purposeText")) == own
    assert "Person.disclosures" in again[0]["fields"]
    roster = "Uw werkgever vroeg een overzicht van eigen werknemers in het doelgroepregister."
    assert seen == [
        ("AUDITOR", "Toezicht (voorbeeld)", "OVERSIGHT", "Een toezichthouder keek na wie uw gegevens heeft gezien."),
        ("ASSESSOR", "UWV (voorbeeld)", "ASSESSMENT", "UWV of een gemeente beoordeelde of u bij de doelgroep hoort."),
        ("EMPLOYER", "Voorbeeld B.V.", "ROSTER", roster),
        ("EMPLOYER", "Voorbeeld B.V.", "ROSTER", roster),
        ("SUWINET", "UWV (voorbeeld)", "REINTEGRATION",
         "UWV of een gemeente keek dit na om u te helpen bij het vinden of houden van werk."),
        ("SUWINET", "UWV (voorbeeld)", "EMPLOYER_SERVICES",
         "UWV of een gemeente keek dit na om een werkgever te helpen."),
        ("EMPLOYER", "Voorbeeld B.V.", "APPLICANT",
         "Een werkgever keek of een sollicitant in het doelgroepregister staat."),
    ]  # fmt: skip
    assert told[1]["traceId"] == TRACE
    assert told[2]["fields"] == ["RosterEntry.bsn", "RosterEntry.payrollTaxNumber", "RosterEntry.registrationEndDate"]
    assert told[3]["fields"] == ["RosterConnection.edges", "RosterEdge.node", "RosterEntry.bsn"]
    assert told[6]["fields"] == ["Person.registered"]
    uwv = "Wfsv 38d lid 2"
    of_role = {"EMPLOYER": "Wfsv 38d lid 7", "SUWINET": uwv, "ASSESSOR": uwv}
    for one in told[1:]:
        assert one["legalBasis"] == ("Besluit SUWI 3.3" if one["purpose"] == "ROSTER" else of_role[one["role"]])
    assert [one["at"] for one in told] == sorted((one["at"] for one in told), reverse=True)


async def test_a_citizen_never_sees_a_user(service: Service) -> None:
    await consult_in_every_way(service)
    answer = await service.mine()
    for hidden in ("user-1", user("user-1").hex(), subject(people.RAN_ON).hex()):
        assert hidden not in answer.raw.decode()
    for field in ("userPseudonym", "subjectPseudonym"):
        query = f"{{ viewer {{ person {{ disclosures {{ edges {{ node {{ {field} }} }} }} }} }} }}"
        refused = await service.ask(Role.CITIZEN, query)
        assert (refused.status, refused.codes) == (403, ["FIELD_NOT_VISIBLE"])
    await eventually(lambda: refusals(service.owner), 2)


NAMES: dict[str, tuple[dict[str, object], str, str]] = {
    "the log-in's own": ({"kvk": people.KVK, "name": "Voorbeeld"}, "Voorbeeld", "Voorbeeld"),
    "the register's": ({"kvk": people.KVK}, "Eerste Voorbeeld B.V.", people.KVK),
    "the register's, by RSIN": ({"rsin": people.RSIN}, "Eerste Voorbeeld B.V.", people.RSIN),
    "a number for a name": ({"kvk": people.KVK, "name": people.KVK}, "Eerste Voorbeeld B.V.", people.KVK),
    "unknown": ({"kvk": "99999999"}, "Werkgever zonder bekende naam", "99999999"),
    "unknown, a sole trader": ({"rsin": people.DEAD}, "Werkgever zonder bekende naam", people.DEAD),
}


@pytest.mark.parametrize("case", NAMES)
async def test_a_citizen_reads_an_employers_name_and_never_its_number(service: Service, case: str) -> None:
    claims, citizens, auditors = NAMES[case]
    bearer = token(Role.EMPLOYER, **{"kvk": None, "name": None, **claims})
    await service.ask(None, PERSON % "APPLICANT", {"bsn": people.RAN_ON}, bearer=bearer)
    answer = await service.mine()
    assert [one["organisation"] for one in nodes(answer)] == [citizens]
    assert auditors == citizens or auditors not in answer.raw.decode()
    found = nodes(await service.all(bsn=people.RAN_ON))
    assert [one["organisation"] for one in found if one["role"] == "EMPLOYER"] == [auditors]


async def test_an_employer_without_a_name_in_the_register_has_none(service: Service) -> None:
    await service.owner.execute(
        "insert into register.payroll (payroll_tax_number, kvk, name, delivery)"
        " values (80000004301, '90000009', null, 1), (80000004302, '90000009', '90000009', 1)"
    )
    bearer = token(Role.EMPLOYER, kvk="90000009", name=None)
    await service.ask(None, PERSON % "APPLICANT", {"bsn": people.RAN_ON}, bearer=bearer)
    found = [one["organisation"] for one in nodes(await service.mine())]
    assert found == ["Werkgever zonder bekende naam"]


async def test_another_citizen_sees_none_of_it(service: Service) -> None:
    await consult_in_every_way(service)
    assert nodes(await service.mine(people.TOLD_TO_GO)) == []
    told = nodes(await service.mine(people.TOLD_TO_GO))
    assert [(one["role"], one["organisation"]) for one in told] == [("CITIZEN", "Uzelf")]
    bulk = nodes(await service.mine(people.LAPSED))
    assert [one["purpose"] for one in bulk] == ["REINTEGRATION"]


async def test_a_refusal_is_nobodys_disclosure(service: Service) -> None:
    hidden = PERSON.replace("registered", "grounds { code }") % "EMPLOYEE"
    await service.ask(Role.EMPLOYER, hidden, {"bsn": people.RAN_ON})
    await service.ask(Role.EMPLOYER, PERSON % "REINTEGRATION", {"bsn": people.RAN_ON})
    await eventually(lambda: size(service.owner), 2)
    assert nodes(await service.mine()) == []


async def test_pages_have_each_entry_once_whatever_is_added_meanwhile(service: Service) -> None:
    for _ in range(7):
        await service.ask(Role.SUWINET, PERSON % "REINTEGRATION", {"bsn": people.TWO_GROUNDS})
        await service.ask(Role.SUWINET, PERSONS, {"b": [people.TWO_GROUNDS, people.DEAD]})
    found: list[dict[str, Any]] = []
    after: str | None = None
    pages = 0
    while True:
        answer = await service.mine(people.TWO_GROUNDS, 4, after)
        page = answer.data["viewer"]["person"]["disclosures"]
        found += nodes(answer)
        pages += 1
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        assert (page["pageInfo"]["startCursor"], page["pageInfo"]["endCursor"]) == (
            cursors(answer)[0], cursors(answer)[-1],
        )  # fmt: skip
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert pages == 4  # each page is a look, which is newer than the page
    assert [one["role"] for one in found] == ["SUWINET"] * 14
    assert len({(one["at"], one["traceId"]) for one in found}) == 14
    assert [one["at"] for one in found] == sorted((one["at"] for one in found), reverse=True)


async def test_a_cursor_that_was_changed_or_is_somebody_elses_is_refused(service: Service) -> None:
    for _ in range(3):
        await service.ask(Role.SUWINET, PERSONS, {"b": [people.RAN_ON, people.DEAD]})
    citizens = cursors(await service.mine(first=1))[0]
    auditors = cursors(await service.all(bsn=people.RAN_ON, first=1))[0]
    roster = "query($o: ID!) { roster(organisation: $o, year: 2022) { edges { cursor } } }"
    other = (await service.ask(Role.EMPLOYER, roster, {"o": people.KVK})).data["roster"]["edges"][0]["cursor"]
    sealed = [SEAL.close([1], "disclosures"), SEAL.close([2**62, 1, 1, 1, 1], "disclosures", "CITIZEN")]
    edited = citizens[:-2] + ("A" if citizens[-2] != "A" else "B") + citizens[-1]
    for cursor in ("", "x", "é", edited, auditors, other, *sealed):
        answer = await service.mine(after=cursor)
        assert answer.codes == ["BAD_USER_INPUT"], cursor
        assert answer.errors[0]["extensions"]["argument"] == "after"
        assert answer.body["data"]["viewer"]["person"]["disclosures"] is None
    assert (await service.all(bsn=people.RAN_ON, after=auditors)).codes == []
    for refused in (
        await service.mine(people.DEAD, after=citizens),
        await service.all(bsn=people.RAN_ON, after=citizens),
        await service.all(bsn=people.DEAD, after=auditors),
        await service.all(bsn=people.RAN_ON, organisation="1", after=auditors),
        await service.all_for("another", {"bsn": people.RAN_ON, "after": auditors}),
    ):
        assert refused.codes == ["BAD_USER_INPUT"]
    other_user = token(Role.CITIZEN, sub="another")
    refused = await service.ask(None, MINE, {"first": 5, "after": citizens}, bearer=other_user)
    assert refused.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("first", [-1, 101])
async def test_a_page_has_at_most_a_hundred_entries(service: Service, first: int) -> None:
    for answer in (await service.mine(first=first), await service.all(bsn=people.RAN_ON, first=first)):
        assert answer.codes == ["BAD_USER_INPUT"]
        assert answer.errors[0]["extensions"]["argument"] == "first"


async def test_a_retired_key_still_finds_what_it_named(peopled: Owner, pools: ServingPools) -> None:
    fresh = b"a new key for tests, 32 bytes.."
    async with client_of(pools) as old:
        await asker(old)(Role.SUWINET, PERSON % "REINTEGRATION", {"bsn": people.RAN_ON})
    for keys, roles in (
        (Pseudonyms({1: KEY, 2: fresh}, 2), ["SUWINET"]),
        (Pseudonyms({2: fresh}, 2), ["AUDITOR", "CITIZEN"]),
    ):
        renewed = asker(client_of(pools, pseudonyms=keys))
        assert [one["role"] for one in nodes(await renewed(Role.CITIZEN, MINE, {"first": 25}))] == roles
        found = nodes(await renewed(Role.AUDITOR, ALL, {"bsn": people.RAN_ON, "first": 25}))
        assert ("SUWINET" in {one["role"] for one in found}) == ("SUWINET" in roles)
    assert {one.subjects for one in await entries(peopled) if one.role == "SUWINET"} == {(subject(people.RAN_ON),)}


async def test_an_auditor_finds_by_each_filter_and_by_all_together(service: Service) -> None:
    await consult_in_every_way(service)
    await service.ask(Role.EMPLOYER, PERSON % "APPLICANT", {"bsn": people.DEAD})
    day = timedelta(days=1)
    now = await service.owner.fetchval("select now()")
    middle = await service.owner.fetchval("select max(at) from log.record where role = 'ASSESSOR'")
    before, later = (now - day).isoformat(), (now + day).isoformat()

    async def purposes(**given: object) -> list[str]:
        return sorted(one["purpose"] for one in nodes(await service.all(**given)) if one["role"] != "AUDITOR")

    mine = ["APPLICANT", "ASSESSMENT", "EMPLOYER_SERVICES", "REINTEGRATION", "ROSTER", "ROSTER"]
    assert await purposes(bsn=people.RAN_ON) == mine
    assert await purposes(bsn=people.NEVER_HEARD_OF) == []
    assert await purposes(organisation=people.KVK) == ["APPLICANT", "APPLICANT", "ROSTER", "ROSTER", "ROSTER", "ROSTER"]
    assert await purposes(organisation="no such") == []
    assert await purposes(trace=TRACE) == ["ASSESSMENT"]
    assert await purposes(trace="0" * 32) == []
    whole = sorted([*mine, "APPLICANT", "REINTEGRATION", "REINTEGRATION", "ROSTER", "ROSTER"])
    assert await purposes(**{"from": before}) == whole
    assert await purposes(**{"from": later}) == []
    assert await purposes(until=later) == whole
    assert await purposes(until=before) == []
    assert await purposes(**{"from": middle.isoformat()}) == ["APPLICANT", "ASSESSMENT"]
    earlier = Counter(whole) - Counter(["ASSESSMENT", "APPLICANT"])
    assert await purposes(until=middle.isoformat()) == sorted(earlier.elements())
    assert await purposes(bsn=people.RAN_ON, organisation=people.KVK) == ["APPLICANT", "ROSTER", "ROSTER"]
    assert await purposes(bsn=people.DEAD, organisation=people.KVK) == ["APPLICANT"]
    assert await purposes(bsn=people.RAN_ON, trace=TRACE, until=later, **{"from": before}) == ["ASSESSMENT"]
    assert await purposes(bsn=people.DEAD, trace=TRACE) == []


async def test_an_auditor_sees_pseudonyms_and_a_line_for_each_person(service: Service) -> None:
    await service.ask(Role.SUWINET, PERSONS, {"b": [people.DEAD, people.RAN_ON, people.NEVER_HEARD_OF]})
    await service.ask(None, PERSON % "ASSESSMENT", {"bsn": people.DEAD}, bearer=token(Role.ASSESSOR, sub="other"))
    found = nodes(await service.all(organisation="00000099000000010000"))
    asked = (people.DEAD, people.RAN_ON, people.NEVER_HEARD_OF)
    assert [(one["userPseudonym"], one["subjectPseudonym"]) for one in found] == [
        (user("other").hex(), subject(people.DEAD).hex()),
        *((user("user-1").hex(), one.hex()) for one in reversed(subjects(*asked))),
    ]
    assert (await service.all(organisation="x")).raw.count(b"9999") == 0


async def test_an_auditors_pages_have_each_line_once(service: Service) -> None:
    for _ in range(4):
        await service.ask(Role.SUWINET, PERSONS, {"b": [people.DEAD, people.RAN_ON, people.LAPSED]})
    found: list[tuple[str, str]] = []
    after: str | None = None
    while True:
        answer = await service.all(organisation="00000099000000010000", first=5, after=after)
        found += [(one["at"], one["subjectPseudonym"]) for one in nodes(answer)]
        info = answer.data["disclosures"]["pageInfo"]
        after = info["endCursor"]
        if not info["hasNextPage"]:
            break
    assert len(found) == len(set(found)) == 12
    assert found == sorted(found, reverse=True)


async def test_reading_the_log_is_logged_and_those_read_about_find_it(service: Service) -> None:
    await service.ask(Role.SUWINET, PERSONS, {"b": [people.DEAD, people.RAN_ON, people.LAPSED]})
    for given, read in (
        ({"organisation": "00000099000000010000"}, subjects(people.DEAD, people.RAN_ON, people.LAPSED)),
        ({"bsn": people.DEAD}, subjects(people.DEAD)),
        ({"bsn": people.NEVER_HEARD_OF}, subjects(people.NEVER_HEARD_OF)),
        ({"organisation": "x"}, ()),
    ):
        before = await size(service.owner)
        await service.all(**given)
        [entry] = (await entries(service.owner))[before:]
        assert (entry.role, entry.purpose, entry.subjects) == ("AUDITOR", "OVERSIGHT", read)
    told = nodes(await service.mine(people.LAPSED))
    assert [one["role"] for one in told] == ["AUDITOR", "SUWINET"]


async def test_only_those_on_the_page_are_recorded_as_read_about(service: Service) -> None:
    await service.ask(Role.SUWINET, PERSONS, {"b": [people.DEAD, people.RAN_ON, people.LAPSED]})
    answer = await service.all(organisation="00000099000000010000", first=1)
    [one] = nodes(answer)
    entry = (await entries(service.owner))[-1]
    assert [one.hex() for one in entry.subjects] == [one["subjectPseudonym"]]


async def test_the_log_is_not_read_whole(service: Service) -> None:
    for variables in ({}, {"bsn": None, "organisation": None}):
        answer = await service.all(**variables)
        assert (answer.codes, answer.body["data"]) == (["BAD_USER_INPUT"], {"disclosures": None})
    for trace in ("x", TRACE.upper(), TRACE[:-1], "-" * 32):
        answer = await service.all(trace=trace)
        assert (answer.codes, answer.errors[0]["extensions"]["argument"]) == (["BAD_USER_INPUT"], "traceId")
    assert await size(service.owner) == 0


@pytest.mark.parametrize("empty", [{"organisation": ""}, {"trace": ""}])
async def test_an_empty_filter_is_no_filter(service: Service, empty: dict[str, object]) -> None:
    answer = await service.all(**empty)
    assert answer.codes == ["BAD_USER_INPUT"]
