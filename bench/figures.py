"""The figures of a quarter in a register of full size: counted, published and frozen; and look-ups beside a count."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, Final, TypeAlias

import asyncpg

from bench import plans
from domain.quarter_report import Quarter
from domain.reports import ReportKind, ReportOf
from domain.roles import Role
from models import figures, reports
from models.database import role_name

Connection: TypeAlias = "asyncpg.Connection[Any]"
Again: TypeAlias = Callable[[], Awaitable[Connection]]
"""Gives another of the owner's connections to the same register, at each call."""

_QUARTER: Final = Quarter(2026, 3)
_TODAY: Final = date(2026, 11, 27)
_ROUNDS: Final = 2
_READS: Final = 15
_CLIENTS: Final = 4
SECONDS: Final = 5.0


async def run(owner: Connection, again: Again, prefix: str, seconds: float = SECONDS) -> None:
    """Count a quarter, publish it, read it as it was published, and look persons up meanwhile.

    Args:
        owner: a superuser's connection.
        again: makes another.
        prefix: what the names of the serving roles begin with.
        seconds: for how long look-ups are counted alone.
    """
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        counted = await figures.count(owner.fetch, _QUARTER)
        print(
            f"figures of a quarter: {counted.whole.persons:,} persons counted in {time.perf_counter() - began:.1f} s; "
            f"peak memory of the database backend {backend(owner)}",
            flush=True,
        )
    await _beside(owner, again, prefix, seconds)
    report = ReportOf(ReportKind.QUARTER, _QUARTER)
    began = time.perf_counter()
    await reports.publish(owner, report, _TODAY)
    print(f"  published, with the two quarters it is compared with, in {time.perf_counter() - began:.1f} s")
    await owner.execute(f"set session authorization {role_name(prefix, Role.MONITOR)}")
    took = []
    for _ in range(_READS):
        began = time.perf_counter()
        await reports.published(owner.fetch, report, None)
        took.append((time.perf_counter() - began) * 1000)
    await owner.execute("reset session authorization")
    print(f"  as it was published: {median(took):.1f} ms (most {max(took):.1f})", flush=True)


async def _beside(owner: Connection, again: Again, prefix: str, seconds: float) -> None:
    """Look-ups of employers, by several connections at once: alone, and as long as a quarter is counted."""
    clients = [await again() for _ in range(_CLIENTS)]
    asked = [await plans.look_up(one, prefix) for one in clients]
    until = time.perf_counter() + seconds
    alone = await _rate(asked, lambda: time.perf_counter() > until)
    began = time.perf_counter()
    counting = asyncio.create_task(figures.count(owner.fetch, _QUARTER))
    beside = await _rate(asked, counting.done)
    took = time.perf_counter() - began
    await counting
    for one in clients:
        await one.close()
    print(
        f"  look-ups a second: {alone:,.0f} alone, {beside:,.0f} beside a count, which took {took:.1f} s: "
        f"{beside / alone:.2f}",
        flush=True,
    )


async def _rate(clients: list[plans.LookUp], is_over: Callable[[], bool]) -> float:
    """How many look-ups a second there are by all of them, until it is over."""
    began = time.perf_counter()

    async def count(look_up: plans.LookUp) -> int:
        done = 0
        while not is_over():
            await look_up()
            done += 1
        return done

    return sum(await asyncio.gather(*map(count, clients))) / (time.perf_counter() - began)


def backend(connection: Connection) -> str:
    """The peak memory of the database's process, where it is on this machine and may be seen; shared buffers count."""
    path = Path(f"/proc/{connection.get_server_pid()}/status")
    if os.access(path, os.R_OK):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM"):
                return f"{int(line.split()[1]) / 1024:.0f} MB"
    return "unknown"
