"""The register that all contenders answer from: demo data, the peers' tables beside it, and a sample of what to ask."""

import asyncio
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Final, TypeAlias

import asyncpg

from auth.development.issuer import DevelopmentIssuer
from bench.answering.questions import Person, Roster, Sample
from domain.roles import Role
from server.clock import today_in_the_netherlands
from server.demo.people import numbers_of_others
from server.postgres import ConnectionInfo, EmbeddedPostgres
from server.postgres.cluster import find
from server.setting_names import PREFIX
from server.settings import Settings
from server.trust import DEVELOPMENT_AUDIENCE, DEVELOPMENT_ISSUER

CHECKOUT: Final = Path(__file__).parents[2]
DURABILITY: Final = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers")

_DATA_DIR: Final = Path(".data/bench-answering")
_PEERS: Final = CHECKOUT / "bench" / "peers" / "peers.sql"
_SEED: Final = 1
_YEARS: Final = 5
_A_DAY: Final = 86_400
_REGISTERED: Final = 1_600
_NOT_REGISTERED: Final = 300
_UNKNOWN: Final = 100
_GROUP: Final = 50
_GROUPS: Final = 200
_PAGE: Final = 25
_USUAL_ROSTER: Final = 150
_ROSTERS: Final = range(50, 301)
_UNLIMITED: Final = str(10**9)

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass(frozen=True, slots=True)
class Register:
    """A filled register on an embedded PostgreSQL of its own; `day` is the day on which everything is asked."""

    data_dir: Path
    info: ConnectionInfo
    postmaster: int
    day: date
    peer_password: str = field(repr=False)
    sample: Sample = field(repr=False)
    settings: dict[str, str]

    @property
    def dsn(self) -> str:
        """How the owner connects."""
        return dsn_of(self.info)

    def environment(self, port: int, **more: str) -> dict[str, str]:
        """The environment of the service on a port."""
        return environment_of(self.data_dir, PORT=str(port), TODAY=self.day.isoformat(), **more)

    @property
    def issuer(self) -> DevelopmentIssuer:
        """Whose tokens everybody takes."""
        return DevelopmentIssuer(self.data_dir, DEVELOPMENT_ISSUER, DEVELOPMENT_AUDIENCE)

    def token(self, role: Role) -> str:
        """A token for a day; an employer's is of the organisation whose roster is asked."""
        return self.issuer.token(role, organisations=[(self.sample.rosters[0].organisation, None)], lifetime=_A_DAY)


@contextmanager
def register(persons: int, employments: int) -> Iterator[Register]:
    """A new register of this size, for as long as it is needed."""
    data_dir = _DATA_DIR.resolve()
    remove(data_dir)
    day = today_in_the_netherlands()
    try:
        with EmbeddedPostgres(data_dir).hold() as info:
            files = data_dir / "files"
            environment = environment_of(data_dir)
            size = ("--persons", str(persons), "--employments", str(employments), "--seed", str(_SEED))
            for command in (("migrate",), ("demo-data", *size, "--out", str(files)), ("import", str(files))):
                run(environment, *command)
            password = secrets.token_hex(16)
            sample, settings = asyncio.run(_prepare(info, day, password))
            running = find(data_dir).postmaster()
            if running is None:
                raise RuntimeError("the embedded PostgreSQL doesn't run")
            yield Register(data_dir, info, running[0], day, password, sample, settings)
    finally:
        remove(data_dir)


def remove(data_dir: Path) -> None:
    """Remove what a run has left, whose server is gone."""
    if data_dir.exists():
        shutil.rmtree(find(data_dir).home, ignore_errors=True)
        shutil.rmtree(data_dir, ignore_errors=True)


def environment_of(data_dir: Path, **more: str) -> dict[str, str]:
    """Our own settings for a command, and nothing that the caller's environment says of them."""
    names = {name.upper() for name in Settings.model_fields}
    kept = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251 - handed on to the service
        if name.upper().removeprefix(PREFIX) not in names
    }
    own = {"DATA_DIR": str(data_dir), "DEVELOPMENT": "1", "LOG_FORMAT": "json"}
    unlimited = {f"QUOTA_{whose}_{span}": _UNLIMITED for whose in ("USER", "ORGANISATION") for span in ("HOUR", "DAY")}
    return {**kept, **unlimited, **own, **more}


def run(environment: dict[str, str], *arguments: str) -> None:
    """Run a command of ours to its end.

    Raises:
        RuntimeError: it failed.
    """
    command = [sys.executable, "-m", "server", *arguments]
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{arguments[0]} failed: {done.stderr.strip()}")


def dsn_of(info: ConnectionInfo) -> str:
    """How the owner connects."""
    return f"postgresql://{info.user}:{info.password}@/{info.database}?host={info.host}&port={info.port}"


async def _prepare(info: ConnectionInfo, day: date, password: str) -> tuple[Sample, dict[str, str]]:
    owner: Connection = await asyncpg.connect(dsn_of(info))
    try:
        script = _PEERS.read_text(encoding="utf-8")
        await owner.execute(script.format(day=day, password=password))
        await owner.execute("vacuum (analyze)")
        await owner.execute("checkpoint")
        settings = {name: str(await owner.fetchval(f"show {name}")) for name in ("server_version", *DURABILITY)}
        return await _sample(owner, range(day.year - _YEARS + 1, day.year + 1)), settings
    finally:
        await owner.close()


async def _sample(owner: Connection, years: Sequence[int]) -> Sample:
    registered = await _persons(owner, _REGISTERED, registered=True)
    random = Random(_SEED)  # noqa: S311 - a sample
    persons = [
        *registered,
        *await _persons(owner, _NOT_REGISTERED, registered=False),
        *(Person(int(bsn)) for bsn in islice(numbers_of_others(), _UNKNOWN)),
    ]
    random.shuffle(persons)
    groups = [random.sample(persons, min(_GROUP, len(persons))) for _ in range(_GROUPS)]
    own, other = [await _rosters(owner, organisation, years) for organisation in await _usual(owner, years)]
    return Sample(persons, groups, own, other[0])


async def _persons(owner: Connection, count: int, *, registered: bool) -> list[Person]:
    rows = await owner.fetch(
        """select p.bsn, p.registration_end_date, p.counting_start_date,
            array(select row(g.code, g.start_date, g.end_date) from peer.ground g where g.bsn = p.bsn
                order by g.start_date, g.code) as grounds
        from peer.person p where p.registered = $1 order by sha256(p.bsn::text::bytea) limit $2""",
        registered,
        count,
    )
    return [
        Person(
            row["bsn"],
            known=True,
            registered=registered,
            end=_text(row["registration_end_date"]),
            counting=_text(row["counting_start_date"]),
            grounds=tuple((code, start.isoformat(), _text(end)) for code, start, end in row["grounds"]),
        )
        for row in rows
    ]


async def _usual(owner: Connection, years: Sequence[int]) -> list[str]:
    """The two organisations of which a roster is nearest to the usual size."""
    rows = await owner.fetch(
        """select kvk
        from (
            select o.kvk, count(*) as size
            from (select distinct kvk from peer.payroll where superseded_by is null and kvk is not null) as o
            cross join unnest($1::integer[]) as y (year)
            cross join lateral peer.roster(o.kvk, y.year)
            group by o.kvk, y.year) as rosters
        group by kvk order by min(abs(size - $2)), kvk limit 2""",
        years,
        _USUAL_ROSTER,
    )
    return [row["kvk"] for row in rows]


async def _rosters(owner: Connection, organisation: str, years: Sequence[int]) -> list[Roster]:
    """Those of all years that have a usual size."""
    found = []
    for year in years:
        rows = [
            (row["payroll_tax_number"], row["bsn"], _text(row["registration_end_date"]))
            for row in await owner.fetch("select * from peer.roster($1, $2)", organisation, year)
        ]
        if len(rows) in _ROSTERS:
            found.append(Roster(organisation, year, len(rows), tuple(rows[:_PAGE])))
    if not found:
        raise RuntimeError("no organisation has a roster of 50 to 300 rows: ask for more employments")
    return found


def _text(day: Any) -> str | None:
    return None if day is None else str(day)
