"""What recording or correcting a fact would change: the preview says it before, the command does it, and no other."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from domain.grounds import GroundCode
from domain.roles import Role
from models.database import ServingPools
from tests.api.conftest import Ask, asker, client_of
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, entries, subjects
from tests.fixtures.facts import differences
from tests.fixtures.random_facts import BOUNDARY_DAYS, any_day, seeded

TODAY = date(2026, 11, 23)
STANDING = "registered registrationEndDate countingStartDate"
PREVIEW = f"""query($event: RecordEventInput, $ground: RecordGroundInput, $stop: StopGroundInput,
        $correction: CorrectFactInput) {{
    factPreview(event: $event, ground: $ground, stop: $stop, correction: $correction) {{
        before {{ {STANDING} periods {{ from until }} }} after {{ {STANDING} periods {{ from until }} }}
        letters refusal {{ code message reasons {{ holds text article }} }} }} }}"""
COMMANDS = {
    "event": ("recordEvent", "RecordEventInput"),
    "ground": ("recordGround", "RecordGroundInput"),
    "stop": ("stopGround", "StopGroundInput"),
    "correction": ("correctFact", "CorrectFactInput"),
}
PERSON = f"query($bsn: BSN!) {{ person(bsn: $bsn, purpose: ASSESSMENT) {{ {STANDING} }} }}"
AS_OF = "query($bsn: BSN!, $day: Date!) { person(bsn: $bsn, purpose: ASSESSMENT) { asOf(date: $day) { registered } } }"
FACTS = """query($bsn: BSN!) { person(bsn: $bsn, purpose: ASSESSMENT) { facts {
    factId ground event startDate endDate supersededAt } } }"""
PERSONS = (
    people.SINCE_2008, people.TWO_GROUNDS, people.LAPSED, people.WITHOUT_GROUND, people.DEAD, people.NEVER_HEARD_OF,
)  # fmt: skip
KINDS = ("PROTECTED_WORK", "EMIGRATION", "EMIGRATION", "NO_WORK_CAPACITY", "DEATH")


@pytest.fixture
async def ask(peopled: Owner, pools: ServingPools) -> AsyncIterator[Ask]:  # noqa: ARG001 - whom one asks about
    """Asks a service of this test's own register."""
    async with client_of(pools, TODAY) as client:
        yield asker(client)


async def data(ask: Ask, query: str, **variables: Any) -> Any:
    answer = await ask(Role.ASSESSOR, query, variables)
    assert (answer.status, answer.codes) == (200, []), answer.body
    return answer.body["data"]


async def preview(ask: Ask, kind: str, given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await data(ask, PREVIEW, **{kind: given}))["factPreview"]
    return found


async def command(ask: Ask, kind: str, given: dict[str, Any]) -> dict[str, Any]:
    name, input_type = COMMANDS[kind]
    refusal = "... on Refusal { code message reasons { holds text article } }"
    answers = f"... on Fact {{ factId person {{ {STANDING} }} }} {refusal}"
    mutation = f"mutation($input: {input_type}!) {{ {name}(input: $input) {{ {answers} }} }}"
    found: dict[str, Any] = (await data(ask, mutation, input=given))[name]
    return found


async def stored(owner: Owner) -> dict[str, Any]:
    """All that is stored of persons and cases, and under keys: what a preview leaves as it is."""
    tables = await owner.fetch(
        "select format('%I.%I', schemaname, tablename) as name from pg_tables"
        " where schemaname in ('register', 'cases', 'authorisation')"
    )
    return {
        one["name"]: await owner.fetchval(f"select array_agg(t::text order by t::text) from {one['name']} t")
        for one in tables
    }


async def letters(owner: Owner) -> list[str]:
    return [one["kind"] for one in await owner.fetch("select kind::text from cases.letter order by kind")]


def a_day(random: Random) -> str:
    day = (
        random.choice(BOUNDARY_DAYS) if random.random() < 0.4 else any_day(random, date(2008, 1, 1), date(2026, 12, 31))
    )
    return day.isoformat()


async def a_change(ask: Ask, random: Random, bsn: str) -> tuple[str, dict[str, Any]]:
    """A change that somebody could ask, good or not."""
    key = {"idempotencyKey": uuid4().hex}
    kind = random.choice(("event", "ground", "ground", "stop", "stop", "correction", "correction"))
    facts = [one for one in (await data(ask, FACTS, bsn=bsn))["person"]["facts"] if random.random() < 0.8]
    grounds = [one for one in facts if one["ground"] and not one["supersededAt"]]
    if kind == "stop" and grounds:
        held = random.choice(grounds)
        end = date.fromisoformat(held["startDate"]) + timedelta(days=random.randrange(0, 4_000))
        return kind, {
            "bsn": bsn, "code": held["ground"], "startDate": held["startDate"], "endDate": min(end, TODAY).isoformat(),
            "reason": "Recht gestopt.", **key,
        }  # fmt: skip
    if kind == "correction" and facts:
        fact = random.choice(facts)
        given: dict[str, Any] = {"factId": fact["factId"], "reason": "Typefout.", **key}
        what = random.random()
        if what < 0.5:
            return kind, {**given, "withdraw": True}
        if fact["ground"] or what > 0.9:
            return kind, {**given, "ground": a_ground(random, bsn)}
        return kind, {**given, "event": {"bsn": bsn, "event": random.choice(KINDS), "date": a_day(random), **key}}
    if kind == "ground":
        return kind, a_ground(random, bsn)
    return "event", {"bsn": bsn, "event": random.choice(KINDS), "date": a_day(random), **key}


def a_ground(random: Random, bsn: str) -> dict[str, Any]:
    given = {"bsn": bsn, "code": random.choice(list(GroundCode)), "startDate": a_day(random)}
    if random.random() < 0.2:
        given["birthDate"] = random.choice(("1959-04-01", "1990-05-17", "2027-01-01"))
    return {**given, "idempotencyKey": uuid4().hex}


def covers(periods: list[dict[str, str | None]], day: str) -> bool:
    return any((one["from"] or "") <= day <= (one["until"] or TODAY.isoformat()) for one in periods)


def standing(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in STANDING.split()}


async def test_what_a_preview_says_is_what_the_command_then_does_and_nothing_is_written_before(
    ask: Ask, peopled: Owner
) -> None:
    random, refused, changed, wrote = seeded(40), 0, 0, 0
    for _ in range(120):
        bsn = random.choice(PERSONS)
        kind, given = await a_change(ask, random, bsn)
        before, already = await stored(peopled), await letters(peopled)
        said = await preview(ask, kind, given)
        assert await stored(peopled) == before
        assert standing(said["before"]) == (await data(ask, PERSON, bsn=bsn))["person"]

        done = await command(ask, kind, given)

        if said["refusal"]:
            refused += 1
            assert done == said["refusal"]
            assert (said["after"], said["letters"]) == (said["before"], [])
        else:
            assert done["person"] == standing(said["after"]), (kind, given)
            changed += said["after"] != said["before"]
        written = await letters(peopled)
        wrote += len(written) - len(already)
        assert sorted([*already, *said["letters"]]) == sorted(written)
        assert standing(said["after"]) == (await data(ask, PERSON, bsn=bsn))["person"]
        days = {a_day(random) for _ in range(4)} | {TODAY.isoformat()}
        for day in sorted(one for one in days if "2013-01-01" <= one <= TODAY.isoformat()):
            stood = (await data(ask, AS_OF, bsn=bsn, day=day))["person"]["asOf"]["registered"]
            assert covers(said["after"]["periods"], day) is stood, (day, said["after"])
    assert await differences(peopled) == {}
    assert min(refused, changed, wrote) > 10, (refused, changed, wrote)


async def test_a_key_that_a_preview_was_given_is_still_free(ask: Ask) -> None:
    given = {"bsn": people.SINCE_2008, "event": "EMIGRATION", "date": "2026-11-02", "idempotencyKey": uuid4().hex}
    await preview(ask, "event", {**given, "date": "2026-11-01"})
    assert (await command(ask, "event", given))["person"]["registered"] is False
    said = await preview(ask, "event", {**given, "date": "2026-11-01"})
    assert said["refusal"] is None  # the key answers for the command alone
    assert (await command(ask, "event", {**given, "date": "2026-11-01"}))["code"] == "KEY_REUSED"


async def test_a_preview_of_a_change_about_the_past_says_so_where_today_stays_as_it_is(ask: Ask) -> None:
    ground = {"bsn": people.NEVER_HEARD_OF, "code": "WAJONG", "startDate": "2014-03-01", "birthDate": "1990-05-17"}
    stop = {**ground, "endDate": "2015-06-01", "reason": "Recht gestopt.", "idempotencyKey": uuid4().hex}
    stop.pop("birthDate")
    await command(ask, "ground", {**ground, "idempotencyKey": uuid4().hex})
    await command(ask, "event", {"bsn": people.NEVER_HEARD_OF, "event": "EMIGRATION", "date": "2016-01-01",
        "idempotencyKey": uuid4().hex})  # fmt: skip
    earlier = {"bsn": people.NEVER_HEARD_OF, "event": "EMIGRATION", "date": "2015-01-01", "idempotencyKey": uuid4().hex}

    said = await preview(ask, "event", earlier)

    assert standing(said["before"]) == standing(said["after"]) == {
        "registered": False, "registrationEndDate": None, "countingStartDate": None,
    }  # fmt: skip
    assert said["before"]["periods"] == [{"from": "2014-03-01", "until": "2015-12-31"}]
    assert said["after"]["periods"] == [{"from": "2014-03-01", "until": "2014-12-31"}]


async def test_a_preview_is_a_look_up_that_the_person_can_read_of(ask: Ask, peopled: Owner) -> None:
    before = len(await entries(peopled))
    given = {"bsn": people.SINCE_2008, "event": "DEATH", "date": "2026-11-02", "idempotencyKey": "x"}
    await preview(ask, "event", given)
    [entry] = (await entries(peopled))[before:]
    assert entry.subjects == subjects(people.SINCE_2008)
    assert {"FactPreview.after", "PreviewedRegistration.periods"} <= set(entry.fields)


@pytest.mark.parametrize("given", [{}, {
    "event": {"bsn": people.SINCE_2008, "event": "DEATH", "date": "2026-11-02", "idempotencyKey": "x"},
    "ground": {"bsn": people.SINCE_2008, "code": "WAJONG", "startDate": "2020-01-01", "idempotencyKey": "x"},
}])  # fmt: skip
async def test_a_preview_of_nothing_or_of_two_changes_says_what_to_give(ask: Ask, given: dict[str, Any]) -> None:
    answer = await ask(Role.ASSESSOR, PREVIEW, given)
    assert answer.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.MONITOR, Role.AUDITOR])
async def test_nobody_but_an_assessor_sees_a_preview(ask: Ask, role: Role) -> None:
    event = {"bsn": people.SINCE_2008, "event": "DEATH", "date": "2026-11-02", "idempotencyKey": "x"}
    answer = await ask(role, PREVIEW, {"event": event})
    assert answer.body.get("data") is None
    assert set(answer.codes) == {"FIELD_NOT_VISIBLE"}


async def test_the_id_of_no_fact_has_no_preview(ask: Ask) -> None:
    given = {"factId": "x", "withdraw": True, "reason": "Typefout.", "idempotencyKey": "x"}
    answer = await ask(Role.ASSESSOR, PREVIEW, {"correction": given})
    assert answer.codes == ["FORBIDDEN"]
