"""What employers and UWV hear of cases that users would have: an employer no more than that a letter is there."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest

from server.clock import today_in_the_netherlands
from server.deliverer import Deliverer
from server.demo.cases import add_demo_cases
from server.receivers import Receivers
from server.undelivered import faults
from tests.database.test_deliver import PATIENT, SOURCE
from tests.fixtures.audited import Audited
from tests.fixtures.demo_casework import demo_casework
from tests.fixtures.webhook import Webhook, webhook

LETTER = "nl.doelgroepregister.brief.beschikbaar"
CHANGED = "nl.doelgroepregister.registratie.gewijzigd"


@pytest.fixture
async def register(owner: Any, audited: Audited, tmp_path: Path) -> Any:
    """The demo data with their cases, and the owner who looks at it."""
    await add_demo_cases(await demo_casework(owner, audited, tmp_path, today_in_the_netherlands()))
    return owner


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(timeout=None, trust_env=False) as made:
        yield made


async def delivered(owner: Any, client: httpx2.AsyncClient, there: dict[str, Webhook]) -> list[str]:
    """Deliver all that goes to some receivers; what goes nowhere, in words."""
    receivers = Receivers(SOURCE, {name: one.receiver(name) for name, one in there.items()})
    delivering = Deliverer(owner, receivers, client, PATIENT)
    await delivering.once()
    return faults(receivers, await delivering.standing())


async def test_an_employer_is_told_of_its_own_letters_and_of_each_in_the_same_words(
    register: Any, client: httpx2.AsyncClient
) -> None:
    letters = await register.fetch(
        "select id, coalesce(kvk, rsin) as number, bsn, announced_at from cases.letter where recipient = 'EMPLOYER'"
    )
    employers = {row["number"] for row in letters}
    assert len(employers) > 1
    persons = [f"{row['bsn']:09}" for row in letters]
    async with AsyncExitStack() as stack:
        there = {f"EMPLOYER:{number}": await stack.enter_async_context(webhook()) for number in employers}
        await delivered(register, client, there)
    forms = set()
    for name, one in there.items():
        own = {str(row["id"]) for row in letters if f"EMPLOYER:{row['number']}" == name}
        assert sorted(one.subjects) == sorted(own), "one message a letter, and none about another's"
        for heard in one.heard:
            event = heard.event
            for key in ("id", "subject"):
                assert str(UUID(event[key])) == event.pop(key)
            assert event.pop("time").endswith(":00:00Z"), "no moment that the letters of one decision have in common"
            named = {key for key in heard.headers if key.startswith("webhook-")} | {"host"}
            same = {key: value for key, value in heard.headers.items() if key not in named}
            forms.add((tuple(sorted(event.items())), len(heard.body) // 16, tuple(sorted(same))))
            told = heard.body.decode() + str(heard.headers)
            assert not [bsn for bsn in persons if bsn in told]
            assert name.partition(":")[2] not in told
    assert {kind for event, _, _ in forms for key, kind in event if key == "type"} == {LETTER}
    assert len({event for event, _, _ in forms}) == 1
    assert len({headers for _, _, headers in forms}) == 1


async def test_a_role_gets_what_is_for_its_organisations_that_have_no_receiver_of_their_own(
    register: Any, client: httpx2.AsyncClient
) -> None:
    query = "select receiver, count(*) as count from cases.outbox where receiver ^@ 'EMPLOYER:' group by 1 order by 1"
    counts = {row["receiver"]: row["count"] for row in await register.fetch(query)}
    own, *others = counts
    async with webhook() as one, webhook() as rest:
        there = {own: one, "EMPLOYER": rest}
        nowhere = await delivered(register, client, there)
        assert len(one.heard) == counts[own]
        assert len(rest.heard) == sum(counts[name] for name in others)
    assert not [line for line in nowhere if "EMPLOYER" in line]


async def test_uwv_hears_that_a_registration_changed_and_nothing_of_letters(
    register: Any, client: httpx2.AsyncClient
) -> None:
    expected = "select count(*) from cases.outbox where receiver = 'ASSESSOR' and type = $1"
    changes = await register.fetchval("select count(*) from register.delivery where command is not null")
    assert await register.fetchval(expected, CHANGED) == changes > 1
    async with webhook() as uwv:
        await delivered(register, client, {"ASSESSOR": uwv})
        assert {one.event["type"] for one in uwv.heard} == {CHANGED}
        assert len(uwv.heard) == changes
        assert all(set(one.event) == {"specversion", "id", "source", "type", "subject", "time"} for one in uwv.heard)


async def test_what_goes_to_no_employer_is_named_without_the_employer(
    register: Any, client: httpx2.AsyncClient
) -> None:
    query = "select distinct receiver from cases.outbox where receiver ^@ 'EMPLOYER:'"
    employers = [row["receiver"].partition(":")[2] for row in await register.fetch(query)]
    waiting = await register.fetchval("select count(*) from cases.outbox where receiver ^@ 'EMPLOYER:'")
    nowhere = await delivered(register, client, {})
    assert f"{waiting} of {LETTER} for EMPLOYER (RECEIVERS_FILE has no such receiver)" in nowhere
    assert not [line for line in nowhere for number in employers if number in line]
