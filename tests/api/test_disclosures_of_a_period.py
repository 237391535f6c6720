"""Who saw what of a citizen in a period: its first moment is in it, its last isn't."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from domain.roles import Role
from models.database import ServingPools
from tests.api.conftest import Answer, Ask, asker, client_of, token
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, entries, subjects

MINE = """query($from: DateTime, $until: DateTime, $first: Int, $after: String) { viewer { person {
  disclosures(from: $from, until: $until, first: $first, after: $after) {
    edges { cursor node { at role } } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }"""
PERSONS = "query($b: [BSN!]!) { persons(bsns: $b, purpose: REINTEGRATION) { registered } }"
PERSON = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }"


@pytest.fixture
async def ask(peopled: Owner, pools: ServingPools) -> AsyncIterator[Ask]:  # noqa: ARG001 - it fills the register
    async with client_of(pools) as client:
        yield asker(client)


@pytest.fixture
async def looks(ask: Ask, owner: Owner) -> list[str]:
    """The moments of five looks at a citizen, by turns alone and with another, oldest first."""
    for _ in range(2):
        await ask(Role.SUWINET, PERSON, {"bsn": people.RAN_ON})
        await ask(Role.SUWINET, PERSONS, {"b": [people.DEAD, people.RAN_ON]})
    await ask(Role.SUWINET, PERSON, {"bsn": people.RAN_ON})
    moments = [row["at"].isoformat() for row in await owner.fetch("select at from log.record order by at")]
    assert len(set(moments)) == 5
    return moments


def connection(answer: Answer) -> Any:
    return answer.data["viewer"]["person"]["disclosures"]


def moments(answer: Answer) -> list[str]:
    """Of Suwinet's looks, newest first."""
    nodes = [edge["node"] for edge in connection(answer)["edges"]]
    return [datetime.fromisoformat(one["at"]).isoformat() for one in nodes if one["role"] == "SUWINET"]


def later(moment: str, **by: int) -> str:
    return (datetime.fromisoformat(moment) + timedelta(**by)).isoformat()


async def test_a_period_has_its_first_moment_and_not_its_last(ask: Ask, looks: list[str]) -> None:
    async def within(start: str | None, end: str | None) -> list[str]:
        return list(reversed(moments(await ask(Role.CITIZEN, MINE, {"from": start, "until": end}))))

    assert await within(None, None) == looks
    assert await within(looks[1], looks[3]) == looks[1:3]
    assert await within(looks[2], None) == looks[2:]
    assert await within(None, looks[2]) == looks[:2]
    assert await within(later(looks[1], microseconds=1), later(looks[3], microseconds=1)) == looks[2:4]
    assert await within(looks[2], looks[2]) == []
    assert await within(looks[3], looks[1]) == []
    assert await within(later(looks[4], days=1), None) == []
    assert await within(None, later(looks[0], days=-1)) == []


async def test_looking_at_a_period_is_recorded_whatever_is_in_it(ask: Ask, owner: Owner, looks: list[str]) -> None:
    answer = await ask(Role.CITIZEN, MINE, {"until": looks[0]})
    assert connection(answer)["edges"] == []
    entry = (await entries(owner))[-1]
    assert (entry.role, entry.purpose, entry.subjects) == ("CITIZEN", "OWN_DATA", subjects(people.RAN_ON))


async def test_another_citizens_looks_are_not_in_it(ask: Ask, looks: list[str]) -> None:
    bearer = token(Role.CITIZEN, bsn=people.DEAD)
    answer = await ask(None, MINE, {"from": looks[0], "until": later(looks[4], microseconds=1)}, bearer=bearer)
    assert moments(answer) == [looks[3], looks[1]]


async def test_the_pages_of_a_period_have_each_entry_once(ask: Ask, looks: list[str]) -> None:
    found: list[str] = []
    after: str | None = None
    for more in (True, True, False):
        variables = {"from": looks[0], "until": looks[3], "first": 1, "after": after}
        answer = await ask(Role.CITIZEN, MINE, variables)
        page = connection(answer)["pageInfo"]
        assert (page["hasNextPage"], page["hasPreviousPage"]) == (more, after is not None)
        found += moments(answer)
        after = page["endCursor"]
    assert found == [looks[2], looks[1], looks[0]]


async def test_a_cursor_is_good_for_its_own_period_only(ask: Ask, looks: list[str]) -> None:
    period: dict[str, object] = {"from": looks[0], "until": looks[4], "first": 2}
    cursor = connection(await ask(Role.CITIZEN, MINE, period))["pageInfo"]["endCursor"]
    for change in ({"from": looks[1]}, {"until": looks[3]}, {"from": None}, {"from": None, "until": None}):
        answer = await ask(Role.CITIZEN, MINE, {**period, **change, "after": cursor})
        assert (answer.codes, answer.errors[0]["extensions"]["argument"]) == (["BAD_USER_INPUT"], "after")
        assert answer.body["data"] == {"viewer": {"person": {"disclosures": None}}}
    unbounded = connection(await ask(Role.CITIZEN, MINE, {"first": 2}))["pageInfo"]["endCursor"]
    assert (await ask(Role.CITIZEN, MINE, {**period, "after": unbounded})).codes == ["BAD_USER_INPUT"]
    elsewhere = datetime.fromisoformat(looks[0]).astimezone(timezone(timedelta(hours=2))).isoformat()
    answer = await ask(Role.CITIZEN, MINE, {**period, "from": elsewhere, "after": cursor})
    assert moments(answer) == [looks[1], looks[0]]


@pytest.mark.parametrize("moment", ["2026-01-01", "2026-01-01T00:00:00", "yesterday", ""])
@pytest.mark.parametrize("argument", ["from", "until"])
async def test_what_is_no_moment_is_bad_input(ask: Ask, argument: str, moment: str) -> None:
    answer = await ask(Role.CITIZEN, MINE, {argument: moment})
    assert (answer.status, answer.codes) == (400, ["BAD_USER_INPUT"])
    assert answer.errors[0]["extensions"]["argument"] == argument
