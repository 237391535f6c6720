"""Importing DKD messages of as many persons, from an archive: how fast, and in how much memory."""

import time
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from domain.bsn import passes_eleven_test
from domain.letters import Contact
from graph.context import Register
from graph.cursors import Seal
from models.commands.command import Commands
from models.database import RoleLogIns, ServingPools, User
from models.disclosure import DisclosureLog, Quotas
from models.hosts import Hosts
from models.imports import Silence
from models.imports.rejects import RejectList
from models.passwords import Passwords
from models.pseudonyms import Pseudonyms
from models.queries.persons import LookUps
from server.commands.import_dkd import AT_ONCE, DkdImport
from server.public_holidays import is_public_holiday
from tests.fixtures.dkd import MUNICIPALITIES, of

MESSAGES: Final = 100_000
_TODAY: Final = date(2026, 11, 27)
_KEY: Final = b"only for the benchmark, no secret"
_MEGABYTE: Final = 1 << 20
_PAGE: Final = 4096


class _Memory(Silence):
    """Looks at the memory of this process after each message: after a tenth of them, and the most after that."""

    def __init__(self, messages: int) -> None:
        self._tenth = messages // 10
        self._done = 0
        self.at_first = 0
        self.most = 0

    def read(self, count: int) -> None:
        """Look at it."""
        self._done += count
        resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE
        if self._done <= self._tenth:
            self.at_first = max(self.at_first, resident)
        self.most = max(self.most, resident)


async def run(owner: str, prefix: str, passwords: Mapping[User, str], messages: int = MESSAGES) -> None:
    """Import so many messages into an empty register, and again, and print what that took.

    Args:
        owner: the register's DSN.
        prefix: what the names of the serving roles begin with.
        passwords: theirs.
        messages: how many, each of another person.
    """
    known = Passwords({user: [password] for user, password in passwords.items()})
    pools = ServingPools(RoleLogIns(Hosts.of_roles(owner), prefix, known))
    log = DisclosureLog(pools, Pseudonyms({1: _KEY}, 1), Quotas())
    commands, contact = Commands(log, AT_ONCE), Contact(objections="UWV, Postbus 1, 1000 AA Amsterdam")
    seal = Seal({1: _KEY[:32]}, 1)
    register = Register(pools, log, LookUps(log), commands, is_public_holiday, contact, seal, "", time.time)
    with TemporaryDirectory() as folder:
        archive = Path(folder, "messages.zip")
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
            for number, bsn in enumerate(islice(_persons(), messages)):
                written.writestr(f"{number:06}.xml", of(bsn))
        for title in ("new", "again"):
            with RejectList(Path(folder, "rejected.csv")) as rejects:
                work, memory = DkdImport(MUNICIPALITIES, register, _TODAY, rejects), _Memory(messages)
                began = time.perf_counter()
                await work.run(archive, memory)
                seconds = time.perf_counter() - began
                told = f"{work.summary.recorded:,} recorded, {work.summary.known:,} known, {rejects.total:,} rejected"
            first, most = memory.at_first / _MEGABYTE, memory.most / _MEGABYTE
            print(
                f"DKD messages, {title}: {told} in {seconds:.0f} s, {messages / seconds:,.0f} a second; memory"
                f" {first:.0f} MB within the first tenth, at most {most:.0f} MB",
                flush=True,
            )
    await pools.close()


def _persons() -> Iterator[str]:
    return filter(passes_eleven_test, (f"{number:09}" for number in range(200_000_000, 900_000_000)))
