"""What is printed: on what everything ran, a table a workload, and whether the goals are met."""

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

from bench.answering.contenders import NODE, Name
from bench.answering.figures import client, database, p50, p99, rate, service
from bench.answering.load import CONNECTIONS
from bench.answering.questions import ASKS, Workload
from bench.answering.register import CHECKOUT, Register
from bench.answering.rounds import HALF, PERSONS, TWICE, Measured, Turn
from models.database import CONNECTIONS_PER_ROLE

_OURS: Final = ("granian", "uvloop", "asyncpg", "starlette", "strawberry-graphql", "sqlalchemy", "joserfc")
_THEIRS: Final = ("postgraphile", "mercurius", "graphql-jit", "fastify", "pg", "fast-jwt", "graphql")
_GIGABYTE: Final = 1 << 30

_TITLES: Final = {
    Workload.PERSON: "a person: registered, end date",
    Workload.GROUNDS: "a person with counting start date and grounds",
    Workload.ROSTER: "a roster: 25 rows and their total count",
    Workload.PERSONS: "50 persons: registered, end date",
}


def surroundings(register: Register) -> Iterator[str]:
    """What the figures depend on."""
    commit = _said("git", "log", "-1", "--format=%h %s")
    changed = " (with changes)" if _said("git", "status", "--porcelain", "--untracked-files=no") else ""
    yield f"commit {commit}{changed}"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIGABYTE
    yield f"{os.cpu_count()} processors ({_processor()}), {memory:.0f} GB, {platform.system()} {platform.release()}"
    yield f"PostgreSQL: {', '.join(f'{name} = {value}' for name, value in register.settings.items())}"
    python = ", ".join(f"{name} {version(name)}" for name in _OURS)
    yield f"Python {platform.python_version()}: {python}"
    named = json.loads((CHECKOUT / "bench" / "peers" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    yield f"Node {_said(str(NODE), '--version')}: {', '.join(f'{name} {named[name]}' for name in _THEIRS)}"
    yield (
        f"{CONNECTIONS} connections of one client, {CONNECTIONS_PER_ROLE} to the database for each; ES256 tokens,"
        f" remembered by all; {len(register.sample.persons):,} different BSNs"
    )


def _said(*command: str) -> str:
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else ""


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def tables(measured: Measured) -> Iterator[str]:
    """A table for each workload, and what else was measured of the service."""
    for workload, title in _TITLES.items():
        rows = [turn for turn in measured.results if turn.workload is workload and turn != HALF]
        if not rows:
            continue
        yield ""
        yield f"{title}, as {ASKS[workload].value.lower()}"
        yield (
            f"  {'':<22} {'requests/s':>10} {'(min - max)':>17} {'service is':>10} {'p50 ms':>7} {'p99 ms':>7}"
            f" {'CPU us: service':>15} {'database':>8} {'client':>6}"
        )
        ours = next(turn for turn in rows if turn.name is Name.SERVICE)
        for turn in sorted(rows, key=lambda one: list(Name).index(one.name)):
            yield _row(measured, turn, ours)
    if HALF in measured:
        yield ""
        yield (
            f"at half of its top rate ({measured.of(HALF, rate):,.0f} requests/s):"
            f" p50 {measured.of(HALF, p50):.1f} ms, p99 {measured.of(HALF, p99):.1f} ms"
        )
    if PERSONS in measured:
        yield f"persons a second, 50 at a time: {50 * measured.of(PERSONS, rate):,.0f}"
    if measured.pgbench:
        yield f"pgbench: {median(measured.pgbench):,.0f} prepared look-ups a second by 8 clients"
    if TWICE in measured:
        yield f"processes of '{Name.SERVICE_TWICE}': {measured.processes[Name.SERVICE_TWICE]}"


def _row(measured: Measured, turn: Turn, ours: Turn) -> str:
    rates = [rate(result) for result in measured.results[turn]]
    times = "" if turn == ours else f"{measured.ratio(ours, turn):.2f} x"
    return (
        f"  {turn.name:<22} {median(rates):>10,.0f} {f'({min(rates):,.0f} - {max(rates):,.0f})':>17} {times:>10}"
        f" {measured.of(turn, p50):>7.1f} {measured.of(turn, p99):>7.1f}"
        f" {measured.of(turn, service):>15,.0f} {measured.of(turn, database):>8,.0f} {measured.of(turn, client):>6,.0f}"
    )
