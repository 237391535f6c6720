"""The command line. Errors are one line on standard error; status 0, 1, 2 for wrong use, 129, 130 or 143 if stopped.

`run` and `serve` end with 0 when they were told to stop, and did.
"""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

import asyncpg
import click

from auth.visibility import policy
from domain.errors import BadUserInputError, RegisterError
from domain.reports import ReportKind, ReportOf
from domain.roles import Role, Service
from models.faults import Cause, Fault
from models.imports import ImportInterruptedError
from server import settings as reference
from server.clock import clock
from server.command_help import Commands, Place
from server.commands.audit import audit
from server.commands.secrets import secrets
from server.database import database, database_name, role_passwords
from server.errors import CommandError, UsageError
from server.letter_commands import letters
from server.settings import Settings
from server.stopping import hear_no_more
from server.telemetry import configure_logging
from server.trust import development_issuer, trust_of

_INTERRUPTED: Final = 130
_BY_SIGNAL: Final = 128

_ROLES: Final = click.Choice([role.value.lower() for role in Role])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(package_name="doelgroepregister", message="%(version)s")
def cli() -> None:
    """The doelgroepregister: who counts for the banenafspraak and the quotumregeling.

    Every command finds the database by the same environment: DATABASE_URL, or the embedded one in DATA_DIR.
    """


@cli.command()
def run() -> None:
    """Start everything on this machine: database, migrations, demo data and the service on PORT."""
    found = Settings.read(development=True)
    configure_logging(found.log_level, found.log_format)
    from server.commands import run as command  # noqa: PLC0415 - what only this command needs

    command.run(found)


@cli.command()
def serve() -> None:
    """Run the service on PORT with a database that `migrate` has prepared."""
    found = Settings.read()
    configure_logging(found.log_level, found.log_format)
    from server.commands import serve as command  # noqa: PLC0415 - what only this command needs

    with database(found) as where:
        command.serve(found, where)


@cli.command()
@click.option(
    "--revision", default="head", show_default=True, help="The revision to go to; `base` empties the database."
)
@click.option("--print-roles", is_flag=True, help="Print the SQL that makes the serving roles, for a DBA, and stop.")
def migrate(revision: str, *, print_roles: bool) -> None:
    """Bring the database to the newest revision, with its serving roles."""
    from models import roles  # noqa: PLC0415 - what only this command needs
    from server.commands import migrate as command  # noqa: PLC0415 - the same

    found = Settings.read()
    passwords = role_passwords(found)
    if print_roles:
        click.echo(
            "".join(f"{line};\n" for line in roles.statements(found.role_prefix, database_name(found), passwords)),
            nl=False,
        )
        return
    with database(found, make=True) as where:
        any_day = found.today is not None
        asyncio.run(command.migrate(where.owner, found.role_prefix, passwords, revision, any_day=any_day))
        if revision == "head":
            asyncio.run(command.check_result(where.owner, found.role_prefix))


_listed = click.option(
    "--rejects",
    type=Place(dir_okay=False),
    default=Path("rejected.csv"),
    show_default=True,
    help="Where what is rejected is listed: file, line, column or part, and reason, no values.",
)


@cli.command("import")
@click.argument("directory", metavar="DIR", type=Place())
@click.option("--skip-invalid", is_flag=True, help="Load the valid rows although others are rejected.")
@_listed
@click.option(
    "--dialect",
    type=click.Choice(["standard", "excel-nl"]),
    default="standard",
    show_default=True,
    help="How the files are written: as docs/production.md says, or as a Dutch Excel saves them.",
)
def load(directory: Path, rejects: Path, dialect: str, *, skip_invalid: bool) -> None:
    """Load the CSV files of DIR: all of them or, if a row is rejected, nothing."""
    from server.commands import load as command  # noqa: PLC0415 - what only this command needs

    with database(Settings.read()) as where:
        asyncio.run(command.load(where, directory, rejects, dialect, skip_invalid=skip_invalid))


@cli.command("import-dkd")
@click.argument("path", type=Place())
@_listed
def import_dkd(path: Path, rejects: Path) -> None:
    """Report the wage values of DKD messages, of the municipalities in DKD_FILE: a file, a directory or a zip."""
    from server.commands import import_dkd as command  # noqa: PLC0415 - what only this command needs
    from server.dkd_file import load_municipalities  # noqa: PLC0415 - the same

    found = Settings.read()
    if found.dkd_file is None:
        raise UsageError("DKD_FILE: name the file that says whose messages are read; see docs/production.md.")
    configure_logging(found.log_level, found.log_format)
    municipalities = load_municipalities(found.dkd_file)
    with database(found) as where:
        asyncio.run(command.import_dkd(found, where, municipalities, path, rejects))


@cli.command()
@click.option("--dry-run", is_flag=True, help="Only say what differs; exit status 1 if anything does.")
def recompute(*, dry_run: bool) -> int:
    """Derive all registrations from the facts again, say what differs, and replace it."""
    from server.commands import recompute as command  # noqa: PLC0415 - what only this command needs

    with database(Settings.read()) as where:
        return int(asyncio.run(command.recompute(where, apply=not dry_run)))


@cli.command("demo-data")
@click.option(
    "--persons", type=click.IntRange(0, 10_000_000), default=2_000, show_default=True, help="Persons of the register."
)
@click.option(
    "--employments", type=click.IntRange(0, 100_000_000), default=6_000, show_default=True, help="Rows of employments."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same files.")
@click.option("--out", type=Place(file_okay=False), help="Where the files are written.")
@click.option("--cases", is_flag=True, help="Add cases in every state to the register; its files were imported before.")
def demo_data(persons: int, employments: int, seed: int, out: Path | None, *, cases: bool) -> None:
    """Write import files of invented persons and employers; or add cases of theirs."""
    from server.commands import demo_data as command  # noqa: PLC0415 - what only this command needs

    if (out is None) is not cases:
        raise UsageError("Say --out DIR to write files, or --cases once they were imported.")
    if out is not None:
        command.demo_data(out, persons, employments, seed)
        return
    settings = Settings.read(development=True)
    with database(settings) as where:
        asyncio.run(command.demo_cases(settings, where))


@cli.command()
@click.option("--role", "name", type=_ROLES, help="Only what this role can reach.")
def schema(name: str | None) -> None:
    """Print the schema in GraphQL's schema definition language."""
    from graph.schema.build import printed  # noqa: PLC0415 - builds the schema

    click.echo(printed(Role(name.upper()) if name else None), nl=False)


@cli.command()
def visibility() -> None:
    """Print who may see what, as a Markdown table."""
    click.echo(policy.table(), nl=False)


@cli.command()
def settings() -> None:
    """Print the settings, as a Markdown table."""
    click.echo(reference.table(), nl=False)


@cli.command()
@click.option("--role", "name", type=_ROLES, required=True, help="Whom the token speaks for.")
@click.option("--bsn", help="The citizen's own BSN.  [default: an example]")
@click.option(
    "--organisation",
    "organisations",
    multiple=True,
    help="The employer's KvK number or RSIN; may be repeated.  [default: an example]",
)
@click.option("--user", help="Who logged in (sub).")
@click.option("--acr", help="The assurance level of the log-in.  [default: one that suffices]")
@click.option("--administrator", is_flag=True, help="The employer's user may hand out authorisations.")
@click.option("--municipality", is_flag=True, help="The Suwinet officer works for a municipality, not for UWV.")
@click.option(
    "--service",
    "services",
    multiple=True,
    type=click.Choice(list(Service)),
    help="What the employer's user is authorised for; may be repeated.  [default: all]",
)
def token(  # noqa: PLR0913, PLR0917 - each is an option
    name: str,
    bsn: str | None,
    organisations: tuple[str, ...],
    user: str | None,
    acr: str | None,
    services: tuple[str, ...],
    *,
    administrator: bool,
    municipality: bool,
) -> None:
    """Print an access token of the development issuer, valid for an hour."""
    from server.demo import data  # noqa: PLC0415 - what only this command needs

    found = Settings.read(development=True)
    role = Role(name.upper())
    if bsn is not None and role is not Role.CITIZEN:
        click.echo("--bsn is for a citizen's token; left out.", err=True)
    if role is not Role.EMPLOYER and (organisations or services or administrator):
        click.echo("--organisation, --service and --administrator are for an employer's token; left out.", err=True)
    if municipality and role is not Role.SUWINET:
        click.echo("--municipality is for a Suwinet officer's token; left out.", err=True)
    try:
        made = development_issuer(found, trust_of(found).audience).token(
            role,
            bsn=bsn or data.EXAMPLE_REGISTERED_BSN,
            organisations=[(number, None) for number in organisations or (data.EXAMPLE_ORGANISATION.kvk,)],
            user=user,
            acr=acr,
            administrator=administrator,
            services=[Service(service) for service in services] or None,
            kind="MUNICIPALITY" if municipality else None,
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
    click.echo(made)


@cli.command()
@click.option("--once", is_flag=True, help="Deliver what can go now, and end; else go on until stopped.")
@click.option("--list", "listing", is_flag=True, help="Only list the messages that were given up, and why.")
@click.option(
    "--resend",
    "ids",
    type=click.IntRange(1, 2**63 - 1),
    multiple=True,
    metavar="ID",
    help="Only have this one wait again; may repeat.",
)
@click.option("--metrics", type=Place(dir_okay=False), help="Write metrics here (textfile).")
def deliver(ids: tuple[int, ...], metrics: Path | None, *, once: bool, listing: bool) -> None:
    """Send the messages that wait to the webhooks of RECEIVERS_FILE, as signed CloudEvents."""
    from server.commands import deliver as command  # noqa: PLC0415 - what only this command needs
    from server.receivers import load_receivers  # noqa: PLC0415 - the same

    if once + listing + bool(ids) > 1:
        raise UsageError("--once, --list and --resend are three things to do: say one.")
    found = Settings.read()
    configure_logging(found.log_level, found.log_format)
    with database(found) as where:
        if listing:
            asyncio.run(command.show(where))
        elif ids:
            asyncio.run(command.resend(where, list(ids)))
        elif found.receivers_file is None:
            raise UsageError("RECEIVERS_FILE: name the file that says who receives messages.")
        else:
            receivers = load_receivers(found.receivers_file)
            days = found.messages_days
            asyncio.run(command.deliver(where, receivers, found.outgoing, metrics, once=once, days=days))


@cli.group(cls=Commands, no_args_is_help=True)
def report() -> None:
    """Figures of the job agreement."""


_KIND: Final = click.Choice([kind.value.lower() for kind in ReportKind])


def _which_report(command: Callable[..., None]) -> Callable[..., None]:
    """A command about one report: `year Y`, `quarter Y Q` or `factsheet Y Q`."""

    @click.argument("kind", type=_KIND)
    @click.argument("year", type=int)
    @click.argument("quarter", type=int, required=False)
    @wraps(command)
    def of_report(kind: str, year: int, quarter: int | None, **options: object) -> None:
        try:
            wanted = ReportOf.of(ReportKind(kind.upper()), year, quarter)
        except BadUserInputError as error:
            raise UsageError(str(error)) from None
        command(wanted, **options)

    return of_report


@report.command("publish")
@_which_report
@click.option("--what-changed", metavar="TEXT", help="What this version corrects; needed from the second one on.")
def publish_report(report: ReportOf, what_changed: str | None) -> None:
    """Publish a report for good, without what would tell of few persons; once more: a version that corrects it."""
    from server.commands import report as command  # noqa: PLC0415 - what only this command needs

    found = Settings.read()
    with database(found) as where:
        asyncio.run(command.publish_report(where, report, what_changed, clock(found.today)()))


@report.command("list")
@click.argument("kind", type=_KIND, required=False)
def list_reports(kind: str | None) -> None:
    """List what was published, newest first: of one kind or all."""
    from server.commands import report as command  # noqa: PLC0415 - what only this command needs

    with database(Settings.read()) as where:
        asyncio.run(command.list_reports(where, None if kind is None else ReportKind(kind.upper())))


@report.command("show")
@_which_report
@click.option("--version", type=click.IntRange(1, 2**31 - 1), help="Which version; left out: the newest.")
@click.option(
    "--format", "form", type=click.Choice(["html", "pdf", "csv", "ods"]), default="csv", help="Which file; csv."
)
@click.option("--out", type=Place(dir_okay=False), help="Write it here; left out: print it.")
def show_report(report: ReportOf, version: int | None, form: str, out: Path | None) -> None:
    """Write a published report as a file."""
    from server.commands import report as command  # noqa: PLC0415 - what only this command needs

    with database(Settings.read()) as where:
        command.write(asyncio.run(command.file_of(where, report, version, form)), out)


cli.add_command(audit)
cli.add_command(letters)
cli.add_command(secrets)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    hear_no_more()
    sys.exit(_BY_SIGNAL + number)


def main() -> NoReturn:
    """Run a command; every way it can end is decided here."""
    gc.freeze()  # what was imported is no garbage at the end: looking for it there takes a third of a second
    signal.signal(signal.SIGTERM, _stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup makes it
        signal.signal(signal.SIGHUP, _stop)
    try:
        status = cli.main(standalone_mode=False)
    except ImportInterruptedError as error:
        click.echo(f"doelgroepregister: {error}", err=True)
        sys.exit(_INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:  # a bare command: its help, as it is
        click.echo(error.format_message(), err=True)
        sys.exit(2)
    except (click.ClickException, CommandError, RegisterError) as error:
        message = error.format_message() if isinstance(error, click.ClickException) else str(error)
        click.echo(f"doelgroepregister: {' '.join(message.split())}", err=True)
        wrong_use = isinstance(error, click.UsageError | UsageError)
        sys.exit(2 if wrong_use else 1)
    except OSError as error:
        fault = Fault.of_file(error)
        why = f"{error.strerror or error}; {fault.advice}." if fault.cause is Cause.FILES else fault.sentence
        message = ": ".join(str(part) for part in (error.filename, why) if part)
        click.echo(f"doelgroepregister: {' '.join(message.split())}", err=True)
        sys.exit(1)
    except (
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,
    ) as error:  # its message may hold values
        click.echo(f"doelgroepregister: {Fault.of_database(error).sentence}", err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(_INTERRUPTED)
    sys.exit(status if isinstance(status, int) else 0)
