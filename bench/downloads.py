"""The CSV of a roster of 100,000 rows, against the database's own COPY to a file; and its memory."""

import time
import tracemalloc
from datetime import date
from pathlib import Path
from statistics import median

from auth.issuers import Trust
from auth.tokens import TokenVerifier
from bench.importing import Connect
from domain.roles import Role
from graph.cursors import Seal
from graph.roster_link import RosterLink
from models.database import ServingPools
from models.pseudonyms import Pseudonyms
from server.app import Parts, build
from tests.fixtures.large_roster import ROWS, Reader, fill
from tests.fixtures.tokens import AUDIENCE, SigningIssuer

ROUNDS = 7
KVK = "90000001"
OF_ALL = "array(select id from register.payroll)"
TO_FILE = f"copy (select * from serve.employer_roster_csv({OF_ALL}, '2025-01-01', '2025-12-31')) to '{{}}' csv"


async def run(connect: Connect, pools: ServingPools, scratch: Path) -> None:
    """Print rows a second of both, taking turns, and the memory of the download.

    Args:
        connect: gives the owner's connection to an empty register.
        pools: the serving roles' connections to the register that `connect` gives next.
        scratch: a directory that the database's server may write to.
    """
    owner = await connect()
    await fill(owner, KVK)
    issuer = SigningIssuer("https://issuer.example", now=int(time.time()))
    trust = Trust.of(AUDIENCE, issuer.issuer())
    seal = Seal({1: b"only for the benchmark, no secret"[:32]}, 1)
    names = Pseudonyms({1: b"only for the benchmark, no secret"}, 1)
    app = build(Parts(pools, trust, lambda: date(2026, 11, 23), "https://register.example", "", seal, names))
    bearer = issuer.token(Role.EMPLOYER, kvk=KVK)
    link = RosterLink.to(KVK, 2025, None, int(time.time())).sealed(seal, await TokenVerifier(trust).verify(bearer))

    async def download() -> float:
        reader = Reader(app, f"/{link}.csv", bearer)
        began = time.perf_counter()
        await reader.read()
        if reader.lines != ROWS + 1:
            raise AssertionError(reader.lines)
        return time.perf_counter() - began

    async def copy() -> float:
        began = time.perf_counter()
        await owner.execute(TO_FILE.format(scratch / "roster.csv"))
        return time.perf_counter() - began

    await download()
    taken = [(await download(), await copy()) for _ in range(ROUNDS)]
    tracemalloc.start()
    await download()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    ours, theirs = median(one for one, _ in taken), median(one for _, one in taken)
    print(
        f"CSV of {ROWS:,} rows: {ROWS / ours:,.0f} rows a second, {theirs / ours:.2f} of COPY to a file"
        f" ({ROWS / theirs:,.0f}); peak memory of the download {peak / 1e6:.1f} MB"
    )
    await owner.close()
