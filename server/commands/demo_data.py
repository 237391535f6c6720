"""`demo-data`: import files of invented persons and employers, and the cases of some of them."""

from pathlib import Path

import click

from models.commands.command import Commands
from models.disclosure import DisclosureLog
from server.clock import clock
from server.database import Database, connect, own_secrets, serving_pools
from server.demo.cases import EARLIEST_DAY, add_demo_cases
from server.demo.casework import Casework
from server.demo.data import APPLICANT_BSNS, staff, write_demo_data
from server.demo.users import DemoUsers
from server.errors import CommandError
from server.progress import Terminal
from server.public_holidays import is_public_holiday
from server.settings import Settings
from server.simulator import simulator
from server.trust import trust_of

_READY = """
    select (select count(*) from register.person where bsn = any($1) and superseded_by is null) = cardinality($1)
        and not exists (select from register.person where bsn = any($2))
        and not exists (select from cases.file)"""


def demo_data(directory: Path, persons: int, employments: int, seed: int) -> None:
    """Write demo data, with a bar on a terminal."""
    with Terminal() as progress:
        progress.reading("demo data", persons + employments)
        write_demo_data(directory, persons, employments, seed, progress.read)
    click.echo(f"{persons:,} persons and {employments:,} employments are in {directory}")


async def demo_cases(settings: Settings, where: Database) -> None:
    """Add the demo cases to a register that has the demo data.

    Raises:
        CommandError: it hasn't, or it has cases already.
    """
    owner = await connect(where)
    try:
        numbers = [int(one.bsn) for one in staff()], [int(bsn) for bsn in APPLICANT_BSNS]
        if not await owner.fetchval(_READY, *numbers):
            raise CommandError("Demo cases are added once, to a register that has the demo data and no case yet.")
    finally:
        await owner.close()
    await add_cases(settings, where)
    click.echo("The demo cases are in the register.")


async def add_cases(settings: Settings, where: Database) -> None:
    """Add the demo cases, written by the commands that write all cases; none on a day before there can be any."""
    today, secrets = clock(settings.today)(), own_secrets(settings)
    if today < EARLIEST_DAY:
        return
    pools = serving_pools(settings, where)
    try:
        log = DisclosureLog(pools, secrets.pseudonyms(), settings.quotas)
        work = Casework(
            commands=Commands(log, 1),
            log=log,
            users=DemoUsers(simulator(settings, trust_of(settings).audience)),
            contact=settings.letter_contact,
            is_holiday=is_public_holiday,
            seal=secrets.seal(),
            today=today,
        )
        await add_demo_cases(work)
        await log.settled()
    finally:
        await pools.close()
