"""Pages of every connection to the letter of the Relay cursor connections specification, from either end."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from itertools import product
from typing import NamedTuple

import asyncpg
import pytest
from graphql import GraphQLObjectType

from domain.roles import Role, Service
from graph.schema.build import SCHEMA
from tests.api.conftest import Answer, asker, client_of, fill, token
from tests.conftest import MakeDatabase
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.letters import every_letter

STAFF = (people.SINCE_2008, people.LEADING_ZERO, people.WITH_A_FUTURE, people.BEGAN_AGAIN, people.STAYED)
PAGE = "edges { cursor node { %s } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
ARGUMENTS = "first: $first, after: $after, last: $last, before: $before"
VARIABLES = "$first: Int, $after: String, $last: Int, $before: String"


Ask = Callable[[Role | None, str, dict[str, object]], Awaitable[Answer]]


class Connection(NamedTuple):
    """A connection that a role may page through."""

    role: Role
    query: str
    path: tuple[str | int, ...]


CONNECTIONS = {
    "Query.roster": Connection(
        Role.EMPLOYER,
        f'query({VARIABLES}) {{ roster(organisation: "{people.KVK}", year: 2022, {ARGUMENTS}) '
        f"{{ totalCount {PAGE % 'bsn payrollTaxNumber'} }} }}",
        ("roster",),
    ),
    "Query.disclosures": Connection(
        Role.AUDITOR,
        f"query({VARIABLES}, $until: DateTime!) {{ "
        f'disclosures(organisation: "{people.KVK}", until: $until, {ARGUMENTS}) '
        f"{{ {PAGE % 'at subjectPseudonym'} }} }}",
        ("disclosures",),
    ),
    "Person.disclosures": Connection(
        Role.CITIZEN,
        f"query({VARIABLES}, $until: DateTime!) {{ viewer {{ person {{ disclosures(until: $until, {ARGUMENTS}) "
        f"{{ {PAGE % 'at purpose'} }} }} }} }}",
        ("viewer", "person", "disclosures"),
    ),
    "Query.cases": Connection(
        Role.ASSESSOR,
        f"query({VARIABLES}) {{ cases({ARGUMENTS}) {{ totalCount {PAGE % 'id number'} }} }}",
        ("cases",),
    ),
    "Person.cases": Connection(
        Role.ASSESSOR,
        f"query({VARIABLES}, $bsn: BSN!) {{ person(bsn: $bsn, purpose: ASSESSMENT) "
        f"{{ cases({ARGUMENTS}) {{ {PAGE % 'id number'} }} }} }}",
        ("person", "cases"),
    ),
    "Viewer.cases": Connection(
        Role.SUWINET,
        f"query({VARIABLES}) {{ viewer {{ cases({ARGUMENTS}) {{ totalCount {PAGE % 'id number'} }} }} }}",
        ("viewer", "cases"),
    ),
    "Person.letters": Connection(
        Role.CITIZEN,
        f"query({VARIABLES}) {{ viewer {{ person {{ letters({ARGUMENTS}) {{ {PAGE % 'id subject'} }} }} }} }}",
        ("viewer", "person", "letters"),
    ),
    "Organisation.letters": Connection(
        Role.EMPLOYER,
        f"query({VARIABLES}) {{ viewer {{ organisations {{ letters({ARGUMENTS}) {{ {PAGE % 'id subject'} }} }} }} }}",
        ("viewer", "organisations", 0, "letters"),
    ),
}

CASES = """
insert into cases.file (id, kind, state, bsn, submitter, organisation_id, organisation, user_pseudonym, received_at,
    received_on, due, decide_before, decided_on, hearings, form, facts, changed_at, version)
select gen_random_uuid(), 'DEREGISTRATION', $1::cases.state, bsn, $3, $4, $4, '\\x00', now(),
    '2026-11-20', '2027-01-15', date '2027-01-15' + (place / 3)::integer,
    case when $1::cases.state = 'WITHDRAWN' then date '2026-11-21' end, '[]', '{}', '{}', now(), 1
from unnest($2::integer[]) with ordinality as one (bsn, place)
"""
LETTERS = """
insert into cases.letter (id, kind, recipient, bsn, kvk, subject, content, announced_at, channel)
select gen_random_uuid(), 'RECEIPT', $1, $2, $3, $4::jsonb ->> 'subject', $4::jsonb,
    timestamptz '2026-11-20 12:00Z' + place / 3 * interval '1 day', 'PORTAL'
from generate_series(1, 7) as place
"""

MUNICIPALITY = {"oin": "00000099000000040000", "name": "Gemeente", "kind": "MUNICIPALITY"}
CLAIMS: dict[Role | None, dict[str, object]] = {
    Role.EMPLOYER: {"services": list(Service)},
    Role.SUWINET: {"organisation": MUNICIPALITY},
}

FORWARD_ONLY = {"Query.reports"}
"""Those without `last` and `before`, as the contract has them: tests/api/test_reports.py pages through them."""

every_connection = pytest.mark.parametrize("name", CONNECTIONS)


@pytest.fixture(scope="module")
async def ask(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ask]:
    """Asks a register in which an employer has seven rows, and has looked seven times at one citizen.

    All tests here share it: they change no fact, and ask of the log as it was before the first of them.
    """
    made = await make_database()
    pools = made.pools()
    owner = await asyncpg.connect(made.owner)
    await fill(owner, tmp_path_factory.mktemp("files"))
    await add_seven_of_each(owner)
    look = "query($bsn: BSN!) { person(bsn: $bsn, purpose: EMPLOYEE) { registered } }"
    async with client_of(pools) as client:
        asks = asker(client)
        for _ in range(7):
            assert (await asks(Role.EMPLOYER, look, {"bsn": people.RAN_ON})).status == 200
        until = await owner.fetchval("select max(at) + interval '1 microsecond' from log.record")
        await owner.close()

        async def ask_until(role: Role | None, query: str, variables: dict[str, object]) -> Answer:
            """Asks, of a log that doesn't grow by what the tests themselves read."""
            own = token(role, **CLAIMS[role]) if role and role in CLAIMS else None
            return await asks(
                role, query, {**variables, "until": until.isoformat(), "bsn": people.TWO_GROUNDS}, bearer=own
            )

        yield ask_until
    await pools.close()


async def add_seven_of_each(owner: Owner) -> None:
    """Rows of a roster, cases in each list, and letters."""
    await owner.executemany(
        "insert into register.employment (payroll_tax_number, bsn, start_date, kind, delivery)"
        " values (80000000601, $1, '2020-01-01', 'REGULAR', 1)",
        [(int(bsn),) for bsn in STAFF],
    )
    others = [int(bsn) for bsn in (*STAFF, people.RAN_ON, people.CONTINUED)]
    await owner.execute(CASES, "SUBMITTED", others, "CITIZEN", None)
    await owner.execute(CASES, "WITHDRAWN", [int(people.TWO_GROUNDS)] * 7, "CITIZEN", None)
    await owner.execute(CASES, "WITHDRAWN", [int(people.STAYED)] * 7, "SUWINET", MUNICIPALITY["oin"])
    content = json.dumps(every_letter()["receipt"].as_dict())
    await owner.execute(LETTERS, "CITIZEN", int(people.RAN_ON), None, content)
    await owner.execute(LETTERS, "EMPLOYER", int(people.RAN_ON), people.KVK, content)


class Edge(NamedTuple):
    cursor: str
    node: tuple[object, ...]


class Told(NamedTuple):
    edges: list[Edge]
    next: bool
    previous: bool
    start: str | None
    end: str | None


async def page(ask: Ask, name: str, **asked: object) -> Told:
    connection = CONNECTIONS[name]
    return told(connection, await ask(connection.role, connection.query, asked))


def told(connection: Connection, answer: Answer) -> Told:
    assert answer.codes == [], answer.body
    found = answer.data
    for step in connection.path:
        found = found[step]
    edges = [Edge(one["cursor"], tuple(one["node"].values())) for one in found["edges"]]
    info = found["pageInfo"]
    return Told(edges, info["hasNextPage"], info["hasPreviousPage"], info["startCursor"], info["endCursor"])


def by_the_letter(
    nodes: Sequence[object], first: int | None, last: int | None, after: int | None, before: int | None
) -> tuple[list[object], bool, bool]:
    """EdgesToReturn, hasNextPage and hasPreviousPage of the specification, with cursors by their index."""
    low, high = 0 if after is None else after + 1, len(nodes) if before is None else before
    edges = list(nodes[low:high])
    more = len(edges) > (last if last is not None else first if first is not None else 25)
    if last is not None:
        return edges[len(edges) - min(last, len(edges)) :], before is not None, more or after is not None
    return edges[: 25 if first is None else first], more or before is not None, after is not None


def test_every_connection_is_tried() -> None:
    connections = {
        f"{kind.name}.{name}"
        for kind in SCHEMA.type_map.values()
        if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
        if "after" in field.args
    }
    assert connections == CONNECTIONS.keys() | FORWARD_ONLY
    for coordinate in CONNECTIONS:
        parent, _, name = coordinate.partition(".")
        kind = SCHEMA.type_map[parent]
        assert isinstance(kind, GraphQLObjectType)
        assert {"first", "after", "last", "before"} <= kind.fields[name].args.keys()


@every_connection
async def test_every_page_is_the_one_of_the_specification(ask: Ask, name: str) -> None:
    whole = await page(ask, name)
    nodes = [edge.node for edge in whole.edges]
    assert len(nodes) == len(set(nodes)) == 7
    cursors = [edge.cursor for edge in whole.edges]
    for size, after, before in product((0, 1, 3, 7, 8), (None, 0, 3, 6), (None, 0, 3, 6)):
        for end in ("first", "last"):
            asked: dict[str, int | None] = {"first": None, "last": None, end: size}
            there = await page(
                ask,
                name,
                **asked,
                after=None if after is None else cursors[after],
                before=None if before is None else cursors[before],
            )
            wanted = by_the_letter(nodes, **asked, after=after, before=before)
            assert ([edge.node for edge in there.edges], there.next, there.previous) == wanted
            assert there.start == (there.edges[0].cursor if there.edges else None)
            assert there.end == (there.edges[-1].cursor if there.edges else None)


@every_connection
async def test_a_walk_from_either_end_meets_every_row_once(ask: Ask, name: str) -> None:
    nodes = [edge.node for edge in (await page(ask, name)).edges]
    for size in (1, 2, 3):
        forwards: list[object] = []
        found = await page(ask, name, first=size)
        forwards += [edge.node for edge in found.edges]
        while found.next:
            found = await page(ask, name, first=size, after=found.end)
            forwards += [edge.node for edge in found.edges]
        backwards: list[object] = []
        found = await page(ask, name, last=size)
        backwards = [edge.node for edge in found.edges] + backwards
        while found.previous:
            found = await page(ask, name, last=size, before=found.start)
            backwards = [edge.node for edge in found.edges] + backwards
        assert forwards == backwards == nodes


@every_connection
@pytest.mark.parametrize(
    ("asked", "argument"),
    [
        ({"first": 1, "last": 1}, "last"),
        ({"first": 0, "last": 0}, "last"),
        ({"first": 25, "last": 1}, "last"),
        ({"first": -1}, "first"),
        ({"last": -1}, "last"),
        ({"first": 101}, "first"),
        ({"last": 101}, "last"),
        ({"after": ""}, "after"),
        ({"before": ""}, "before"),
        ({"last": 1, "before": "x"}, "before"),
        ({"first": 1, "before": "AAAA"}, "before"),
    ],
)
async def test_both_ends_negative_numbers_and_foreign_cursors_are_refused_by_name(
    ask: Ask, name: str, asked: dict[str, object], argument: str
) -> None:
    connection = CONNECTIONS[name]
    answer = await ask(connection.role, connection.query, asked)
    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.errors[0]["extensions"]["argument"] == argument
    assert "edges" not in answer.raw.decode()


@every_connection
async def test_the_number_that_the_schema_puts_is_none_that_a_client_wrote(ask: Ask, name: str) -> None:
    """Contract: `first` of the log is 25 unless it is written; the last rows can be asked without it all the same."""
    connection = CONNECTIONS[name]
    whole = [edge.node for edge in (await page(ask, name)).edges]
    alone = connection.query.replace("$first: Int, ", "").replace("first: $first, ", "").replace("$last: Int, ", "")
    good: list[tuple[str, dict[str, object]]] = [
        (connection.query, {"last": 2}),
        (alone.replace("$last", "2"), {}),
        (connection.query.replace("first: $first, ", "").replace("$first: Int, ", ""), {"last": 2}),
        (connection.query.replace("last: $last", "last: 2").replace("$last: Int, ", ""), {}),
    ]
    for query, variables in good:
        found = told(connection, await ask(connection.role, query, variables))
        assert [edge.node for edge in found.edges] == whole[-2:]
    refused: list[tuple[str, dict[str, object]]] = [
        (alone.replace("last: $last", "first: 25, last: 2"), {}),
        (connection.query.replace("$first: Int", "$first: Int = 25"), {"last": 2}),
    ]
    for query, variables in refused:
        answer = await ask(connection.role, query, variables)
        assert (answer.codes, answer.errors[0]["extensions"]["argument"]) == (["BAD_USER_INPUT"], "last")


async def test_a_cursor_of_one_list_is_none_of_another(ask: Ask) -> None:
    cursor = (await page(ask, "Query.roster")).edges[0].cursor
    for name in ("Query.disclosures", "Person.disclosures"):
        connection = CONNECTIONS[name]
        for argument in ("after", "before"):
            answer = await ask(connection.role, connection.query, {argument: cursor})
            assert answer.codes == ["BAD_USER_INPUT"]


async def test_the_last_rows_cost_what_the_first_cost(ask: Ask) -> None:
    for end in ("first", "last"):
        many = " ".join(
            f'a{number}: roster(organisation: "{people.KVK}", year: 2022, {end}: 100) {{ edges {{ node {{ bsn }} }} }}'
            for number in range(25)
        )
        refused_for = await ask(Role.EMPLOYER, f"{{ {many} }}", {})
        assert refused_for.codes == ["QUERY_TOO_COMPLEX"]
        assert refused_for.errors[0]["extensions"]["limit"] == "cost"
