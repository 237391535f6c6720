"""The commands of `secrets`: making, rotating and looking at SECRETS_FILE. None of them shows a key."""

from typing import Final

import click

from server import secrets_file
from server.clock import clock
from server.command_help import Commands
from server.secrets import KeyPurpose
from server.secrets_file import KeyAge
from server.settings import Settings

_PURPOSES: Final = click.Choice([purpose.value for purpose in KeyPurpose])


@click.group(cls=Commands, name="secrets", no_args_is_help=True)
def secrets() -> None:
    """Make, rotate and date the keys of SECRETS_FILE."""


@secrets.command()
def new() -> None:
    """Make SECRETS_FILE; one that is there stays."""
    settings = Settings.read()
    secrets_file.make(settings.keys_file, clock(settings.today)())
    click.echo(f"{settings.keys_file} is made. Keep a copy where the database's backups aren't.")


@secrets.command()
@click.argument("purposes", metavar="[SECTION]...", nargs=-1, type=_PURPOSES)
def rotate(purposes: tuple[str, ...]) -> None:
    """Give each SECTION a new key, or all of them.

    The sections are role_passwords, cursors, log_pseudonyms, checkpoints and sessions. The keys that they had stay, to
    open what those sealed. Take the file to every machine of the register afterwards, and restart the service there.
    For role_passwords, run `migrate` before or after that. What is sealed with a new key of sessions or cursors isn't
    known where the older file still is: who comes there logs in again.
    """
    settings = Settings.read()
    chosen = [KeyPurpose(purpose) for purpose in purposes] or list(KeyPurpose)
    for age in secrets_file.rotate(settings.keys_file, chosen, clock(settings.today)()):
        click.echo(f"{age.purpose.value}: key {age.number} is in use")


@secrets.command()
def ages() -> None:
    """Print the ids of all keys, and how old they are."""
    settings = Settings.read()
    today = clock(settings.today)()

    def line(age: KeyAge) -> str:
        days = f"{age.made_on}, {(today - age.made_on).days} days ago" if age.made_on else "an unknown day"
        return f"{age.purpose.value:15} {age.number:3}  {'in use ' if age.in_use else 'retired'}  made on {days}"

    for age in secrets_file.ages(settings.keys_file):
        click.echo(line(age))
