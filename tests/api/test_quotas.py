"""How many persons one may consult: counted per person, shared by all processes, never one over."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from uuid import uuid4

import pytest

from domain.roles import Role
from models.database import ServingPools
from models.disclosure import Quotas
from tests.api.conftest import UNBOUNDED, Answer, Ask, asker, client_of, token
from tests.conftest import Database
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, broken_links, entries, user

PERSON = "query($bsn: BSN!) { person(bsn: $bsn, purpose: %s) { registered } }"
SUWINET = PERSON % "REINTEGRATION"
PERSONS = "query($b: [BSN!]!) { persons(bsns: $b, purpose: REINTEGRATION) { registered } }"
BSN = {"bsn": people.RAN_ON}
SEVERAL = [people.RAN_ON, people.DEAD, people.LAPSED, people.NEVER_HEARD_OF]
MOST_SECONDS = {"hour": 3600, "day": 25 * 3600}


def quotas(**changes: int) -> Quotas:
    return UNBOUNDED._replace(**changes)


class Serve:
    """Makes services with quotas over one register."""

    def __init__(self, pools: ServingPools) -> None:
        self._pools = pools

    def __call__(self, **changes: int) -> Ask:
        return asker(client_of(self._pools, quotas=quotas(**changes)))


@pytest.fixture
def serve(peopled: Owner, pools: ServingPools) -> Serve:  # noqa: ARG001 - it fills the register
    return Serve(pools)


def officer(sub: str, oin: str = "00000099000000010000", role: Role = Role.SUWINET) -> str:
    organisation = {"oin": oin, "name": "Voorbeeld", **({"kind": "UWV"} if role is Role.SUWINET else {})}
    return token(role, sub=sub, organisation=organisation)


def outcomes(answers: Sequence[Answer]) -> Counter[str]:
    return Counter(one.codes[0] if one.codes else "answered" for one in answers)


@pytest.mark.parametrize(
    ("limit", "period", "same_user"),
    [
        ("user_hour", "hour", True),
        ("user_day", "day", True),
        ("organisation_hour", "hour", False),
        ("organisation_day", "day", False),
    ],
)
async def test_the_quota_is_answered_exactly_and_says_when_to_come_back(
    serve: Serve, owner: Owner, limit: str, period: str, same_user: bool
) -> None:
    ask = serve(**{limit: 3})
    answers = []
    for number in range(5):
        bearer = officer("a" if same_user else f"user {number}")
        answers.append(await ask(None, SUWINET, BSN, bearer=bearer))
    assert [one.codes for one in answers] == [[], [], [], ["RATE_LIMITED"], ["RATE_LIMITED"]]
    refused = answers[3]
    assert (refused.status, refused.body["data"]) == (200, {"person": None})
    wait = refused.errors[0]["extensions"]["retryAfter"]
    assert refused.headers["retry-after"] == str(wait)
    assert 1 <= wait <= MOST_SECONDS[period]
    begins = "date_trunc('hour', now()) + interval '1 hour'"
    if period == "day":
        there = "at time zone 'Europe/Amsterdam'"
        begins = f"(date_trunc('day', now() {there}) + interval '1 day') {there}"
    assert abs(float(await owner.fetchval(f"select extract(epoch from {begins} - now())")) - wait) < 5
    other = officer("b", "00000099000000020000")
    assert (await ask(None, SUWINET, BSN, bearer=other)).data == {"person": {"registered": True}}


async def test_aliases_lists_and_requests_count_alike_and_each_person_once(serve: Serve, owner: Owner) -> None:
    ask, bearer = serve(user_hour=9), officer("a")
    aliases = "query($a: BSN!, $b: BSN!) { " + " ".join(
        f"{name}: person(bsn: ${name}, purpose: REINTEGRATION) {{ registered }}" for name in "ab"
    ) + " }"  # fmt: skip
    assert (await ask(None, aliases, {"a": people.RAN_ON, "b": people.DEAD}, bearer=bearer)).codes == []
    assert (await ask(None, PERSONS, {"b": [*SEVERAL, *SEVERAL]}, bearer=bearer)).codes == []
    counted = "select in_hour from log.consulted where holder = $1"
    assert await owner.fetchval(counted, f"user {user('a').hex()}") == 6
    assert (await ask(None, PERSONS, {"b": SEVERAL}, bearer=bearer)).codes == ["RATE_LIMITED"]
    assert await owner.fetchval(counted, f"user {user('a').hex()}") == 6
    assert (await ask(None, PERSONS, {"b": SEVERAL[:3]}, bearer=bearer)).codes == []
    assert (await ask(None, SUWINET, BSN, bearer=bearer)).codes == ["RATE_LIMITED"]
    assert await owner.fetchval(counted, f"user {user('a').hex()}") == 9
    assert await owner.fetchval(counted, "SUWINET 00000099000000010000") == 9


async def test_one_refused_alias_fails_no_other(serve: Serve) -> None:
    ask = serve(user_hour=2)
    names = "abcd"
    query = (
        "query(" + ", ".join(f"${one}: BSN!" for one in names) + ") { "
        + " ".join(f"{one}: person(bsn: ${one}, purpose: REINTEGRATION) {{ registered }}" for one in names)
        + " jobTargets { year } }"
    )  # fmt: skip
    answer = await ask(None, query, dict(zip(names, SEVERAL, strict=True)), bearer=officer("a"))
    assert answer.codes == ["RATE_LIMITED"] * 2
    assert [answer.body["data"][one] for one in names] == [{"registered": True}, {"registered": False}, None, None]
    assert len(answer.body["data"]["jobTargets"]) > 5
    assert [error["path"] for error in answer.errors] == [["c"], ["d"]]


async def test_one_users_refusal_fails_no_other_users_look_up_in_the_same_call(serve: Serve, owner: Owner) -> None:
    ask = serve(user_hour=5)
    users = [officer(sub) for sub in ("a", "b", "c")]
    asking = [ask(None, SUWINET, BSN, bearer=users[number % 3]) for number in range(12)]
    asking += [ask(None, SUWINET, BSN, bearer=users[0]) for _ in range(12)]
    found = outcomes(await asyncio.gather(*asking))
    assert found == {"answered": 13, "RATE_LIMITED": 11}
    assert Counter(one.user for one in await entries(owner) if one.decision == "DISCLOSED") == {
        user("a"): 5, user("b"): 4, user("c"): 4,
    }  # fmt: skip


async def test_two_processes_with_64_requests_at_once_never_answer_one_over(peopled: Owner, database: Database) -> None:
    several = [database.pools(), database.pools()]
    services = [asker(client_of(pools, quotas=quotas(user_hour=20, organisation_hour=50))) for pools in several]
    users = [officer(f"user {number}") for number in range(4)]
    answers = await asyncio.gather(
        *(services[number % 2](None, SUWINET, BSN, bearer=users[number // 2 % 4]) for number in range(64 * 2))
    )
    assert outcomes(answers) == {"answered": 50, "RATE_LIMITED": 78}
    disclosed = [one for one in await entries(peopled) if one.decision == "DISCLOSED"]
    assert len(disclosed) == 50
    assert max(Counter(one.user for one in disclosed).values()) <= 20
    assert {one.subjects for one in await entries(peopled) if one.decision == "RATE_LIMITED"} == {()}
    assert await broken_links(peopled) == []
    for pools in several:
        await pools.close()


async def test_lists_of_two_processes_at_once_are_all_or_nothing(peopled: Owner, database: Database) -> None:
    several = [database.pools(), database.pools()]
    services = [asker(client_of(pools, quotas=quotas(user_hour=22))) for pools in several]
    bearer = officer("a")
    answers = await asyncio.gather(
        *(services[number % 2](None, PERSONS, {"b": SEVERAL}, bearer=bearer) for number in range(64))
    )
    assert outcomes(answers) == {"answered": 5, "RATE_LIMITED": 59}
    found = [one for one in await entries(peopled) if one.decision == "DISCLOSED"]
    assert [len(one.subjects) for one in found] == [4] * 5
    for pools in several:
        await pools.close()


async def test_the_next_hour_and_the_next_day_start_anew(serve: Serve, owner: Owner) -> None:
    ask, bearer = serve(user_hour=2, user_day=5), officer("a")

    async def answered() -> int:
        return outcomes([await ask(None, SUWINET, BSN, bearer=bearer) for _ in range(3)])["answered"]

    assert await answered() == 2
    await owner.execute("update log.consulted set hour = hour - interval '1 hour'")
    assert await answered() == 2
    await owner.execute("update log.consulted set hour = hour - interval '1 hour'")
    assert await answered() == 1
    await owner.execute("update log.consulted set hour = hour - interval '1 hour', day = day - interval '1 day'")
    assert await answered() == 2


async def test_a_refused_look_up_does_not_count(serve: Serve, owner: Owner) -> None:
    ask, bearer = serve(user_hour=2), officer("a")
    for _ in range(4):
        await ask(None, SUWINET, BSN, bearer=bearer)
    assert await owner.fetchval("select max(in_hour) from log.consulted") == 2
    roomier = serve(user_hour=3)
    assert (await roomier(None, SUWINET, BSN, bearer=bearer)).codes == []


async def test_citizens_and_rosters_do_not_count(serve: Serve, owner: Owner) -> None:
    ask = serve(user_hour=1, user_day=1, organisation_hour=1, organisation_day=1)
    roster = "query($o: ID!) { roster(organisation: $o, year: 2022) { edges { node { bsn } } } }"
    for _ in range(3):
        assert (await ask(Role.CITIZEN, "{ viewer { person { registered } } }")).codes == []
        assert (await ask(Role.CITIZEN, PERSON % "OWN_DATA", BSN)).codes == []
        assert (await ask(Role.EMPLOYER, roster, {"o": people.KVK})).codes == []
    assert await owner.fetchval("select count(*) from log.consulted") == 0
    assert (await ask(Role.EMPLOYER, PERSON % "EMPLOYEE", BSN)).codes == []
    assert (await ask(Role.EMPLOYER, PERSON % "EMPLOYEE", BSN)).codes == ["RATE_LIMITED"]


async def test_another_day_or_the_periods_of_a_person_are_not_counted_again(serve: Serve, owner: Owner) -> None:
    ask, bearer = serve(user_hour=2), officer("a", role=Role.ASSESSOR)
    query = PERSON.replace(
        "registered", 'a: asOf(date: "2020-01-01") { registered } b: asOf(date: "2019-01-01") { registered } '
        "registeredPeriods(year: 2026) { from }"
    )  # fmt: skip
    for codes in ([], [], ["RATE_LIMITED"]):
        answer = await ask(None, query % "ASSESSMENT", BSN, bearer=bearer)
        assert answer.codes == codes
    assert answer.body["data"] == {"person": None}
    assert await owner.fetchval("select max(in_hour) from log.consulted") == 2
    recorded = Counter((one.decision, one.fields[0]) for one in await entries(owner))
    assert recorded == {
        ("DISCLOSED", "Query.person"): 2, ("DISCLOSED", "Person.asOf"): 4, ("DISCLOSED", "Person.registeredPeriods"): 2,
        ("RATE_LIMITED", "Query.person"): 1,
    }  # fmt: skip


async def test_one_organisation_counts_apart_in_each_role(serve: Serve) -> None:
    ask = serve(organisation_hour=1)
    assert (await ask(None, SUWINET, BSN, bearer=officer("a"))).codes == []
    assert (await ask(None, PERSON % "ASSESSMENT", BSN, bearer=officer("b", role=Role.ASSESSOR))).codes == []
    assert (await ask(None, SUWINET, BSN, bearer=officer("c"))).codes == ["RATE_LIMITED"]


async def test_who_is_not_in_the_register_counts_alike(serve: Serve) -> None:
    ask, bearer = serve(user_hour=2), officer("a")
    unknown = {"bsn": people.NEVER_HEARD_OF}
    codes = [(await ask(None, SUWINET, unknown, bearer=bearer)).codes for _ in range(3)]
    assert codes == [[], [], ["RATE_LIMITED"]]
    one = await ask(None, SUWINET, unknown, bearer=bearer)
    other = await ask(None, SUWINET, BSN, bearer=bearer)
    assert one.body["data"] == other.body["data"]


async def test_every_command_of_an_officer_counts_its_person_by_number_or_by_case(serve: Serve, owner: Owner) -> None:
    free, ask = serve(), serve(user_hour=1)
    case = "... on Case { id }"

    def of(role: Role, sub: str) -> str:
        kind = {"kind": "MUNICIPALITY"} if role is Role.SUWINET else {}
        return token(role, sub=sub, organisation={"oin": "00000099000000010000", "name": "Voorbeeld", **kind})

    async def said(way: Ask, role: Role, sub: str, name: str, **values: object) -> Answer:
        kind = "CaseInput" if name in {"withdrawCase", "takeCase"} else f"{name[0].upper()}{name[1:]}Input"
        text = f"mutation($in: {kind}!) {{ {name}(input: $in) {{ {'__typename' if 'Event' in name else case} }} }}"
        return await way(role, text, {"in": {"idempotencyKey": uuid4().hex, **values}}, bearer=of(role, sub))

    applied = await said(
        free,
        Role.SUWINET,
        "clerk",
        "applyForClient",
        kind="PARTICIPATION_ACT_INDICATION",
        bsn=people.RAN_ON,
        form={"requestedOutcome": "INDICATION"},
    )
    named = {"id": applied.data["applyForClient"]["id"]}
    event: dict[str, object] = {"bsn": people.RAN_ON, "event": "EMIGRATION", "date": "2001-01-01"}
    commands: list[tuple[Role, str, dict[str, object]]] = [
        (Role.SUWINET, "completeCase", named | {"form": {"explanation": "Hierbij."}}),
        (Role.ASSESSOR, "recordEvent", event),
        (Role.ASSESSOR, "takeCase", named),
        (Role.SUWINET, "withdrawCase", named),
    ]
    for number, (role, name, values) in enumerate(commands):
        stored = await owner.fetchval("select count(*) from cases.command")
        assert [(await said(ask, role, f"user-{number}", name, **values)).codes for _ in range(2)] == [
            [],
            ["RATE_LIMITED"],
        ], name
        assert await owner.fetchval("select count(*) from cases.command") == stored + 1
