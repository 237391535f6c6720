"""`deliver`: each message reaches its receiver, in order for each subject, whatever the receiver does."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event

from auth.discovery import DIRECT
from auth.visibility.message import MESSAGES, types_for
from domain.roles import Role
from models import outbox
from models.imports.connection import Connection
from server.commands import deliver as command
from server.commands.deliver import write_metrics
from server.database import Database as Place
from server.deliverer import Deliverer, Patience
from server.errors import CommandError
from server.receivers import Receiver, Receivers
from server.undelivered import faults
from tests.conftest import Database
from tests.fixtures.webhook import (
    Answer,
    answer_once_released,
    break_off,
    close,
    hang,
    status,
    webhook,
)

CHANGED = "nl.doelgroepregister.registratie.gewijzigd"
LETTER = "nl.doelgroepregister.brief.beschikbaar"
ROTTERDAM = "SUWINET:00000001001234567000"
UTRECHT = "SUWINET:00000001002345678000"
SOURCE = "urn:nld:oin:00000001003214345000:systeem:doelgroepregister"
AT = datetime(2026, 11, 27, 9, 30, 15, 120_000, tzinfo=UTC)
PATIENT = Patience(answer=60.0, tries=5, first_pause=0.0)
"""Failed messages are due again at once; the clock of circuits stands still, but their pauses are 0 too."""


def _stopped_clock() -> float:
    return 1_800_000_000.0


async def write(
    owner: Connection, *subjects: UUID, receiver: str = ROTTERDAM, kind: str = CHANGED, data: str = "{}"
) -> list[str]:
    """Have messages wait; what their receiver will know them by."""
    insert = """insert into cases.outbox (type, subject, receiver, data, at) values ($1, $2, $3, $4, $5)
        returning event"""
    return [str(await owner.fetchval(insert, kind, one, receiver, data, AT)) for one in subjects]


async def waiting(owner: Connection) -> int:
    return int(await owner.fetchval("select count(*) from cases.outbox where delivered_at is null and dead_at is null"))


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(timeout=None, trust_env=False) as made:
        yield made


def deliverer(
    owner: Connection, client: httpx2.AsyncClient, *receivers: Receiver, patience: Patience = PATIENT
) -> Deliverer:
    known = Receivers(SOURCE, {one.name: one for one in receivers})
    return Deliverer(owner, known, client, patience, now=_stopped_clock, monotonic=_stopped_clock)


async def test_a_message_is_a_signed_cloudevent_of_the_dutch_profile_that_names_nobody(
    owner: Connection, client: httpx2.AsyncClient
) -> None:
    subject, old, new = uuid4(), b"o" * 32, b"n" * 32
    [event] = await write(owner, subject, data='{"bsn": "999990019", "ground": "WAJONG"}')
    async with webhook() as there:
        await deliverer(owner, client, there.receiver(ROTTERDAM, new, old)).once()
    [request] = there.heard
    assert request.headers["content-type"] == "application/cloudevents+json"
    assert request.event == {
        "specversion": "1.0",
        "id": event,
        "source": SOURCE,
        "type": CHANGED,
        "subject": str(subject),
        "time": "2026-11-27T09:00:00Z",
    }
    assert request.headers["webhook-id"] == event
    assert request.headers["webhook-timestamp"] == "1800000000"
    assert [request.is_signed(key) for key in (old, new, bytes(32))] == [True, True, False]
    assert from_http_event(HTTPMessage(request.headers, request.body)).get_subject() == str(subject)
    assert await waiting(owner) == 0


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (status(500), "status 500"),
        (status(404), "status 404"),
        (status(307, "location: http://127.0.0.1:1/elsewhere"), "status 307"),
        (hang, "no answer in 0.2 s"),
        (close, "no answer: RemoteProtocolError"),
        (break_off, "no answer: RemoteProtocolError"),
    ],
    ids=["500", "404", "redirect", "hang", "close", "break off"],
)
async def test_what_fails_three_times_is_delivered_once_in_order_with_the_same_id(
    owner: Connection, client: httpx2.AsyncClient, answer: Answer, failure: str
) -> None:
    one = uuid4()
    first, second = await write(owner, one, one)
    async with webhook() as there:
        there.answers = [answer] * 3
        delivering = deliverer(owner, client, there.receiver(ROTTERDAM))
        for tries in range(1, 4):
            delivering.patience = Patience(0.2 if answer is hang else 60.0, 5, 600.0)
            await delivering.once()
            row = await owner.fetchrow(
                "select failure, attempts, due_at > now() as later from cases.outbox order by id limit 1"
            )
            assert tuple(row or ()) == (failure, tries, True)
            await owner.execute("update cases.outbox set due_at = now() where delivered_at is null")
        delivering.patience = PATIENT
        delivering._circuits.clear()  # three in a row opened it
        await delivering.once()
    assert there.ids == [first, first, first, first, second]
    assert (delivering.delivered, delivering.failed) == (2, 3)
    assert await waiting(owner) == 0


async def test_a_receiver_that_hangs_delays_no_other_and_is_left_alone_after_three_failures(
    owner: Connection, client: httpx2.AsyncClient
) -> None:
    await write(owner, *(uuid4() for _ in range(5)), receiver=ROTTERDAM)
    quick = await write(owner, *(uuid4() for _ in range(5)), receiver=UTRECHT)
    patience = Patience(answer=60.0, tries=5, first_pause=600.0)
    async with webhook(hang) as hanging, webhook() as there:
        delivering = deliverer(owner, client, hanging.receiver(ROTTERDAM), there.receiver(UTRECHT), patience=patience)
        running = asyncio.create_task(delivering.once())
        await there.heard_all(5)
        await hanging.heard_all(1)
        assert there.ids == quick
        assert len(hanging.heard) == 1
        delivering.patience = Patience(answer=0.1, tries=5, first_pause=600.0)
        hanging.released.set()
        await running
        assert len(hanging.heard) == 3
        await delivering.once()
        assert len(hanging.heard) == 3
        delivering.now = lambda: 1_800_000_000.0 - 3_600  # put back meanwhile
        delivering.monotonic = lambda: 1_800_000_000.0 + 601
        await delivering.once()
        assert len(hanging.heard) == 4, "one try when the pause is over"
    assert await waiting(owner) == 5


async def test_a_message_that_its_receiver_refuses_stops_only_those_about_the_same(
    owner: Connection, client: httpx2.AsyncClient
) -> None:
    refused, other = uuid4(), uuid4()
    ids = await write(owner, refused, other, refused, other)
    async with webhook() as there:
        there.answers = [status(400)]
        await deliverer(owner, client, there.receiver(ROTTERDAM), patience=Patience(first_pause=600)).once()
    assert there.ids == [ids[0], ids[1], ids[3]]
    assert await waiting(owner) == 2


async def test_two_deliverers_send_nothing_twice_and_keep_the_order_of_each_subject(
    database: Database, client: httpx2.AsyncClient, owner: Connection
) -> None:
    subjects = [uuid4() for _ in range(4)]
    ids = await write(owner, *(subjects * 25))
    others = [await asyncpg.connect(database.owner) for _ in range(4)]
    async with webhook() as there:
        await asyncio.gather(*(deliverer(one, client, there.receiver(ROTTERDAM)).once() for one in others))
        for one in others:
            await one.close()
        assert sorted(there.ids) == sorted(ids)
        for subject in subjects:
            of_it = [one.event["id"] for one in there.heard if one.event["subject"] == str(subject)]
            assert of_it == [event for event, about in zip(ids, subjects * 25, strict=True) if about == subject]


async def test_while_one_is_under_way_another_deliverer_sends_neither_it_nor_what_comes_after(
    database: Database, owner: Connection, client: httpx2.AsyncClient
) -> None:
    one, two = uuid4(), uuid4()
    first, _second, other = await write(owner, one, one, two)
    second_owner = await asyncpg.connect(database.owner)
    async with webhook() as there:
        there.answers = [answer_once_released]
        slow = deliverer(owner, client, there.receiver(ROTTERDAM))
        running = asyncio.create_task(slow.once())
        await there.heard_all(1)
        await deliverer(second_owner, client, there.receiver(ROTTERDAM)).once()
        assert there.ids == [first, other]
        there.released.set()
        await running
        assert len(there.heard) == 3
    await second_owner.close()
    assert await waiting(owner) == 0


async def test_a_message_whose_deliverer_died_is_sent_again_with_the_same_id_when_it_is_no_longer_held(
    owner: Connection, client: httpx2.AsyncClient
) -> None:
    [event] = await write(owner, uuid4())
    taken = await outbox.take(owner, ROTTERDAM, types_for(ROTTERDAM))
    assert taken is not None
    async with webhook() as there:
        await deliverer(owner, client, there.receiver(ROTTERDAM)).once()
        assert there.heard == []
        held = await owner.fetchval("select due_at - now() from cases.outbox")
        assert 50 < held.total_seconds() <= 60.0
        await owner.execute("update cases.outbox set due_at = now()")
        await deliverer(owner, client, there.receiver(ROTTERDAM)).once()
        assert there.ids == [event]
    await outbox.failed(owner, taken, "status 500", None)
    assert await owner.fetchval("select dead_at from cases.outbox") is None, "the one who is late says nothing"


async def test_past_the_limit_a_message_is_listed_measured_and_sent_again_by_hand(
    database: Database,
    owner: Connection,
    client: httpx2.AsyncClient,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    subject = uuid4()
    first, second = await write(owner, subject, subject)
    async with webhook() as there:
        there.answers = [status(500)] * 5
        receiver = there.receiver(ROTTERDAM)
        delivering = deliverer(owner, client, receiver)
        for _ in range(3):
            await delivering.once()
        assert there.ids == [first] * 5 + [second]
        metrics = tmp_path / "deliver.prom"
        write_metrics(metrics, delivering.receivers, await delivering.standing(), AT.timestamp())
        assert 'doelgroepregister_messages{state="dead"} 1.0\n' in metrics.read_text()
        capsys.readouterr()
        await command.show(Place(database.owner))
        [line] = capsys.readouterr().out.splitlines()
        number = int(line.split("\t")[0])
        assert line.split("\t")[1:3] == [CHANGED, ROTTERDAM]
        assert line.split("\t")[5:] == ["5 tries", "status 500"]
        assert str(subject) not in line
        with pytest.raises(CommandError, match="No message was given up that is called 99:"):
            await command.resend(Place(database.owner), [number, 99])
        await delivering.once()
        assert len(there.heard) == 6
        await command.resend(Place(database.owner), [number])
        await delivering.once()
        assert there.ids[6:] == [first]
    write_metrics(metrics, delivering.receivers, await delivering.standing(), AT.timestamp())
    assert 'doelgroepregister_messages{state="dead"} 0.0\n' in metrics.read_text()
    capsys.readouterr()
    await command.show(Place(database.owner))
    assert capsys.readouterr().out == ""
    with pytest.raises(CommandError):
        await command.resend(Place(database.owner), [number])


@pytest.mark.parametrize(
    "case",
    [
        (CHANGED, "EMPLOYER", "docs/visibility.md lets none go there"),
        (CHANGED, "CITIZEN", "docs/visibility.md lets none go there"),
        (LETTER, ROTTERDAM, "docs/visibility.md lets none go there"),
        ("nl.doelgroepregister.grond.gewijzigd", ROTTERDAM, "docs/visibility.md lets none go there"),
        (CHANGED, UTRECHT, "RECEIVERS_FILE has no such receiver"),
        (CHANGED, "SUWINET", "RECEIVERS_FILE has no such receiver"),
        (LETTER, "CITIZEN", "RECEIVERS_FILE has no such receiver"),
    ],
)
async def test_a_message_that_no_entry_or_no_setting_sends_somewhere_stays_and_is_named(
    database: Database, owner: Connection, client: httpx2.AsyncClient, case: tuple[str, str, str]
) -> None:
    kind, receiver, why = case
    subject = uuid4()
    await write(owner, subject, receiver=receiver, kind=kind)
    [goes] = await write(owner, subject)
    async with webhook() as there:
        known = [there.receiver(ROTTERDAM)]
        if "lets none" in why and receiver != ROTTERDAM:
            known.append(there.receiver(receiver))  # as no RECEIVERS_FILE could say
        delivering = deliverer(owner, client, *known)
        await delivering.once()
        assert there.ids == [goes]
        standing = await delivering.standing()
        assert faults(delivering.receivers, standing) == [f"1 of {kind} for {receiver} ({why})"]
        receivers = Receivers(SOURCE, {one.name: one for one in known})
        with pytest.raises(CommandError, match=r"Of the messages not sent: 1 of nl\."):
            await command.deliver(Place(database.owner), receivers, DIRECT, None, once=True)
    assert await waiting(owner) == 1


async def test_every_message_that_the_database_writes_has_an_entry_of_the_policy(owner: Connection) -> None:
    sources = await owner.fetch("select pg_get_functiondef(oid) as one from pg_proc where prosrc ~ 'cases.outbox'")
    text = "".join(row["one"] for row in sources)
    assert sorted(MESSAGES) == sorted({one for one in text.split("'") if one.startswith("nl.doelgroepregister.")})
    assert {role for rule in MESSAGES.values() for role in rule.roles} == {
        *(Role.CITIZEN, Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR)
    }


async def test_following_sends_what_is_written_meanwhile_and_finishes_what_is_under_way_when_it_is_stopped(
    owner: Connection, database: Database, client: httpx2.AsyncClient
) -> None:
    looked: list[Any] = []
    writer = await asyncpg.connect(database.owner)
    async with webhook() as there:
        delivering = deliverer(owner, client, there.receiver(ROTTERDAM))
        following = asyncio.create_task(delivering.follow(looked.append))
        [first] = await write(writer, uuid4())
        await there.heard_all(1)
        there.answers = [answer_once_released]
        subject = uuid4()
        second, _third = await write(writer, subject, subject)
        await there.heard_all(2)
        delivering.stopped.set()
        there.released.set()
        await following
        assert there.ids == [first, second]
    assert looked
    assert await waiting(writer) == 1
    await writer.close()


async def test_what_is_logged_of_a_failure_tells_neither_the_subject_nor_where_it_goes(
    owner: Connection, client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    subject = uuid4()
    await write(owner, subject, data='{"bsn": "999990019"}')
    async with webhook(status(500)) as there:
        with caplog.at_level(logging.DEBUG):
            await deliverer(owner, client, there.receiver(ROTTERDAM)).once()
    told = caplog.text + "".join(capsys.readouterr())
    assert "was not delivered" in told
    assert str(subject) not in told
    assert "999990019" not in told


def test_pauses_double_up_to_the_longest_and_are_never_the_same_for_all() -> None:
    patience = Patience(first_pause=5)
    for failures, most in ((1, 5.0), (2, 10.0), (5, 80.0), (80, 3600.0)):
        pauses = {patience.pause(failures, 3600) for _ in range(50)}
        assert len(pauses) > 10
        assert most / 2 <= min(pauses) <= max(pauses) <= most
