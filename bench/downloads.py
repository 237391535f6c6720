"""The CSV of a roster of 100,000 rows over HTTP, against the database's own COPY to a file; and the service's memory.

Both take turns on one register. The service runs as `serve` does, and records whom it tells of; the client has one kept
connection and a bearer token. The first file is compared with what COPY wrote, row by row, all others with the first.
"""

import asyncio
import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import urlsplit

import asyncpg

from auth.development.issuer import DevelopmentIssuer
from bench.answering.contenders import SERVE, free_port, running, wait_until_listening
from bench.answering.goals import Goal
from bench.answering.register import dsn_of, environment_of, remove
from bench.answering.register import run as command
from domain.roles import Role
from server.postgres import EmbeddedPostgres
from server.trust import DEVELOPMENT_AUDIENCE, DEVELOPMENT_ISSUER
from tests.fixtures.large_roster import ROWS, fill

ROUNDS: Final = 7

_DATA_DIR: Final = Path(".data/bench-downloads")
_KVK: Final = "90000001"
_TODAY: Final = "2026-11-23"
_LINK: Final = "query($organisation: ID!) { roster(organisation: $organisation, year: 2025) { csv { url } } }"
_COLUMNS: Final = "Burgerservicenummer;Loonheffingnummer;Einddatum registratie"
_TO_FILE: Final = """copy (
        select * from serve.employer_roster_csv(
            decode(repeat('00', 16), 'hex'), array(select id from register.payroll), '2025-01-01', '2025-12-31'))
    to '{}'"""
_RECORDED: Final = "select coalesce(sum(subject_count), 0) from log.record"
_OK: Final = 200
_SECONDS: Final = 120
_SETTLED: Final = 1.0
_SAMPLE: Final = 0.005
_MEGABYTE: Final = 1e6
_SPEED: Final = 0.4
_MEMORY: Final = 30.0


class _Client:
    """One kept connection with a token; each download is by a link of its own."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def link(self) -> str:
        """The path of the file."""
        body = json.dumps({"query": _LINK, "variables": {"organisation": _KVK}})
        told = json.loads(self._answer("POST", "/graphql", body))
        url: str = told["data"]["roster"]["csv"]["url"]
        return urlsplit(url).path

    def download(self, path: str) -> tuple[float, bytes]:
        """The seconds until the last byte, and the file."""
        began = time.perf_counter()
        file = self._answer("GET", path)
        return time.perf_counter() - began, file

    def _answer(self, method: str, path: str, body: str | None = None) -> bytes:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != _OK or answer.will_close:
            raise RuntimeError(f"{method} of a download: {answer.status} {content[:400]!r}")
        return content

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class _Memory:
    """The resident memory of a process, in bytes: when idle, and the most of it."""

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        self.idle = self.most = self._resident()
        self._over = threading.Event()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look every few milliseconds."""
        watching = threading.Thread(target=self._watch, daemon=True)
        watching.start()
        try:
            yield
        finally:
            self._over.set()
            watching.join()

    def _watch(self) -> None:
        while not self._over.wait(_SAMPLE):
            self.most = max(self.most, self._resident())

    def _resident(self) -> int:
        line = next(line for line in self._status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS"))
        return 1024 * int(line.split()[1])


def run(rounds: int = ROUNDS, rows: int = ROWS) -> None:
    """Fill a register, start the service, take the turns, print what came of them, and stop everything.

    Raises:
        RuntimeError: a file wasn't as it must be, or left no record.
    """
    data_dir = _DATA_DIR.resolve()
    remove(data_dir)
    try:
        with asyncio.Runner() as loop, EmbeddedPostgres(data_dir).hold() as info:
            command(environment_of(data_dir, TODAY=_TODAY), "migrate")
            owner: asyncpg.Connection[Any] = loop.run(asyncpg.connect(dsn_of(info)))
            loop.run(fill(owner, _KVK, rows))
            _take_turns(data_dir, loop, owner, Path(info.host).parent / "postgres" / "roster.csv", rounds, rows)
            loop.run(owner.close())
    finally:
        remove(data_dir)


def _take_turns(  # noqa: PLR0913, PLR0917 - what is measured, and how much
    data_dir: Path, loop: asyncio.Runner, owner: "asyncpg.Connection[Any]", to_file: Path, rounds: int, rows: int
) -> None:
    port, output = free_port(), data_dir / "service.log"
    token = DevelopmentIssuer(data_dir, DEVELOPMENT_ISSUER, DEVELOPMENT_AUDIENCE).token(
        Role.EMPLOYER, organisations=[(_KVK, None)]
    )

    def copy() -> float:
        began = time.perf_counter()
        loop.run(owner.execute(_TO_FILE.format(to_file)))
        return time.perf_counter() - began

    with running(SERVE, environment_of(data_dir, PORT=str(port), TODAY=_TODAY), output) as service:
        wait_until_listening("the service", service, port, output)
        client = _Client(port, token)
        client.link()
        time.sleep(_SETTLED)
        memory = _Memory(service.pid)
        taken = []
        with memory.watched():
            copy()
            _, file = client.download(client.link())
            _compare(file, to_file, rows)
            for number in range(rounds):
                theirs = copy() if number % 2 else 0.0
                ours, again = client.download(client.link())
                taken.append((ours, theirs or copy()))
                if sha256(again).digest() != sha256(file).digest():
                    raise RuntimeError("a file differs from the first")
        client.close()
    if loop.run(owner.fetchval(_RECORDED)) != (rounds + 1) * rows:
        raise RuntimeError("a download left no record")
    _tell(taken, memory, rows)


def _compare(file: bytes, copied: Path, count: int) -> None:
    columns, *rows, after = file.decode("utf-8-sig").split("\r\n")
    theirs = copied.read_text(encoding="ascii").splitlines()
    if columns != _COLUMNS or after or rows != theirs or len(rows) != count:
        raise RuntimeError(f"a file of {len(rows):,} rows isn't what COPY writes in {len(theirs):,}")


def _tell(taken: list[tuple[float, float]], memory: _Memory, rows: int) -> None:
    ours, theirs = (median(rows / seconds for seconds in one) for one in zip(*taken, strict=True))
    grown = (memory.most - memory.idle) / _MEGABYTE
    print(f"CSV of {rows:,} rows over HTTP, {len(taken)} rounds; medians: {ours:,.0f} rows a second, with its record;")
    print(f"  COPY to a file {theirs:,.0f}; the service's resident memory {memory.idle / _MEGABYTE:.1f} MB when idle")
    share = median(theirs / ours for ours, theirs in taken)
    print(Goal("CSV, rows a second in those of COPY to a file", share, _SPEED, at_least=True))
    print(Goal("CSV, MB of resident memory above idle", grown, _MEMORY, at_least=False), flush=True)
