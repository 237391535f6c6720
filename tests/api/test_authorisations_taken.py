"""What an administrator takes from a user is gone with the next request, whatever way it is asked."""

import asyncio
from typing import Any

import pytest

from domain.roles import Role
from models.database import ServingPools
from tests.api.conftest import Ask, asker, client_of, principal, token
from tests.conftest import Database
from tests.fixtures import people
from tests.fixtures.authorising import take
from tests.fixtures.disclosure_log import Owner, entries, eventually, refusals

BOTH = ["ROSTER", "PERSON_LOOKUP"]
LOOK_UP = "query($o: ID!, $bsn: BSN!) { person(bsn: $bsn, purpose: APPLICANT, organisation: $o) { registered } }"
ROSTER = "query($o: ID!) { roster(organisation: $o, year: 2025) { totalCount edges { node { bsn } } csv { url } } }"
OF_ONE_NUMBER = """query($o: ID!) {
    roster(organisation: $o, year: 2025, payrollTaxNumber: "800000006L01") { totalCount } }"""
LINK = "query($o: ID!) { roster(organisation: $o, year: 2025) { csv { url } } }"
MINE = "{ viewer { organisations { id services } } }"
NEEDS = {LOOK_UP: "PERSON_LOOKUP", ROSTER: "ROSTER", OF_ONE_NUMBER: "ROSTER", LINK: "ROSTER"}
MESSAGES = {
    "PERSON_LOOKUP": "You are not authorised to look up a person; ask your administrator (beheerder).",
    "ROSTER": "You are not authorised for rosters; ask your administrator (beheerder).",
}


@pytest.fixture
def ask(peopled: Owner, pools: ServingPools) -> Ask:  # noqa: ARG001 - the persons are there before it is asked
    return asker(client_of(pools))


async def asked(ask: Ask, query: str, organisation: str = people.KVK, **claims: object) -> Any:
    bearer = token(Role.EMPLOYER, **claims)
    return await ask(None, query, {"o": organisation, "bsn": people.RAN_ON}, bearer=bearer)


@pytest.mark.parametrize("query", NEEDS)
@pytest.mark.parametrize("service", ["ROSTER", "PERSON_LOOKUP", "LETTERS", "AUTHORISATIONS"])
async def test_what_needs_a_service_that_was_taken_is_refused_recorded_as_that_and_the_rest_is_answered(
    peopled: Owner, ask: Ask, query: str, service: str
) -> None:
    await take(peopled, await principal(Role.EMPLOYER), [service], kvk=people.KVK)
    answer = await asked(ask, query)
    if NEEDS[query] != service:
        assert "errors" not in answer.body
        assert all(entry.decision == "DISCLOSED" for entry in await entries(peopled))
        return
    assert (answer.codes, answer.errors[0]["message"]) == (["FORBIDDEN"], MESSAGES[service])
    assert list(answer.body["data"].values()) == [None]


async def test_a_refusal_is_in_the_log_without_the_person(peopled: Owner, pools: ServingPools) -> None:
    await take(peopled, await principal(Role.EMPLOYER), BOTH, kvk=people.KVK)
    async with client_of(pools) as client:
        assert (await asked(asker(client), LOOK_UP)).codes == ["FORBIDDEN"]
        assert (await asked(asker(client), ROSTER)).codes == ["FORBIDDEN"]
        await eventually(lambda: refusals(peopled), 2)
    found = await entries(peopled)
    assert [(one.decision, one.subjects, one.purpose) for one in found] == [
        ("FORBIDDEN", (), "APPLICANT"),
        ("FORBIDDEN", (), "ROSTER"),
    ]
    assert {one.organisation_id for one in found} == {people.KVK}


async def test_a_link_made_before_the_service_was_taken_opens_nothing(peopled: Owner, pools: ServingPools) -> None:
    bearer = token(Role.EMPLOYER)
    async with client_of(pools) as client:
        made = await asker(client)(None, LINK, {"o": people.KVK}, bearer=bearer)
        url = made.data["roster"]["csv"]["url"]
        headers = {"authorization": f"Bearer {bearer}"}
        assert (await client.get(url, headers=headers)).status_code == 200
        await take(peopled, await principal(Role.EMPLOYER), ["ROSTER"], kvk=people.KVK)
        before = [one for one in await entries(peopled) if one.decision == "DISCLOSED"]
        for end in ("csv", "xlsx"):
            refused = await client.get(url.removesuffix("csv") + end, headers=headers)
            assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
        assert [one for one in await entries(peopled) if one.decision == "DISCLOSED"] == before
        await take(peopled, await principal(Role.EMPLOYER), [], kvk=people.KVK)
        assert (await client.get(url, headers=headers)).status_code == 200


async def test_another_process_knows_it_at_once(peopled: Owner, pools: ServingPools, database: Database) -> None:
    others = database.pools()
    one, other = asker(client_of(pools)), asker(client_of(others))
    for ask in (one, other):
        assert (await asked(ask, LOOK_UP)).data == {"person": {"registered": True}}
    await take(peopled, await principal(Role.EMPLOYER), ["PERSON_LOOKUP"], kvk=people.KVK)
    for ask in (one, other):
        assert (await asked(ask, LOOK_UP)).codes == ["FORBIDDEN"]
        [mine] = (await asked(ask, MINE)).data["viewer"]["organisations"]
        assert mine["services"] == ["ROSTER"]
    await take(peopled, await principal(Role.EMPLOYER), [], kvk=people.KVK)
    for ask in (other, one):
        assert (await asked(ask, LOOK_UP)).data == {"person": {"registered": True}}
        [mine] = (await asked(ask, MINE)).data["viewer"]["organisations"]
        assert mine["services"] == ["ROSTER", "PERSON_LOOKUP"]
    await others.close()


NUMBERS: dict[str, dict[str, Any]] = {
    "by KvK number": {"kvk": people.KVK},
    "by RSIN": {"kvk": None, "rsin": people.RSIN},
    "by both": {"kvk": people.KVK, "rsin": people.RSIN},
    "in a list": {"kvk": None, "organisations": [{"kvk": people.SECOND_KVK}, {"rsin": people.RSIN}]},
}


@pytest.mark.parametrize("log_in", NUMBERS)
@pytest.mark.parametrize("taken", [{"kvk": people.KVK}, {"rsin": people.RSIN}], ids=["from KvK", "from RSIN"])
async def test_an_organisation_is_one_whichever_number_a_log_in_names_it_by(
    peopled: Owner, ask: Ask, log_in: str, taken: dict[str, str]
) -> None:
    claims = NUMBERS[log_in]
    id_ = people.RSIN if claims["kvk"] is None else people.KVK
    assert (await asked(ask, LOOK_UP, id_, **claims)).data == {"person": {"registered": True}}
    await take(peopled, await principal(Role.EMPLOYER), BOTH, **taken)
    for query in NEEDS:
        assert (await asked(ask, query, id_, **claims)).codes == ["FORBIDDEN"], query
    mine = (await asked(ask, MINE, **claims)).data["viewer"]["organisations"]
    assert {one["id"]: one["services"] for one in mine}[id_] == []


async def test_of_two_numbers_that_only_the_log_in_knows_to_be_one_either_is_enough(
    peopled: Owner, pools: ServingPools
) -> None:
    """The register knows the KvK number alone, the administrator's log-in said the RSIN alone."""
    await peopled.execute(
        "insert into register.payroll (payroll_tax_number, kvk, delivery) values (89000000101, '90000099', 1)"
    )
    claims = {"kvk": "90000099", "rsin": "890000001"}
    async with client_of(pools) as client:
        ask, bearer = asker(client), token(Role.EMPLOYER, **claims)
        url = (await ask(None, LINK, {"o": "90000099"}, bearer=bearer)).data["roster"]["csv"]["url"]
        headers = {"authorization": f"Bearer {bearer}"}
        assert (await client.get(url, headers=headers)).status_code == 200
        await take(peopled, await principal(Role.EMPLOYER), BOTH, rsin="890000001")
        assert (await client.get(url, headers=headers)).status_code == 403
        for query in (LOOK_UP, ROSTER):
            assert (await asked(ask, query, "90000099", **claims)).codes == ["FORBIDDEN"]


async def test_it_is_taken_from_that_user_at_that_organisation_only(peopled: Owner, ask: Ask) -> None:
    await take(peopled, await principal(Role.EMPLOYER), BOTH, kvk=people.KVK)
    two: dict[str, Any] = {"kvk": None, "organisations": [{"kvk": people.KVK}, {"kvk": people.SECOND_KVK}]}
    assert (await asked(ask, LOOK_UP, **two)).codes == ["FORBIDDEN"]
    assert (await asked(ask, LOOK_UP, people.SECOND_KVK, **two)).data == {"person": {"registered": True}}
    assert (await asked(ask, LOOK_UP, sub="another user")).data == {"person": {"registered": True}}
    mine = (await asked(ask, MINE, **two)).data["viewer"]["organisations"]
    assert [one["services"] for one in mine] == [[], BOTH]


async def test_those_who_ask_at_the_same_time_get_their_own_answers(peopled: Owner, ask: Ask) -> None:
    """Look-ups that wait go to the database together: of whom a service was taken gets nothing, the others theirs."""
    await take(peopled, await principal(Role.EMPLOYER, sub="user 3"), ["PERSON_LOOKUP"], kvk=people.KVK)
    await take(peopled, await principal(Role.EMPLOYER, sub="user 4"), ["PERSON_LOOKUP"], kvk=people.SECOND_KVK)
    await take(peopled, await principal(Role.EMPLOYER, sub="user 9"), ["PERSON_LOOKUP"], kvk=people.KVK)
    persons = [people.RAN_ON, people.LAPSED, people.LEADING_ZERO]
    wanted = {one: (await ask(Role.EMPLOYER, LOOK_UP, {"o": people.KVK, "bsn": one})).data["person"] for one in persons}

    async def one(number: int) -> None:
        bsn, bearer = persons[number % 3], token(Role.EMPLOYER, sub=f"user {number % 10}")
        answer = await ask(None, LOOK_UP, {"o": people.KVK, "bsn": bsn}, bearer=bearer)
        assert answer.body["data"]["person"] == (None if number % 10 in {3, 9} else wanted[bsn])
        assert answer.codes == (["FORBIDDEN"] if number % 10 in {3, 9} else [])

    await asyncio.gather(*map(one, range(120)))
    told = [entry for entry in await entries(peopled) if entry.decision == "DISCLOSED"]
    assert len(told) == 3 + 120 - 24


async def test_a_change_of_the_seal_or_the_pseudonyms_gives_nothing_back(peopled: Owner, pools: ServingPools) -> None:
    from models.pseudonyms import Pseudonyms

    await take(peopled, await principal(Role.EMPLOYER), BOTH, kvk=people.KVK)
    ask = asker(client_of(pools, pseudonyms=Pseudonyms({1: b"retired", 2: b"another key, of today"}, 2)))
    assert (await asked(ask, LOOK_UP)).codes == ["FORBIDDEN"]


async def test_an_intermediary_and_whom_it_acts_for_are_both_in_the_log_and_the_authorisations_are_of_the_latter(
    peopled: Owner, ask: Ask
) -> None:
    through = {"kvk": "90000077", "name": "Administratie"}
    here: dict[str, Any] = {"intermediary": through, "name": "Bakker"}
    assert (await asked(ask, LOOK_UP, **here)).data == {"person": {"registered": True}}
    [told] = await entries(peopled)
    assert (told.organisation_id, told.organisation) == (people.KVK, "Bakker, via Administratie (KvK 90000077)")
    unnamed: dict[str, Any] = {"intermediary": {"rsin": "800000006"}, "name": "B" * 255}
    assert (await asked(ask, LOOK_UP, **unnamed)).data == {"person": {"registered": True}}
    told = (await entries(peopled))[-1]
    assert told.organisation == f"{'B' * 115}, via een gemachtigde"
    await take(peopled, await principal(Role.EMPLOYER), BOTH, kvk="90000077")
    assert (await asked(ask, LOOK_UP, **here)).data == {"person": {"registered": True}}
    await take(peopled, await principal(Role.EMPLOYER), BOTH, kvk=people.KVK)
    assert (await asked(ask, LOOK_UP, **here)).codes == ["FORBIDDEN"]


LETTERS = "query($o: ID!) { viewer { organisations(id: $o) { letters { unreadCount edges { node { id } } } } } }"


async def test_letters_that_were_taken_are_refused(peopled: Owner, ask: Ask) -> None:
    here: dict[str, Any] = {"services": ["LETTERS"]}
    [found] = (await asked(ask, LETTERS, **here)).data["viewer"]["organisations"]
    assert found == {"letters": {"unreadCount": 0, "edges": []}}
    await take(peopled, await principal(Role.EMPLOYER), ["LETTERS"], kvk=people.KVK)
    refused = await asked(ask, LETTERS, **here)
    assert refused.codes == ["FORBIDDEN"]
    assert refused.body["data"]["viewer"]["organisations"] == [{"letters": None}]


async def test_nothing_can_be_given_that_the_token_has_not(peopled: Owner, ask: Ask) -> None:
    await take(peopled, await principal(Role.EMPLOYER), [], kvk=people.KVK)
    assert (await asked(ask, ROSTER, services=["PERSON_LOOKUP"])).codes == ["FORBIDDEN"]
    assert (await asked(ask, LOOK_UP, services=["LETTERS"])).codes == ["FORBIDDEN"]
    [mine] = (await asked(ask, MINE, services=["LETTERS", "AUTHORISATIONS"])).data["viewer"]["organisations"]
    assert mine["services"] == ["LETTERS"], "authorisations are an administrator's"


async def test_who_acts_for_a_branch_may_look_up_a_person_and_nothing_else(ask: Ask) -> None:
    everything = ["ROSTER", "PERSON_LOOKUP", "LETTERS", "AUTHORISATIONS"]
    for claims in (
        {"branch": "000012345678"},
        {"kvk": None, "organisations": [{"kvk": people.KVK, "branch": "000012345678"}]},
        {"kvk": None, "organisations": [{"kvk": people.KVK}], "branch": "000012345678"},
    ):
        here: dict[str, Any] = {"services": everything, "administrator": True, **claims}
        assert (await asked(ask, LOOK_UP, **here)).data == {"person": {"registered": True}}
        assert (await asked(ask, ROSTER, **here)).codes == ["FORBIDDEN"]
        [mine] = (await asked(ask, MINE, **here)).data["viewer"]["organisations"]
        assert mine["services"] == ["PERSON_LOOKUP"]
        users = "{ viewer { organisations { authorisations { userId } } } }"
        assert (await asked(ask, users, **here)).codes == ["FORBIDDEN"]
