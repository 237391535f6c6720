"""What a receiver asks for is kept to, what was delivered is removed, and the service can do no more than that."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from models import outbox
from models.database import Frontend, ServingPools
from models.imports.connection import Connection
from server.deliverer import Deliverer, Patience
from server.receivers import Receivers, load_receivers
from tests.database.test_deliver import PATIENT, ROTTERDAM, SOURCE, UTRECHT, deliverer, waiting, write
from tests.fixtures.webhook import status, webhook


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(timeout=None, trust_env=False) as made:
        yield made


WAITS = {
    "seconds": ("120", 120.0),
    "a date": ("Fri, 15 Jan 2027 08:05:00 GMT", 300.0),
    "a date of another form": ("Friday, 15-Jan-27 08:05:00 GMT", 300.0),
    "longer than a day": ("999999999", 86_400.0),
    "a date in years": ("Tue, 15 Jan 2030 08:00:00 GMT", 86_400.0),
    "a date that is over": ("Fri, 15 Jan 2021 08:00:00 GMT", 0.0),
    "no number": ("-120", 0.0),
    "no such day": ("Fri, 99 Jan 2027 08:05:00 GMT", 0.0),
    "more than there is": ("9" * 400, 0.0),
    "nothing": ("", 0.0),
}


@pytest.mark.parametrize("case", WAITS)
async def test_a_receiver_that_asks_to_be_tried_later_gets_nothing_before_and_all_of_it_after(
    case: str, owner: Connection, client: httpx2.AsyncClient
) -> None:
    asked, wait = WAITS[case]
    ids = await write(owner, *(uuid4() for _ in range(3)))
    now = 1_800_000_000.0  # 2027-01-15 08:00
    async with webhook() as there:
        there.answers = [status(503, f"retry-after: {asked}")]
        delivering = deliverer(owner, client, there.receiver(ROTTERDAM), patience=Patience(first_pause=0.0))
        delivering.now = delivering.monotonic = lambda: now
        await delivering.once()
        due = await owner.fetchval("select due_at - now() from cases.outbox where attempts = 1 order by id limit 1")
        assert len(there.heard) == (1 if wait else 4)
        assert wait - 60 < due.total_seconds() <= max(wait, 60.0)
        now += wait - 1
        await delivering.once()
        assert len(there.heard) == (1 if wait else 4)
        now += 1
        await owner.execute("update cases.outbox set due_at = now() where delivered_at is null")
        await delivering.once()
    assert there.ids == [ids[0], *ids]
    assert await waiting(owner) == 0


async def test_what_was_delivered_is_removed_after_some_days_and_nothing_else_ever(
    owner: Connection, client: httpx2.AsyncClient
) -> None:
    old, kept, dead, stays = await write(owner, *(uuid4() for _ in range(4)), receiver=UTRECHT)
    change = "update cases.outbox set {} = now() - make_interval(days => $2) where event = $1"
    for event, column, days in ((old, "delivered_at", 31), (kept, "delivered_at", 29), (dead, "dead_at", 900)):
        await owner.execute(change.format(column), event, days)
    async with webhook() as there:
        delivering = deliverer(owner, client, there.receiver(ROTTERDAM))
        await delivering.once()
        left = {str(row["event"]) for row in await owner.fetch("select event from cases.outbox")}
        assert left == {kept, dead, stays}
        delivering.days = 28
        following = asyncio.create_task(delivering.follow(lambda _standing: delivering.stopped.set()))
        await following
    left = {str(row["event"]) for row in await owner.fetch("select event from cases.outbox")}
    assert left == {dead, stays}
    assert await outbox.forget(owner, -1_000, [UTRECHT]) == 0, "a day at least"


@pytest.mark.parametrize(
    ("receiver", "known", "stays"),
    [
        (UTRECHT, [], False),
        (UTRECHT, [ROTTERDAM], False),
        (UTRECHT, [ROTTERDAM, UTRECHT], True),
        (UTRECHT, ["SUWINET"], True),
        ("EMPLOYER:90000012", ["EMPLOYER:9000001", "SUWINET"], False),
        ("EMPLOYER:90000012", ["EMPLOYER"], True),
        ("CITIZEN", ["EMPLOYER"], False),
    ],
)
async def test_what_has_waited_for_nobody_is_removed_after_some_days_and_what_waits_for_somebody_is_not(
    owner: Connection, receiver: str, known: list[str], *, stays: bool
) -> None:
    old, young, _ = await write(owner, *(uuid4() for _ in range(3)), receiver=receiver)
    for event, days in ((old, 31), (young, 29)):
        at = "update cases.outbox set at = now() - make_interval(days => $2) where event = $1"
        await owner.execute(at, event, days)
    assert await outbox.forget(owner, 30, known) == (not stays)
    left = [str(row["event"]) for row in await owner.fetch("select event from cases.outbox order by id")]
    assert (old in left, young in left, len(left)) == (stays, True, 3 if stays else 2)


async def test_a_file_with_no_receiver_at_all_is_enough_to_have_what_waits_for_nobody_removed(
    owner: Connection, client: httpx2.AsyncClient, tmp_path: Path
) -> None:
    old, _ = await write(owner, uuid4(), uuid4(), receiver="ASSESSOR")
    await owner.execute("update cases.outbox set at = now() - interval '31 days' where event = $1", old)
    await owner.execute("update cases.outbox set at = now() where event <> $1", old)
    file = tmp_path / "receivers.toml"
    file.write_text('oin = "00000001003214345000"\n')
    file.chmod(0o600)
    await Deliverer(owner, load_receivers(file), client).once()
    assert await waiting(owner) == 1


async def test_what_is_for_an_organisation_that_is_left_alone_does_not_go_to_the_others_of_its_role(
    owner: Connection, client: httpx2.AsyncClient
) -> None:
    await write(owner, uuid4(), uuid4(), uuid4(), uuid4(), receiver=ROTTERDAM)
    [of_utrecht] = await write(owner, uuid4(), receiver=UTRECHT)
    async with webhook(status(500)) as failing, webhook() as others:
        known = (failing.receiver(ROTTERDAM), others.receiver("SUWINET"))
        delivering = deliverer(owner, client, *known, patience=Patience(first_pause=600.0))
        for _ in range(3):
            await delivering.once()
        assert len(failing.heard) == 3
        assert others.ids == [of_utrecht]


async def test_the_service_delivers_as_a_user_that_can_do_nothing_else(
    owner: Connection, pools: ServingPools, client: httpx2.AsyncClient
) -> None:
    subject = uuid4()
    ids = await write(owner, subject, subject, uuid4())
    dead = "update cases.outbox set dead_at = now(), failure = 'status 500' where event = $1"
    await owner.execute(dead, ids[2])
    heard: list[str] = []
    async with webhook() as there:
        known = Receivers(SOURCE, {ROTTERDAM: there.receiver(ROTTERDAM)})
        there.answers = [status(500)]
        delivering = Deliverer(outbox.ByUser(pools), known, client, PATIENT, sent=heard.append)
        await delivering.once()
        assert there.ids == [ids[0], ids[0], ids[1]]
        assert heard == ["failed", "delivered", "delivered"]
        assert [(one.waiting, one.dead) for one in await delivering.standing()] == [(0, 1)]
    for statement in ("select from cases.outbox", "update cases.outbox set dead_at = null", "delete from cases.outbox"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pools.call(Frontend.MESSAGES, statement)
