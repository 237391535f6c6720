"""The first wall: what a role may not see is refused whole, before anything is read."""

import re
from collections import Counter
from functools import cache

import asyncpg
import pytest

from auth.visibility.policy import POLICY
from domain.roles import Role, Service
from tests.api.conftest import Ask, token
from tests.api.test_cases import MUNICIPALITY
from tests.conftest import Database
from tests.fixtures import people
from tests.fixtures.disclosure_log import eventually
from tests.fixtures.operations import coordinates, golden, operation, paths

AUDIENCES: tuple[Role | None, ...] = (None, *Role)
PERSON = "query($bsn: BSN!) { person(bsn: $bsn, purpose: %s) { %s } }"
BSN = {"bsn": people.TWO_GROUNDS}
_REFUSAL = re.compile(r"select serve\.(record_refusals|take_lane)\(")


def test_the_table_written_by_hand_names_every_coordinate_of_the_schema() -> None:
    assert set(golden()) == set(coordinates()) == {one for one in POLICY if "(" not in one}


@cache
def bearer_of(audience: Role | None) -> str | None:
    """One token of each audience for all cells, of who has all that its role may have."""
    more: dict[Role, dict[str, object]] = {
        Role.EMPLOYER: {"services": list(Service), "administrator": True},
        Role.SUWINET: {**MUNICIPALITY},
    }
    return token(audience, **more.get(audience, {})) if audience else None


@pytest.mark.parametrize("coordinate", sorted(golden()))
@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda one: one.value if one else "nobody")
async def test_each_audience_gets_what_the_table_says_and_nothing_else(
    ask: Ask, own_case: str, audience: Role | None, coordinate: str
) -> None:
    table = golden()
    ways = paths(coordinate)
    assert ways
    answered = 0
    for way in ways:
        answer = await ask(None, *operation(way, audience or Role.CITIZEN, own_case), bearer=bearer_of(audience))
        hidden = [step for step, _ in way if audience not in table[step]]
        if not hidden:
            answered += 1
            assert answer.status == 200
            whose = way[0][0].startswith("Mutation.") or (way[0][0] == "Query.case" and audience is Role.SUWINET)
            assert set(answer.codes) <= ({"FORBIDDEN", "BAD_USER_INPUT"} if whose else set())
        elif audience is None:
            assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
            assert "data" not in answer.body
        else:
            assert (answer.status, answer.codes) == (403, ["FIELD_NOT_VISIBLE"])
            assert answer.errors[0]["extensions"]["coordinate"] == hidden[0]
            assert set(answer.errors[0]["extensions"]["visibleTo"]) == {one for one in table[hidden[0]] if one}
            assert "data" not in answer.body
    assert (answered > 0) == (audience in table[coordinate])


async def test_a_refusal_names_each_coordinate_once_whatever_the_aliases_and_fragments(ask: Ask) -> None:
    query = """
    query($bsn: BSN!) {
      a: person(bsn: $bsn, purpose: APPLICANT) { registered one: grounds { code } ...F ... { grounds { name } } }
      b: person(bsn: $bsn, purpose: APPLICANT) { bsn ...F countingStartDate }
    }
    fragment F on Person { grounds { startDate } countingStartDate asOf(date: "2020-01-01") { ...G } }
    fragment G on PersonAsOf { grounds { code } }
    """
    answer = await ask(Role.EMPLOYER, query, BSN)
    assert answer.status == 403
    assert [error["extensions"]["coordinate"] for error in answer.errors] == [
        "Person.grounds",
        "Person.countingStartDate",
        "Person.asOf",
    ]
    assert answer.errors[0] == {
        "message": "Person.grounds is not visible to your role; leave it out.",
        "locations": [{"line": 3, "column": 61}],
        "extensions": {
            "code": "FIELD_NOT_VISIBLE",
            "coordinate": "Person.grounds",
            "visibleTo": ["SUWINET", "ASSESSOR"],
            "legalBasis": "Wfsv 38d lid 7",
        },
    }


async def test_a_refusal_comes_with_200_for_a_client_that_accepts_only_json(ask: Ask) -> None:
    query = PERSON % ("APPLICANT", "registered grounds { code }")
    answer = await ask(Role.EMPLOYER, query, BSN, accept="application/json")
    assert (answer.status, answer.codes) == (200, ["FIELD_NOT_VISIBLE"])
    assert "data" not in answer.body
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


async def test_a_field_behind_skip_or_include_is_refused_all_the_same(ask: Ask) -> None:
    query = """query($bsn: BSN!, $no: Boolean!) {
      person(bsn: $bsn, purpose: APPLICANT) { registered grounds @include(if: $no) { code } } }"""
    answer = await ask(Role.EMPLOYER, query, {**BSN, "no": False})
    assert answer.codes == ["FIELD_NOT_VISIBLE"]


async def test_only_the_operation_that_runs_decides(ask: Ask) -> None:
    query = """
    query Mine($bsn: BSN!) { person(bsn: $bsn, purpose: APPLICANT) { registered } }
    query Theirs($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { grounds { code } } }
    """
    assert (await ask(Role.EMPLOYER, query, BSN, operation="Mine")).status == 200
    assert (await ask(Role.EMPLOYER, query, BSN, operation="Theirs")).status == 403


async def test_nothing_is_read_for_a_refused_operation(ask: Ask, register: Database) -> None:
    query = PERSON.replace("{ person", "{ jobTargets { year } person") % ("APPLICANT", "registered grounds { code }")
    await ask(Role.EMPLOYER, PERSON % ("APPLICANT", "registered"), BSN)
    owner = await asyncpg.connect(register.owner)

    async def recorded() -> int:
        return sum(count for text, count in (await statements(owner)).items() if "record_refusals" in text)

    try:
        before, refusals = await statements(owner), await recorded()
        assert (await ask(Role.EMPLOYER, query, BSN)).codes == ["FIELD_NOT_VISIBLE"]
        assert (await ask(Role.CITIZEN, query, BSN)).codes == ["FIELD_NOT_VISIBLE"]
        await eventually(recorded, refusals + 2)
        ran = await statements(owner) - before
        for text in ran:  # that it was refused is written down, perhaps on a new connection
            assert _REFUSAL.match(text), text
        before = await statements(owner)
        await ask(Role.EMPLOYER, PERSON % ("APPLICANT", "registered"), BSN)
        ran = await answering(owner, before)
        assert ran.total() == 1
        assert "serve.employer_look_up(" in next(iter(ran))
    finally:
        await owner.close()


async def statements(owner: "asyncpg.Connection[asyncpg.Record]") -> Counter[str]:
    """What the serving roles have run in this database, and how often."""
    await owner.execute("set search_path = register, public")
    rows = await owner.fetch(
        """
        select s.query, s.calls from pg_stat_statements s join pg_roles r on r.oid = s.userid
        where s.dbid = (select oid from pg_database where datname = current_database()) and r.rolname like 'dgr_test_%'
        """
    )
    ran: Counter[str] = Counter()
    for row in rows:
        ran[row["query"]] += row["calls"]
    return ran


async def answering(owner: "asyncpg.Connection[asyncpg.Record]", before: Counter[str]) -> Counter[str]:
    """What they have run since. Refusals are left out: nobody waits for them, so they may be of another test."""
    ran = await statements(owner) - before
    return Counter({text: count for text, count in ran.items() if not _REFUSAL.match(text)})


@pytest.mark.parametrize("role", Role)
async def test_a_viewer_can_read_their_own_authorisations(ask: Ask, role: Role) -> None:
    answer = await ask(role, "{ viewer { role visibleFields { coordinate legalBasis } } }")
    fields = answer.data["viewer"]["visibleFields"]
    assert answer.data["viewer"]["role"] == role.value
    assert {one["coordinate"] for one in fields} == {one for one, who in golden().items() if role in who}
    assert all(one["legalBasis"] for one in fields)


@pytest.mark.parametrize("role", Role)
async def test_introspection_shows_a_role_its_own_part_only(ask: Ask, role: Role) -> None:
    query = """{
      viewer { role }
      __schema { types { name fields { name } } }
      ground: __type(name: "Ground") { name }
    }"""
    answer = await ask(role, query)
    found = {
        f"{kind['name']}.{field['name']}"
        for kind in answer.data["__schema"]["types"]
        if not kind["name"].startswith("__")
        for field in kind["fields"] or []
    }
    assert found == {one for one, who in golden().items() if role in who}
    assert (answer.data["ground"] is not None) == (role in {Role.SUWINET, Role.ASSESSOR})


async def test_introspection_without_a_token_shows_the_public_part_only(ask: Ask) -> None:
    answer = await ask(None, "{ __typename __schema { types { name } } }")
    names = {one["name"] for one in answer.data["__schema"]["types"] if not one["name"].startswith("__")}
    assert names == {
        *(
            "Query",
            "JobTarget",
            "PublishedFigures",
            "PublishedSector",
            "Sector",
            "Float",
            "DateTime",
            "Admission",
            "AdmissionFactsInput",
            "AdmissionGround",
            "AdmissionOutcome",
        ),
        *("CountsFor", "FindingRequester", "GroundCode", "ThresholdFunctions", "Date", "Int", "Boolean", "String"),
    }


async def test_a_document_is_never_told_which_names_come_close(ask: Ask) -> None:
    answer = await ask(Role.CITIZEN, "{ viewer { rol } persn(bsm: 1) { x } }")
    assert answer.status == 400
    assert "Did you mean" not in answer.raw.decode()
