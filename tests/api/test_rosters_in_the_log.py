"""Of whom a roster tells something finds it in the log: of a small one that is everyone, whatever is asked of it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.roles import Role
from models.database import ServingPools
from tests.api.conftest import Ask, asker, client_of, token
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, entries, subject
from tests.fixtures.large_roster import fill

Consult = Callable[..., Awaitable[tuple[Any, int]]]


@pytest.fixture
def ask(pools: ServingPools) -> Ask:
    return asker(client_of(pools))


@pytest.fixture
def consult(owner: Owner, ask: Ask) -> Consult:
    """Asks fields of a page of the roster: what is told, and how many persons its record is about."""

    async def consulted(fields: str, first: int = 25, after: str | None = None) -> tuple[Any, int]:
        query = (
            "query($o: ID!, $first: Int, $after: String) "
            f"{{ roster(organisation: $o, year: 2025, first: $first, after: $after) {{ {fields} }} }}"
        )
        before = len(await entries(owner))
        answer = await ask(Role.EMPLOYER, query, {"o": people.KVK, "first": first, "after": after})
        [entry] = (await entries(owner))[before:]
        assert (entry.decision, entry.purpose) == ("DISCLOSED", "ROSTER")
        return answer.data["roster"], len(entry.subjects)

    return consulted


SMALL = {
    "totalCount": 3,
    "presentation": 3,
    "pageInfo { hasNextPage }": 3,
    "pageInfo { startCursor }": 3,
    "edges { cursor }": 3,
    "edges { node { registrationEndDate } }": 3,
    "csv { url } totalCount": 3,
    "csv { url }": 0,
    "csv { expiresAt } __typename": 0,
}


@pytest.mark.parametrize("fields", SMALL)
@pytest.mark.parametrize("first", [1, 25])
async def test_of_a_small_roster_all_persons_are_recorded_unless_only_a_link_is_asked(
    owner: Owner, consult: Consult, fields: str, first: int
) -> None:
    await fill(owner, people.KVK, 3)
    assert (await consult(fields, first))[1] == SMALL[fields]


@pytest.mark.parametrize(("size", "told"), [(50, 50), (51, 0)])
async def test_of_a_roster_that_is_no_table_only_a_table_is_nobody(
    owner: Owner, ask: Ask, size: int, told: int
) -> None:
    await fill(owner, people.KVK, size)
    query = (
        "query($o: ID!) { roster(organisation: $o, year: 2025, first: 50, onlyTable: true) "
        "{ totalCount presentation edges { node { bsn } } pageInfo { hasNextPage startCursor endCursor } } }"
    )
    roster = (await ask(Role.EMPLOYER, query, {"o": people.KVK})).data["roster"]
    [entry] = await entries(owner)
    assert (len(entry.subjects), len(roster["edges"])) == (told, told)
    assert (roster["totalCount"], roster["presentation"]) == (size, "TABLE" if told else "CSV_ONLY")
    if not told:
        assert roster["pageInfo"] == {"hasNextPage": False, "startCursor": None, "endCursor": None}


async def test_each_page_of_a_small_roster_tells_of_all(owner: Owner, consult: Consult) -> None:
    await fill(owner, people.KVK, 3)
    cursor = (await consult("pageInfo { endCursor }", 2))[0]["pageInfo"]["endCursor"]
    assert await consult("edges { node { bsn } }", 2, cursor) == ({"edges": [{"node": {"bsn": "900000028"}}]}, 3)
    last = (await consult("pageInfo { endCursor }", 2, cursor))[0]["pageInfo"]["endCursor"]
    assert await consult("edges { cursor }", 2, last) == ({"edges": []}, 3)


async def test_an_employer_of_one_who_counts_is_found_by_that_one(owner: Owner, consult: Consult, ask: Ask) -> None:
    await fill(owner, people.KVK, 1)
    assert await consult("totalCount") == ({"totalCount": 1}, 1)
    bsn = f"{await owner.fetchval('select bsn from register.employment'):09}"
    assert (await entries(owner))[0].subjects == (subject(bsn),)
    mine = "{ viewer { person { disclosures { edges { node { organisation fields } } } } } }"
    answer = await ask(Role.CITIZEN, mine, bearer=token(Role.CITIZEN, bsn=bsn))
    nodes = [edge["node"] for edge in answer.data["viewer"]["person"]["disclosures"]["edges"]]
    assert nodes[-1] == {"organisation": "Voorbeeld B.V.", "fields": ["RosterConnection.totalCount"]}


async def test_of_nobody_there_is_a_record_about_nobody(owner: Owner, consult: Consult) -> None:
    await fill(owner, people.KVK, 1)
    await owner.execute("delete from register.registration")
    assert await consult("totalCount presentation") == ({"totalCount": 0, "presentation": "TABLE"}, 0)


@pytest.mark.parametrize(("rows", "recorded"), [(50, 50), (51, 0)])
async def test_a_roster_is_small_up_to_fifty_rows(owner: Owner, consult: Consult, rows: int, recorded: int) -> None:
    await fill(owner, people.KVK, rows)
    assert await consult("totalCount", 1) == ({"totalCount": rows}, recorded)


LARGE = {
    "totalCount presentation csv { url }": 0,
    "edges { node { bsn } }": 10,
    "edges { cursor }": 10,
    "pageInfo { endCursor hasPreviousPage }": 10,
    "pageInfo { hasNextPage }": 11,
    "totalCount edges { node { bsn } } pageInfo { more: hasNextPage }": 11,
}


@pytest.mark.parametrize("fields", LARGE)
async def test_of_a_large_roster_the_page_is_recorded_and_who_comes_next_if_that_is_told(
    owner: Owner, consult: Consult, fields: str
) -> None:
    await fill(owner, people.KVK, 51)
    assert (await consult(fields, 10))[1] == LARGE[fields]


async def test_on_the_last_page_of_a_large_roster_nobody_comes_next(owner: Owner, consult: Consult) -> None:
    await fill(owner, people.KVK, 51)
    cursor = (await consult("pageInfo { endCursor }", 49))[0]["pageInfo"]["endCursor"]
    told, recorded = await consult("edges { cursor } pageInfo { hasNextPage }", 10, cursor)
    assert (len(told["edges"]), told["pageInfo"], recorded) == (2, {"hasNextPage": False}, 2)
