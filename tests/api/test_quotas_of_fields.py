"""A person is counted before anything is told of them, whatever is asked and however they are reached."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from graphql import GraphQLObjectType, get_named_type

from auth.visibility.policy import visible
from domain.case_kinds import CaseKind
from domain.forms import ApplicationForm, RequestedOutcome
from domain.roles import Role
from graph.schema.build import SCHEMA
from models.commands import requests
from models.database import ServingPools
from tests.api.conftest import UNBOUNDED, asker, client_of, token
from tests.fixtures import people
from tests.fixtures.casework import Casework, case_of, citizen
from tests.fixtures.disclosure_log import Owner, user

PURPOSE = {Role.EMPLOYER: "EMPLOYEE", Role.SUWINET: "REINTEGRATION", Role.ASSESSOR: "ASSESSMENT"}
"""The roles that the quotas count, and why each looks."""
NO_DAY = 'asOf(date: "1990-01-01") { registered }'
"""A day for which the register doesn't answer."""
PARTS = (
    {
        "registered": "registered",
        "registrationEndDate": "registrationEndDate",
        "grounds": "grounds { code }",
        "countingStartDate": "countingStartDate",
    },
    {"asOf": 'asOf(date: "2026-11-22") { grounds { code } }'},
    {"asOf": NO_DAY},
    {"registeredPeriods": "registeredPeriods(year: 2026) { from }"},
    {"facts": "facts { ground endReason }"},
    {"cases": "cases { totalCount }"},
)
"""What is asked of a person, by field; what one look-up answers goes together."""


class Way(NamedTuple):
    """How an operation reaches a person: how many are counted before that one, and what it tells beside."""

    text: str
    counted: int = 0
    beside: frozenset[str] = frozenset()


WAYS = {
    "Query.person": Way("query($bsn: BSN!) { person(bsn: $bsn, purpose: PURPOSE) { FIELDS } }"),
    "Query.persons": Way("query($bsn: BSN!) { persons(bsns: [$bsn], purpose: PURPOSE) { FIELDS } }"),
    "Case.person": Way("query($case: ID!) { case(id: $case) { id person { FIELDS } } }", beside=frozenset({"Case.id"})),
    "Fact.person": Way(
        "mutation($in: RecordEventInput!) { recordEvent(input: $in) { ... on Fact { factId person { FIELDS } } } }",
        counted=1,
        beside=frozenset({"Mutation.recordEvent", "Fact.factId"}),
    ),
}


class Question(NamedTuple):
    """One or two parts of what may be asked of a person, by a way, and how many persons the quotas allow the user."""

    way: Way
    first: list[str]
    second: list[str]
    quota: int

    @property
    def text(self) -> str:
        """The operation, whose fields all have aliases."""
        return self.way.text.replace(
            "FIELDS", " ".join(f"f{at}: {one}" for at, one in enumerate(self.first + self.second))
        )


def fields_of(role: Role) -> list[str]:
    """What a role may ask of a person."""
    person: Any = SCHEMA.type_map["Person"]
    return [name for name in person.fields if visible(f"Person.{name}", role)]


def ways_of(role: Role) -> set[str]:
    """The coordinates that a role may ask and that answer with persons."""
    return {
        f"{kind.name}.{name}"
        for kind in SCHEMA.type_map.values()
        if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
        if get_named_type(field.type).name == "Person" and visible(f"{kind.name}.{name}", role)
    }


def told(answered: Any) -> bool:
    """Whether a field that reaches a person told anything of them."""
    if isinstance(answered, list):
        return any(map(told, answered))
    person = answered["person"] if answered and "person" in answered else answered
    return person is not None and any(value is not None for value in person.values())


@pytest.fixture
async def case(peopled: Owner, pools: ServingPools) -> str:  # noqa: ARG001 - it fills the register
    """The id of a case of the person who is looked up."""
    work, kind = Casework.over(pools), CaseKind.WORK_CAPACITY_ASSESSMENT
    form = ApplicationForm(requested_outcome=RequestedOutcome.INDICATION).as_dict()
    own = citizen(people.RAN_ON)
    return str(case_of(await requests.apply_for_oneself(work.commands, own, work.given(), kind, form, None)).id)


def test_every_field_of_a_person_and_every_way_to_one_is_among_them() -> None:
    for role in PURPOSE:
        assert set().union(*PARTS) >= {*fields_of(role)} - {"bsn"}
        assert ways_of(role) <= WAYS.keys()


@pytest.mark.parametrize("compiling", [True, False])
@pytest.mark.parametrize("role", list(PURPOSE))
async def test_a_person_is_counted_once_or_nothing_is_told_of_them(
    peopled: Owner, pools: ServingPools, case: str, role: Role, compiling: bool
) -> None:
    seen = fields_of(role)
    parts = [own for part in PARTS if (own := [text for name, text in part.items() if name in seen])]
    ways = [WAYS[name] for name in sorted(ways_of(role))]
    questions = [
        Question(way, first, second, way.counted + allowed)
        for way, first, second, allowed in product(ways, parts, [[], *parts], (0, 1))
        if first + second != [NO_DAY]
    ]
    services = [
        asker(client_of(pools, quotas=UNBOUNDED._replace(user_hour=most), compiling=compiling)) for most in range(3)
    ]

    async def answered(number: int, question: Question) -> Any:
        event = {"bsn": people.RAN_ON, "event": "EMIGRATION", "date": f"{date(2001, 1, 1) + timedelta(number)}"}
        key = {"idempotencyKey": uuid4().hex}
        answer = await services[question.quota](
            None,
            question.text.replace("PURPOSE", PURPOSE[role]),
            {"bsn": people.RAN_ON, "case": case, "in": event | key},
            bearer=token(role, sub=f"user {number}"),
        )
        assert answer.body["data"], answer.body
        return answer.body["data"].popitem()[1]

    answers = [await answered(*one) for one in enumerate(questions)]
    counted = {row["holder"]: row["in_hour"] for row in await peopled.fetch("select * from log.consulted")}
    recorded: defaultdict[bytes, set[str]] = defaultdict(set)
    for row in await peopled.fetch("select * from log.record where decision = 'DISCLOSED'"):
        recorded[row["user_pseudonym"]] |= {*row["fields"].split()}
    for number, (question, answer) in enumerate(zip(questions, answers, strict=True)):
        of_user = user(f"user {number}")
        allowed = question.quota > question.way.counted
        assert counted.get(f"user {of_user.hex()}", 0) == question.quota, question
        assert told(answer) == (allowed and {*question.first, *question.second} != {NO_DAY}), question
        assert (recorded[of_user] == question.way.beside) == (not allowed), question
