"""Of whom a roster tells something finds it in the log: by a number everyone whom it counts, by a page those on it."""

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
async def test_of_a_roster_that_is_no_table_only_a_table_is_its_size(
    owner: Owner, ask: Ask, size: int, told: int
) -> None:
    await fill(owner, people.KVK, size)
    query = (
        "query($o: ID!) { roster(organisation: $o, year: 2025, first: 50, onlyTable: true) "
        "{ totalCount presentation edges { node { bsn } } pageInfo { hasNextPage startCursor endCursor } } }"
    )
    roster = (await ask(Role.EMPLOYER, query, {"o": people.KVK})).data["roster"]
    [entry] = await entries(owner)
    assert (len(entry.subjects), len(roster["edges"])) == (size, told)
    assert (roster["totalCount"], roster["presentation"]) == (size, "TABLE" if told else "CSV_ONLY")
    if not told:
        assert roster["pageInfo"] == {"hasNextPage": False, "startCursor": None, "endCursor": None}


async def test_that_no_rows_come_of_a_roster_that_is_no_table_tells_of_all(owner: Owner, ask: Ask) -> None:
    await fill(owner, people.KVK, 51)
    query = "query($o: ID!) { roster(organisation: $o, year: 2025, onlyTable: true) { edges { cursor } } }"
    assert (await ask(Role.EMPLOYER, query, {"o": people.KVK})).data["roster"] == {"edges": []}
    assert [len(entry.subjects) for entry in await entries(owner)] == [51]


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


async def add(owner: Owner, payroll: int, bsn: str, start: str) -> None:
    """A registered employee more, by a payroll tax number of the organisation."""
    await owner.execute(
        "insert into register.payroll (payroll_tax_number, kvk, delivery) values ($1, $2, 1) on conflict do nothing",
        payroll,
        people.KVK,
    )
    await owner.execute(
        "insert into register.employment (payroll_tax_number, bsn, start_date, kind, delivery)"
        f" values ($1, $2, '{start}', 'REGULAR', 1)",
        payroll,
        int(bsn),
    )
    await owner.execute(
        "insert into register.registration (bsn, from_day, registered_from, counting_from, person, grounds)"
        " values ($1, '2021-01-01', '2021-01-01', '2021-01-01', 1, '{1}')",
        int(bsn),
    )


ONE = "123456782"


@pytest.mark.parametrize("fields", ["totalCount", "presentation"])
@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("year: 2025", 'year: 2025, payrollTaxNumber: "800000006L01"'),
        ("year: 2025, month: 6", "year: 2025, month: 5"),
        ("year: 2025", "year: 2024"),
    ],
)
async def test_whom_two_numbers_differ_by_finds_it_in_the_log(
    owner: Owner, ask: Ask, fields: str, whole: str, part: str
) -> None:
    await fill(owner, people.KVK, 51)
    await add(owner, 80000001802, ONE, "2025-06-01")
    of_one, sizes = [], []
    for asked in (whole, part):
        query = f"query($o: ID!) {{ roster(organisation: $o, {asked}) {{ {fields} }} }}"
        answer = await ask(Role.EMPLOYER, query, {"o": people.KVK})
        [entry] = await entries(owner, query)
        sizes.append(len(entry.subjects))
        of_one.append(subject(ONE) in entry.subjects)
        if fields == "totalCount":
            assert answer.data["roster"]["totalCount"] == sizes[-1]
    assert (sizes, of_one) == ([52, 51], [True, False])


LARGE = {
    "csv { url }": 0,
    "totalCount csv { url }": 51,
    "presentation": 51,
    "edges { node { bsn } }": 10,
    "edges { cursor }": 10,
    "pageInfo { endCursor hasPreviousPage }": 10,
    "pageInfo { hasNextPage }": 11,
    "edges { node { bsn } } pageInfo { more: hasNextPage }": 11,
    "totalCount edges { node { bsn } } pageInfo { more: hasNextPage }": 51,
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
