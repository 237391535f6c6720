"""`letters`: the commands that operators give once a working day."""

import asyncio
from pathlib import Path

import click

from server.clock import clock
from server.command_help import Commands, Place
from server.database import database
from server.settings import Settings
from server.telemetry import configure_logging


@click.group(cls=Commands, no_args_is_help=True)
def letters() -> None:
    """Letters that nobody has to ask for: penalties, and what goes on paper."""


@letters.command("print")
@click.option("--out", type=Place(file_okay=False), required=True, help="Where print runs are written.")
def print_letters(out: Path) -> None:
    """Write the letters that wait to be printed, each as PDF, with a manifest of whom they go to."""
    from server.commands import letters as command  # noqa: PLC0415 - what only this command needs
    from server.public_holidays import is_public_holiday  # noqa: PLC0415 - the same

    found = Settings.read()
    with database(found) as where:
        asyncio.run(command.print_letters(where, out, clock(found.today)(), is_public_holiday))


@letters.command("penalties")
def fix_penalties() -> None:
    """Write the letters that fix penalties of cases that aren't decided (dwangsom, Awb 4:18); once a working day."""
    from server.commands import penalties as command  # noqa: PLC0415 - what only this command needs

    found = Settings.read()
    configure_logging(found.log_level, found.log_format)
    with database(found) as where:
        asyncio.run(command.fix_penalties(found, where, clock(found.today)()))
