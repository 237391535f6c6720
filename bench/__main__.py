"""`make bench`: every benchmark in one run, on embedded databases; prints what bench/README.md quotes."""

import argparse
import asyncio
import os
import platform
import signal
import sys
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple, NoReturn

import asyncpg

from bench import bombs, downloads, figures, importing, letters, messages, worklist
from bench.answering.contenders import Name
from bench.answering.register import DURABILITY, remove
from bench.answering.run import Options
from bench.answering.run import run as answer
from models.database import USERS
from server.commands.migrate import migrate
from server.database import Database, connect
from server.postgres import ConnectionInfo, EmbeddedPostgres
from server.telemetry import configure_logging

_DATA_DIR: Final = Path(".data/bench")
_PREFIX: Final = "bench"
_PASSWORDS: Final = dict.fromkeys(USERS, "only for the benchmark")
_TERMINATED: Final = 143
_QUICK: Final = Options(
    peers=frozenset({Name.STRAWBERRY}), rounds=1, warm_up=0.1, seconds=0.5, persons=2_000, employments=20_000
)
"""To see that everything works: without the peers that npm installs."""
_QUICK_CASES: Final = 20_000
_QUICK_MESSAGES: Final = 40
_QUICK_ROWS: Final = 2_000


class _Sizes(NamedTuple):
    """How much the benchmarks in a database have in it; for how many seconds look-ups are counted."""

    persons: int
    employments: int
    cases: int = worklist.CASES
    messages: int = messages.MESSAGES
    seconds: float = figures.SECONDS


async def _in_database(info: ConnectionInfo, sizes: _Sizes) -> None:
    server = f"postgresql://{info.user}:{info.password}@/{{}}?host={info.host}&port={info.port}"
    numbers = count(1)

    async def empty_register() -> "asyncpg.Connection[asyncpg.Record]":
        name = f"bench_{next(numbers)}"
        owner = await asyncpg.connect(server.format(info.database))
        await owner.execute(f"create database {name}")
        names = ("server_version", *DURABILITY)
        settings = [f"{one} = {await owner.fetchval(f'show {one}')}" for one in names]
        await owner.close()
        print("PostgreSQL:", ", ".join(settings))
        await migrate(server.format(name), _PREFIX, _PASSWORDS, any_day=True)
        return await connect(Database(server.format(name)))

    async def again(owner: "asyncpg.Connection[asyncpg.Record]") -> "asyncpg.Connection[asyncpg.Record]":
        return await connect(Database(server.format(await owner.fetchval("select current_database()"))))

    owner = await empty_register()
    await worklist.run(owner, _PREFIX, sizes.cases)
    await owner.close()
    owner = await empty_register()
    name = await owner.fetchval("select current_database()")
    await owner.close()
    await messages.run(server.format(name), _PREFIX, _PASSWORDS, sizes.messages)
    await importing.run(
        empty_register,
        again,
        _PREFIX,
        persons=sizes.persons,
        employments=sizes.employments,
        seconds=sizes.seconds,
    )


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(_TERMINATED)


def main() -> None:
    """Run the benchmarks of this size."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--persons", type=int, default=importing.PERSONS, help="of the import [%(default)s]")
    parser.add_argument("--employments", type=int, default=importing.EMPLOYMENTS, help="of the import [%(default)s]")
    parser.add_argument("--messages", type=int, default=messages.MESSAGES, help="of DKD [%(default)s]")
    parser.add_argument("--quick", action="store_true", help="the smallest of everything, to see that it works")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)  # what was started is stopped, as by Ctrl-C
    configure_logging("warning", "console")
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}")
    bombs.run(1 if chosen.quick else bombs.TIMES)
    letters.run(1 if chosen.quick else letters.ROUNDS)
    downloads.run(*(1, _QUICK_ROWS) if chosen.quick else ())
    answer(_QUICK if chosen.quick else Options())
    data_dir = _DATA_DIR.resolve()
    remove(data_dir)
    try:
        with EmbeddedPostgres(data_dir).hold() as info:
            full = _Sizes(chosen.persons, chosen.employments, messages=chosen.messages)
            quick = _Sizes(_QUICK.persons, _QUICK.employments, _QUICK_CASES, _QUICK_MESSAGES, _QUICK.seconds)
            asyncio.run(_in_database(info, quick if chosen.quick else full))
    finally:
        remove(data_dir)


if __name__ == "__main__":
    main()
