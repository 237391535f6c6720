"""Commands of many at once, sent again until answered, while database and service are killed: each is there once."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from server.postgres import ConnectionInfo, EmbeddedPostgres
from tests.fixtures.embedded import eventually, kill, postmaster_of
from tests.fixtures.patience import PATIENCE
from tests.fixtures.process import Installation

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]

CLIENTS: Final = 16
MUTATIONS: Final = 2_000
KILLS: Final = 6
REGISTERED: Final = """
select distinct r.bsn from register.registration r
where r.until_day > current_date + 2 and not exists (
    select from register.event e where e.bsn = r.bsn and e.kind = 'DEATH' and e.superseded_by is null)
order by r.bsn limit $1
"""
CASE: Final = "{ __typename ... on Case { id state } ... on Refusal { code } }"
REQUEST: Final = f"mutation($in: RequestDeregistrationInput!) {{ requestDeregistration(input: $in) {CASE} }}"
WITHDRAW: Final = f"mutation($in: CaseInput!) {{ withdrawCase(input: $in) {CASE} }}"
TAKE: Final = f"mutation($in: CaseInput!) {{ takeCase(input: $in) {CASE} }}"
DECIDE: Final = f"mutation($in: DecideCaseInput!) {{ decideCase(input: $in) {CASE} }}"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    tmp_path.chmod(0o700)
    made = Installation(tmp_path, more={"WORKERS": "2", "CHECKPOINT_SECONDS": "0.5", "DEMO": "0"})
    yield made
    eventually(lambda: made.processes() == [])
    made.remove()


@dataclass
class Clerk:
    """A citizen and an assessor who send commands about the citizen's cases, each again until it is answered.

    `answered` has each answer by its idempotency key.
    """

    http: httpx2.AsyncClient
    citizen: str
    assessor: str
    rng: random.Random
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def send(self, token: str, mutation: str, **values: Any) -> dict[str, Any]:
        key = uuid4().hex
        body = {"query": mutation, "variables": {"in": {**values, "idempotencyKey": key}}}
        for _ in range(self.rng.choice((1, 1, 2))):  # some are sent again although they were answered
            answer = await self._until_answered(token, body)
            assert self.answered.setdefault(key, answer) == answer, "a repeated key was answered otherwise"
        return self.answered[key]

    async def _until_answered(self, token: str, body: dict[str, Any]) -> dict[str, Any]:
        while True:
            try:
                response = await self.http.post(
                    "/graphql", json=body, headers={"authorization": f"Bearer {token}"}, timeout=PATIENCE
                )
                said = response.json()
            except (httpx2.TransportError, ValueError):
                await asyncio.sleep(0.05)
                continue
            if "errors" not in said:
                [answer] = said["data"].values()
                return dict(answer)
            assert {one["extensions"]["code"] for one in said["errors"]} <= {"UNAVAILABLE", "TIMEOUT"}, said["errors"]
            await asyncio.sleep(0.05)

    async def work(self, most: int) -> None:
        """Ask and withdraw, or ask and be decided, as long as there are commands left."""
        while len(self.answered) < most:
            case = await self.send(self.citizen, REQUEST, confirmed=True)
            if case["__typename"] == "Refusal":  # a grant has ended the registration
                assert case["code"] == "NOT_REGISTERED"
                return
            if self.rng.random() < 0.7:
                await self.send(self.citizen, WITHDRAW, id=case["id"])
                continue
            await self.send(self.assessor, TAKE, id=case["id"])
            if len(self.answered) > most * 0.9:  # whoever is out of the register asks no more
                granted = await self.send(
                    self.assessor, DECIDE, id=case["id"], decision="GRANT", motivation="Alle gronden zijn gestopt."
                )
                if granted["__typename"] == "Case":
                    continue
                assert granted["code"] == "NOT_ELIGIBLE", granted
            rejected = await self.send(
                self.assessor, DECIDE, id=case["id"], decision="REJECT", motivation="Er geldt nog een grond."
            )
            assert rejected["state"] == "REJECTED", rejected


async def killing(installation: Installation, working: asyncio.Task[None]) -> int:
    """Kill the database and the workers in turn, at moments of chance, while the work goes on."""
    kills, rng = 0, random.Random(7)  # noqa: S311 - moments, no secret
    while not working.done() and kills < KILLS:
        await asyncio.sleep(rng.uniform(1.0, 3.0))
        if kills % 2:
            workers = [pid for pid, line in installation.processes() if "multiprocessing" in line or "spawn" in line]
            for pid in workers[:1]:
                os.kill(pid, signal.SIGKILL)
        else:
            await asyncio.to_thread(kill, postmaster_of(installation.data))
        kills += 1
    return kills


async def owner_of(info: ConnectionInfo) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(
        host=info.host, port=info.port, user=info.user, password=info.password, database=info.database
    )


async def test_every_command_that_was_answered_is_there_once_and_none_half(installation: Installation) -> None:
    with installation.running(), EmbeddedPostgres(installation.data).hold() as info:
        files = str(installation.folder / "files")  # the demo's people without its cases
        installation.command("demo-data", "--out", files)
        installation.command("import", files)
        owner = await owner_of(info)
        bsns = [f"{row['bsn']:09}" for row in await owner.fetch(REGISTERED, CLIENTS)]
        await owner.close()
        assert len(bsns) == CLIENTS
        tokens = [installation.command("token", "--role", "citizen", "--bsn", bsn).stdout.strip() for bsn in bsns]
        assessor = installation.command("token", "--role", "assessor").stdout.strip()
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{installation.port}", trust_env=False) as http:
            clerks = [
                Clerk(http, token, assessor, random.Random(number))  # noqa: S311 - a choice of what to do
                for number, token in enumerate(tokens)
            ]

            async def all_of_them() -> None:
                await asyncio.gather(*(clerk.work(MUTATIONS // CLIENTS) for clerk in clerks))

            working = asyncio.create_task(all_of_them())
            assert await killing(installation, working) > 1
            await working
        await compared(info, clerks)
        recomputed = await asyncio.to_thread(installation.command, "recompute")
        assert recomputed.stdout.endswith("all are as recorded.\n")
        verified = await asyncio.to_thread(installation.command, "audit", "verify")
        assert verified.stdout.endswith("The log is intact.\n")


async def compared(info: ConnectionInfo, clerks: list[Clerk]) -> None:
    """What is stored is what was answered: no command more, none twice, no letter without its case's step."""
    owner = await owner_of(info)
    answers = [answer for clerk in clerks for answer in clerk.answered.values()]
    assert await owner.fetchval("select count(*) from cases.command") == len(answers)
    done = [answer for answer in answers if answer["__typename"] == "Case"]
    steps = await owner.fetch("select case_file::text as id, to_state::text as state from cases.transition")
    assert Counter((step["id"], step["state"]) for step in steps) == Counter((one["id"], one["state"]) for one in done)
    letters = await owner.fetch("select case_file::text as id, kind::text from cases.letter")
    kinds = {"SUBMITTED": "RECEIPT", "REJECTED": "DECISION", "GRANTED": "DECISION"}
    expected = Counter((one["id"], kinds[one["state"]]) for one in done if one["state"] in kinds)
    copies = [one["id"] for one in letters if one["kind"] == "EMPLOYER_COPY"]
    assert Counter((one["id"], one["kind"]) for one in letters if one["kind"] != "EMPLOYER_COPY") == expected
    granted = {one["id"] for one in done if one["state"] == "GRANTED"}
    assert granted >= set(copies)
    assert len(granted) > 0
    ended = """select count(*), count(distinct e.bsn) from register.event e
        join register.delivery d on d.id = e.delivery
        where e.kind = 'VOLUNTARY' and d.command = 'decideCase' and e.superseded_by is null"""
    [counted] = await owner.fetch(ended)
    assert tuple(counted) == (len(granted), len(granted))
    available = "select count(*) from cases.outbox where type = 'nl.doelgroepregister.brief.beschikbaar'"
    notices = await owner.fetchval(available)
    assert notices == await owner.fetchval("select count(*) from cases.letter where channel = 'PORTAL'")
    await owner.close()
