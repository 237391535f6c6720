"""`make bench`: every benchmark in one run, on the embedded database; prints what bench/README.md quotes."""

import argparse
import asyncio
import os
import platform
import shutil
from itertools import count
from pathlib import Path

import asyncpg

from bench import bombs, downloads, importing
from bench.answering.run import Options
from bench.answering.run import run as answer
from domain.roles import Role
from models.database import ServingPools
from server.database import Database
from server.loading import connect
from server.migrating import migrate
from server.postgres import ConnectionInfo, EmbeddedPostgres
from server.telemetry import configure_logging

DATA_DIR = Path(".data/bench")
PASSWORDS = dict.fromkeys(Role, "only for the benchmark")
DURABILITY = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")


async def run(info: ConnectionInfo, persons: int, employments: int) -> None:
    """All benchmarks, one after the other."""
    server = f"postgresql://{info.user}:{info.password}@/{{}}?host={info.host}&port={info.port}"
    numbers = count(1)

    async def empty_register() -> "asyncpg.Connection[asyncpg.Record]":
        name = f"bench_{next(numbers)}"
        owner = await asyncpg.connect(server.format(info.database))
        await owner.execute(f"drop database if exists {name}")
        await owner.execute(f"create database {name}")
        settings = [f"{one} = {await owner.fetchval(f'show {one}')}" for one in DURABILITY]
        await owner.close()
        print("PostgreSQL:", ", ".join(settings))
        await migrate(server.format(name), "bench", PASSWORDS)
        return await connect(Database(server.format(name), ""))

    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}")
    bombs.run()
    pools = ServingPools(f"postgresql:///bench_1?host={info.host}&port={info.port}", "bench", PASSWORDS)
    await downloads.run(empty_register, pools, Path(info.host).parent / "postgres")
    await pools.close()
    await importing.run(empty_register, persons=persons, employments=employments)


def main() -> None:
    """Run the benchmarks of this size."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--persons", type=int, default=importing.PERSONS)
    parser.add_argument("--employments", type=int, default=importing.EMPLOYMENTS)
    chosen = parser.parse_args()
    configure_logging("warning", "console")
    embedded = EmbeddedPostgres(DATA_DIR)
    with embedded.hold() as info:
        home = Path(info.host).parent
        asyncio.run(run(info, chosen.persons, chosen.employments))
    shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(DATA_DIR, ignore_errors=True)
    answer(Options())


if __name__ == "__main__":
    main()
