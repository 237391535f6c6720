"""What a client was told is held against the disclosure log, both ways, under load and while the database is killed."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from server.demo.data import EXAMPLE_UNKNOWN_BSN
from server.postgres import ConnectionInfo, EmbeddedPostgres
from tests.fixtures.consulting import LOGINS, Consulting
from tests.fixtures.disclosure_log import Owner, broken_links
from tests.fixtures.embedded import eventually, kill, postmaster_of
from tests.fixtures.oracle import Outage, Record, discrepancies, never_logged, records_of, staff_of
from tests.fixtures.process import Installation
from tests.fixtures.recording import Answer, Keys, Recorder
from tests.fixtures.told import Told

log = logging.getLogger(__name__)  # the figures: pytest --log-cli-level info

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]

ROLES = {"CITIZEN", "EMPLOYER", "SUWINET", "ASSESSOR", "AUDITOR"}
HEALED = 5.0  # seconds after the database's return
OPERATIONS = 14  # as many as the load knows, the download among them


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    tmp_path.chmod(0o700)
    made = Installation(tmp_path, more={"WORKERS": "2", "CHECKPOINT_SECONDS": "0.5", "DEMO": "0"})
    files = str(made.folder / "files")  # the demo's people without its cases, whose commands are in the log
    made.command("migrate")
    made.command("demo-data", "--out", files)
    made.command("import", files)
    yield made
    eventually(lambda: made.processes() == [])
    made.remove()


async def owner_of(info: ConnectionInfo) -> Owner:
    return await asyncpg.connect(
        host=info.host, port=info.port, user=info.user, password=info.password, database=info.database, timeout=1
    )


@asynccontextmanager
async def owned(info: ConnectionInfo) -> AsyncIterator[Owner]:
    owner = await owner_of(info)
    try:
        yield owner
    finally:
        await owner.close()


async def consulting(info: ConnectionInfo) -> Consulting:
    """Questions about persons of the demo data, and one whom the register doesn't know."""
    async with owned(info) as owner:
        rows = await owner.fetch("select bsn from register.person where superseded_by is null order by bsn limit 400")
    return Consulting([EXAMPLE_UNKNOWN_BSN, *(f"{row['bsn']:09}" for row in rows)], seed=1)


async def recorder_of(installation: Installation) -> Recorder:
    recorder = Recorder(installation.port, Keys(installation.folder / "data" / "secrets.toml"))
    await recorder.log_in(*LOGINS)
    return recorder


async def killed(info: ConnectionInfo, data: Path) -> Outage:
    """Kill the database, and wait until it takes a connection again."""
    began = time.monotonic()
    await asyncio.to_thread(kill, postmaster_of(data))
    while True:
        try:
            async with owned(info):
                return Outage(began, time.monotonic())
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await asyncio.sleep(0.01)


def healed_after(outage: Outage, answers: list[Answer], until: float) -> dict[str, float]:
    """Role -> seconds from the database's return to the first good answer, and to the last failure of all."""
    after = [one for one in answers if outage.returned <= one.ended < until]
    first = {role: min(one.ended for one in after if one.good and one.asked.role == role) for role in ROLES}
    failures = [one.ended for one in after if not one.good]
    seconds = {role: ended - outage.returned for role, ended in first.items()}
    return seconds | {"last failure": max(failures, default=outage.returned) - outage.returned}


def comparable(answers: list[Answer]) -> None:
    """Every role has been answered, by every operation, about somebody."""
    good = [one for one in answers if one.good]
    assert {one.asked.role for one in good} == ROLES
    operations = {one.asked.operation for one in good if any(person for person, _ in one.told.handed)}
    assert len(operations) == OPERATIONS


def only_unavailable(failures: list[Answer], since: float) -> None:
    """Whoever got no answer was told to come back later, and nothing else, and not before the first kill."""
    assert {one.status for one in failures} == {503}
    assert {code for one in failures for code in one.codes} <= {"UNAVAILABLE", "TIMEOUT"}
    assert [one for one in failures if one.data or not one.codes] == []
    assert min(one.ended for one in failures) >= since


async def chains(info: ConnectionInfo, installation: Installation) -> None:
    """The chains are whole, by the tests' own reckoning and by the product's."""
    async with owned(info) as owner:
        assert await broken_links(owner) == []
    verified = await asyncio.to_thread(installation.command, "audit", "verify")
    assert verified.stdout.endswith("The log is intact.\n")


async def test_what_every_role_was_told_under_load_is_what_the_log_says_and_no_more(installation: Installation) -> None:
    with installation.running(), EmbeddedPostgres(installation.folder / "data").hold() as info:
        recorder = await recorder_of(installation)
        await recorder.load(iter(await consulting(info)), clients=32, until=2_000)
        async with owned(info) as owner:
            records = await records_of(owner)
            assert await owner.fetchval("select count(*) from log.record where decision <> 'DISCLOSED'") == 0
        answers = recorder.answers
        assert [one for one in answers if not one.good] == []
        comparable(answers)
        assert discrepancies(answers, records) == []
        assert never_logged(answers, records) == set()
        await chains(info, installation)
    the_comparison_sees_every_fault(answers, records)


def the_comparison_sees_every_fault(answers: list[Answer], records: list[Record]) -> None:
    """What is left out of the log, what is too much in it, and what is wrong."""
    staff = staff_of(answers)
    for operation in {one.asked.operation for one in answers}:
        alike = [one for one in answers if one.asked.operation == operation]
        answer, others = alike[0], {one.trace for one in alike[1:]}
        rest = [one for one in records if one.trace in others]
        first, *more = [one for one in records if one.trace == answer.trace]
        assert discrepancies(alike, [first, *more, *rest], staff=staff) == []
        stranger = Told(bytes.fromhex)
        stranger.handed = {(b"?" * 16, name) for _, name in answer.told.handed}
        assert discrepancies([replace(answer, told=stranger), *alike[1:]], [first, *more, *rest], staff=staff) != []
        for wrong in (
            [],
            [first, first],
            [first._replace(fields=first.fields[1:])],
            [first._replace(fields=(*first.fields, "Ground.endReason", "Person.asOf"))],
            [first._replace(subjects=(*first.subjects, b"?" * 16))],
            [first._replace(asked=first.asked._replace(purpose="?"))],
            [first._replace(trace="?")],
            [first._replace(subjects=first.subjects[1:])],
        ):
            assert discrepancies(alike, [*wrong, *more, *rest], staff=staff) != []


async def test_ten_thousand_answers_are_all_in_the_log_although_the_database_is_killed_three_times(
    installation: Installation,
) -> None:
    data = installation.folder / "data"
    outages: list[Outage] = []
    with installation.running(), EmbeddedPostgres(data).hold() as info:
        recorder = await recorder_of(installation)
        questions = iter(await consulting(info))
        async with asyncio.TaskGroup() as group:
            group.create_task(recorder.load(questions, clients=64, until=10_000))
            for good in (2_000, 4_500, 7_000):
                await recorder.until(good)
                outages.append(await killed(info, data))
        async with owned(info) as owner:
            records = await records_of(owner)
        answers = recorder.answers
        comparable(answers)
        assert discrepancies(answers, records, outages) == []
        assert never_logged(answers, records) == set()
        await chains(info, installation)
    only_unavailable([one for one in answers if not one.good], outages[0].killed)
    ends = [*(outage.killed for outage in outages[1:]), time.monotonic()]
    for outage, end in zip(outages, ends, strict=True):
        during = [one for one in answers if outage.during(one)]
        traces = {one.trace: one.good for one in during}
        kept = Counter(traces[one.trace] for one in records if one.trace in traces)
        healed = healed_after(outage, answers, end)
        log.info(
            "away for %.2f s; meanwhile %d good answers with %d records, %d failures with %d; seconds until healed: %s",
            outage.returned - outage.killed,
            *(sum(traces.values()), kept[True], len(traces) - sum(traces.values()), kept[False]),
            {name: round(seconds, 2) for name, seconds in healed.items()},
        )
        assert not all(traces.values()), "the database was killed, and nobody noticed"
        assert max(healed.values()) < HEALED, healed
