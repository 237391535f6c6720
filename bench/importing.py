"""Importing a register of full size: into an empty one, and beside as many other employments."""

import resource
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeAlias

import asyncpg

from bench import figures, plans
from models.imports import Silence, import_directory, recompute
from server.demo.data import write_demo_data

Connection: TypeAlias = "asyncpg.Connection[Any]"
Connect: TypeAlias = Callable[[], Awaitable[Connection]]
"""Gives the owner's connection to an empty, migrated register of its own, at each call."""
Again: TypeAlias = Callable[[Connection], Awaitable[Connection]]
"""Gives another connection to the same register."""

PERSONS: Final = 600_000
EMPLOYMENTS: Final = 10_000_000
_MEGABYTE: Final = 1 << 20

_OTHER_EMPLOYMENTS: Final = """
    insert into register.employment
        (payroll_tax_number, bsn, start_date, end_date, kind, hours_per_week, delivery)
    select payroll, bsn, start, null, 'REGULAR', 32, 0
    from (
        select 80000000000 + (random() ^ 3 * 2e7)::bigint * 50 as payroll, 1 + (random() * 9e8)::integer as bsn,
            date '1990-01-01' + (random() * 9000)::integer as start
        from generate_series(1, $1)) as drawn
    order by payroll, bsn, start
    on conflict do nothing"""

_SIZES: Final = """
    select c.relname, pg_relation_size(c.oid) as bytes
    from pg_class c where c.relnamespace = 'register'::regnamespace and c.relkind in ('r', 'i')
        and pg_relation_size(c.oid) > 1e6
    order by c.relname"""


class Phases(Silence):
    """Prints how long each phase takes."""

    def __init__(self) -> None:
        self._name = ""
        self._began = 0.0

    def reading(self, file: str, size: int) -> None:
        """Reading a file is a phase as well."""
        self.phase(f"reading {file}, {size / _MEGABYTE:.0f} MB")

    def phase(self, name: str) -> None:
        """End the phase before and begin this one."""
        now = time.perf_counter()
        if self._name:
            print(f"  {now - self._began:7.1f} s  {self._name}", flush=True)
        self._name, self._began = name, now


async def run(  # noqa: PLR0913 - how large, and where
    connect: Connect,
    again: Again,
    prefix: str,
    *,
    persons: int = PERSONS,
    employments: int = EMPLOYMENTS,
    seconds: float = figures.SECONDS,
    seed: int = 1,
) -> None:
    """Generate, import into an empty register, again, recompute; then import beside other employments."""
    with TemporaryDirectory() as folder:
        directory = Path(folder)
        began = time.perf_counter()
        write_demo_data(directory, persons, employments, seed, lambda _count: None)
        print(f"generated {persons:,} persons and {employments:,} employments in {time.perf_counter() - began:.1f} s")

        connection = await connect()
        await _timed("into an empty register", connection, directory, employments)
        await _sizes(connection)
        await plans.run(connection, prefix)
        await figures.run(connection, partial(again, connection), prefix, seconds)
        await _timed("the same files again", connection, directory, employments)
        began = time.perf_counter()
        report = await recompute(connection, progress=Silence(), apply=False)
        print(f"recompute: {report.registrations:,} registrations in {time.perf_counter() - began:.1f} s")
        await connection.close()

        connection = await connect()
        await connection.execute(_OTHER_EMPLOYMENTS, employments)
        await connection.execute("vacuum (analyze) register.employment")
        await _timed(f"beside {employments:,} other employments", connection, directory, employments)
        await connection.close()


async def _timed(title: str, connection: Connection, directory: Path, employments: int) -> None:
    phases = Phases()
    print(title, flush=True)
    began = time.perf_counter()
    report = await import_directory(
        connection, directory, skip_invalid=False, rejects=directory / "rejected.list", progress=phases
    )
    seconds = time.perf_counter() - began
    phases.phase("")
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    helper = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"  {seconds:7.1f} s in all: {employments / seconds:,.0f} employment rows a second, end to end;"
        f" {report.registrations:,} registrations\n"
        f"  peak memory: import {mine:.0f} MB, its reader {helper:.0f} MB,"
        f" database backend {figures.backend(connection)}",
        flush=True,
    )


async def _sizes(connection: Connection) -> None:
    for name, size in await connection.fetch(_SIZES):
        print(f"  {size / _MEGABYTE:7.0f} MB  {name}")
