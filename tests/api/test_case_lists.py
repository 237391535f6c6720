"""Lists of cases read what is asked of them, for the whole page at once, and say what each case says alone."""

import re
from collections import Counter
from typing import Any

import asyncpg
import pytest

from domain.roles import Role
from tests.api.conftest import Ask, token
from tests.api.test_cases import ASSESSOR, TAKE, as_assessor, ask_here, key, requested
from tests.api.test_visibility import answering, statements
from tests.fixtures import people

__all__ = ["ask_here"]

WHO = (people.RAN_ON, people.TWO_GROUNDS, people.STAYED, people.CONTINUED, people.LEADING_ZERO, people.SINCE_2008)
LIST = """
    id number kind state form { explanation } submittedAt decideBefore decidedAt decision penalty { amount }
    assessor { pseudonym mine }
"""
ALL = f"""{LIST} actions history {{ action actor to }} letters {{ id kind subject body }}
    eligibility {{ mayBeGranted reasons {{ holds text }} }}"""
OWN = "id number kind state actions letters { id kind subject body }"
WORKLIST = "{ cases { edges { node { %s } } } }"
OF_PERSON = "query($bsn: BSN!) { person(bsn: $bsn, purpose: ASSESSMENT) { cases { edges { node { %s } } } } }"
OF_CITIZEN = "{ viewer { person { cases { edges { node { %s } } } } } }"
FUNCTION = re.compile(r"serve\.(\w+)\(")


def nodes(found: Any) -> list[dict[str, Any]]:
    while "edges" not in found:
        [found] = found.values()
    return [edge["node"] for edge in found["edges"]]


@pytest.fixture
async def cases(ask_here: Ask) -> list[str]:
    """Cases of several persons, half of them in the hands of the assessor."""
    ids = [str((await requested(ask_here, bsn))["id"]) for bsn in WHO]
    for case in ids[::2]:
        assert (await as_assessor(ask_here, TAKE, id=case))["state"] == "IN_REVIEW"
    return ids


async def asked(
    ask: Ask, owner: "asyncpg.Connection[asyncpg.Record]", role: Role, query: str, claims: dict[str, Any]
) -> tuple[list[dict[str, Any]], Counter[str]]:
    """The cases of a list, and which functions were called for it, how often."""
    bearer = token(role, **claims)
    variables = {"bsn": people.RAN_ON} if "$bsn" in query else {}
    await ask(role, query, variables, bearer=bearer)  # on connections that are open by now
    before = await statements(owner)
    answer = await ask(role, query, variables, bearer=bearer)
    called: Counter[str] = Counter()
    for text, count in (await answering(owner, before)).items():
        called.update(dict.fromkeys(FUNCTION.findall(text), count))
    return nodes(answer.data), called


async def test_a_worklist_reads_the_rows_and_nothing_else_where_no_more_is_asked(
    ask_here: Ask, owner: "asyncpg.Connection[asyncpg.Record]", cases: list[str]
) -> None:
    found, called = await asked(ask_here, owner, Role.ASSESSOR, WORKLIST % "id state decideBefore", ASSESSOR)
    assert {one["id"] for one in found} == {*cases}
    assert called == {"assessor_cases": 1}
    rows = await owner.fetch(
        "select one from serve.assessor_cases('2026-11-23', array['SUBMITTED', 'IN_REVIEW'], null, null, false, false, "
        "null, null, null, null, null, null, 10, false)"
    )
    assert len(rows) == len(cases)
    assert not any('"letters"' in row["one"] or '"transitions"' in row["one"] for row in rows)


@pytest.mark.parametrize(
    ("field", "function"),
    [
        ("actions", "assessor_standings"),
        ("letters { subject }", "assessor_case_letters"),
        ("history { action }", "assessor_case_history"),
        ("eligibility { mayBeGranted }", "assessor_standings"),
    ],
)
async def test_what_stands_beside_the_rows_is_read_once_for_all_of_them(
    ask_here: Ask, owner: "asyncpg.Connection[asyncpg.Record]", cases: list[str], field: str, function: str
) -> None:
    found, called = await asked(ask_here, owner, Role.ASSESSOR, WORKLIST % f"id {field}", ASSESSOR)
    assert len(found) == len(cases)
    assert {name: called[name] for name in called if name.startswith("assessor")} == {
        "assessor_cases": 1,
        function: 1,
    }


async def test_each_case_of_a_list_says_what_it_says_alone(
    ask_here: Ask, owner: "asyncpg.Connection[asyncpg.Record]", cases: list[str]
) -> None:
    listed, called = await asked(ask_here, owner, Role.ASSESSOR, WORKLIST % ALL, ASSESSOR)
    assert called == {
        "assessor_cases": 1,
        "assessor_case_letters": 1,
        "assessor_case_history": 1,
        "assessor_standings": 1,
        "log_persons": 1,
    }
    bearer = token(Role.ASSESSOR, **ASSESSOR)
    assert len(listed) == len(cases)
    for one in listed:
        query = f"query($id: ID!) {{ case(id: $id) {{ {ALL} }} }}"
        alone = await ask_here(Role.ASSESSOR, query, {"id": one["id"]}, bearer=bearer)
        assert alone.data["case"] == one
        assert len(one["letters"]) == 1
    in_hand = {one["id"]: "GRANT" in one["actions"] for one in listed if one["assessor"]}
    assert in_hand == {cases[0]: True, cases[2]: True, cases[4]: True}


async def test_the_cases_of_a_person_say_what_they_say_alone(
    ask_here: Ask, owner: "asyncpg.Connection[asyncpg.Record]", cases: list[str]
) -> None:
    granted = await as_assessor(
        ask_here,
        "mutation($in: DecideCaseInput!) { decideCase(input: $in) { ... on Case { id state } } }",
        id=cases[0],
        decision="GRANT",
        motivation="Uw gronden zijn gestopt.",
    )
    assert granted == {"id": cases[0], "state": "GRANTED"}
    applied = await ask_here(
        Role.CITIZEN,
        "mutation($in: ApplyForMyselfInput!) { applyForMyself(input: $in) { ... on Case { id } } }",
        {
            "in": {
                "kind": "WORK_CAPACITY_ASSESSMENT",
                "form": {"requestedOutcome": "INDICATION"},
                "idempotencyKey": key(),
            }
        },
        bearer=token(Role.CITIZEN, bsn=people.RAN_ON),
    )
    ids = [applied.data["applyForMyself"]["id"], cases[0]]
    for role, query, fields, claims in (
        (Role.ASSESSOR, OF_PERSON, ALL, ASSESSOR),
        (Role.CITIZEN, OF_CITIZEN, OWN, {"bsn": people.RAN_ON}),
    ):
        listed, called = await asked(ask_here, owner, role, query % fields, claims)
        assert [one["id"] for one in listed] == ids
        assert max(called.values()) == 1, called
        for one in listed:
            alone = await ask_here(
                role,
                f"query($id: ID!) {{ case(id: $id) {{ {fields} }} }}",
                {"id": one["id"]},
                bearer=token(role, **claims),
            )
            assert alone.data["case"] == one, role
    assert [[letter["kind"] for letter in one["letters"]] for one in listed] == [["RECEIPT"], ["RECEIPT", "DECISION"]]


async def test_what_may_be_done_with_a_draft_in_a_list_depends_on_the_register(
    ask_here: Ask, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    for bsn, may in ((people.RAN_ON, ["EDIT", "SUBMIT", "DISCARD"]), (people.LAPSED, ["EDIT", "DISCARD"])):
        claims = {"bsn": bsn, "sub": bsn}
        await ask_here(
            Role.CITIZEN,
            "mutation($in: SaveDraftInput!) { saveDraft(input: $in) { ... on Case { id } } }",
            {"in": {"kind": "DEREGISTRATION", "form": {}, "idempotencyKey": key()}},
            bearer=token(Role.CITIZEN, **claims),
        )
        [draft], called = await asked(ask_here, owner, Role.CITIZEN, OF_CITIZEN % "actions", claims)
        assert draft == {"actions": may}
        assert called == {"citizen_look_up": 1, "citizen_cases": 1, "citizen_case": 1, "log_persons": 1}


async def test_a_citizen_is_given_no_letters_of_anothers_case_by_the_database(
    cases: list[str], owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    statement = "select count(*) from serve.citizen_case_letters($1, $2)"
    assert await owner.fetchval(statement, int(WHO[1]), cases) == 1
    assert await owner.fetchval(statement, int(people.DEAD), cases) == 0


async def test_how_many_letters_are_unread_is_counted_once_however_often_it_is_asked(
    ask_here: Ask, owner: "asyncpg.Connection[asyncpg.Record]", cases: list[str]
) -> None:
    assert cases
    query = "{ viewer { person { letters { edges { node { id } } a: unreadCount b: unreadCount c: unreadCount } } } }"
    _, called = await asked(ask_here, owner, Role.CITIZEN, query, {"bsn": people.RAN_ON})
    assert called["citizen_unread"] == 1
