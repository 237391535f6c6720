"""`import-dkd`: the wage values of DKD messages, each reported for the municipality that its message comes from."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import click

from auth.policies.case import cases_of_municipality
from auth.principal import OfficialOrganisation, Principal
from domain.errors import RegisterError
from domain.roles import Role
from graph.context import Context, Register
from graph.engine.plan import digest_of
from graph.http.trace import trace_of
from graph.resolvers.wage_value_message import Outcome, report
from models.commands.command import Commands
from models.database import ServingPools
from models.disclosure import DisclosureLog
from models.dkd.documents import Document, documents, is_document
from models.dkd.faults import DkdReason, Rejection
from models.dkd.message import WageValueReport, read
from models.dkd.municipalities import Municipalities, Municipality
from models.imports import ImportInterruptedError, ImportRefusedError
from models.imports.progress import Progress
from models.imports.rejects import RejectList
from models.queries.persons import LookUps
from server.clock import clock
from server.database import Database, own_secrets, serving_pools
from server.errors import CommandError
from server.progress import Terminal
from server.public_holidays import is_public_holiday
from server.settings import Settings

OPERATION: Final = digest_of("import-dkd")
_ISSUER: Final = "urn:doelgroepregister:import-dkd"
AT_ONCE: Final = 4
"""How many wage values are reported at the same time, each on a connection of its own."""
_NAMED: Final = 10


@dataclass(slots=True)
class Summary:
    """What came of the messages.

    Attributes:
        messages: how many were read.
        without: of those, the ones without a wage value.
        recorded: wage values that are recorded now.
        known: wage values that were recorded before.
        unknown: parts that nobody knows, by name.
        strangers: wage values of municipalities that aren't known, by code.
    """

    messages: int = 0
    without: int = 0
    recorded: int = 0
    known: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    strangers: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """What a user is told."""
        values = f"wage values recorded: {self.recorded:,}, known already: {self.known:,}"
        told = [f"messages read: {self.messages:,}; {values}; messages without a wage value: {self.without:,}"]
        if self.unknown:
            told.append(f"parts that are not known, and not read: {_named(self.unknown)}")
        if self.strangers:
            told.append(f"wage values of municipalities that DKD_FILE doesn't name: {_named(self.strangers)}")
        return told


def _named(counts: Counter[str]) -> str:
    first = [f"{name} {count:,}" for name, count in counts.most_common(_NAMED)]
    rest = len(counts) - len(first)
    return ", ".join([*first, *([f"and {rest:,} others"] if rest else [])])


@dataclass(slots=True)
class _Waiting:
    """A wage value whose turn comes, and the file that it is in."""

    name: str
    value: WageValueReport
    municipality: Municipality


@dataclass(slots=True)
class DkdImport:
    """One run. Some wage values are reported at the same time, those of one person one after the other.

    Args:
        municipalities: whose messages are read.
        register: what answers.
        today: the day of the run.
        rejects: where what isn't recorded is listed.
    """

    municipalities: Municipalities
    register: Register
    today: date
    rejects: RejectList
    summary: Summary = field(default_factory=Summary)
    _waiting: list[_Waiting] = field(default_factory=list)

    async def run(self, path: Path, progress: Progress) -> None:
        """Report all that is there.

        Raises:
            ImportRefusedError: the path, or the list of rejected items, can't be used.
            RegisterError: the register can't be written now.
        """
        for document in documents(path, progress):
            await self._take(document)
            await asyncio.sleep(0)  # so that Ctrl-C comes through, also where nothing is reported
        await self._report()

    async def _take(self, document: Document) -> None:
        if isinstance(document.content, DkdReason):
            self._reject(document.name, Rejection("", document.content, 1))
            return
        self.summary.messages += 1
        message = read(document.content, self.municipalities.decimals)
        self.summary.unknown.update(message.unknown)
        self.summary.without += not (message.reports or message.rejections)
        for rejection in message.rejections:
            self._reject(document.name, rejection)
        for value in message.reports:
            municipality = self.municipalities.of(value.source)
            if municipality is None:
                self.summary.strangers[str(value.source)] += 1
                self._reject(
                    document.name, Rejection(f"{value.place}/Bron", DkdReason.UNKNOWN_MUNICIPALITY, value.line)
                )
            else:
                if len(self._waiting) == AT_ONCE or any(one.value.bsn == value.bsn for one in self._waiting):
                    await self._report()
                self._waiting.append(_Waiting(document.name, value, municipality))

    async def _report(self) -> None:
        taken, self._waiting = self._waiting, []
        outcomes = await asyncio.gather(
            *map(self._reported, taken), return_exceptions=True
        )  # when all of them are over
        for one, outcome in zip(taken, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                continue
            if outcome.rejection is not None:
                self._reject(one.name, outcome.rejection)
            elif outcome.new:
                self.summary.recorded += 1
            else:
                self.summary.known += 1
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _reported(self, one: _Waiting) -> Outcome:
        context = Context(_sender(one.municipality), self.today, self.register, OPERATION, trace_of(None))
        return await report(context, cases_of_municipality(context.viewer), one.value, counted=False)

    def _reject(self, name: str, rejection: Rejection) -> None:
        self.rejects.add(name, rejection.line, rejection.part, rejection.reason)


def _sender(municipality: Municipality) -> Principal:
    """A municipality as it sends messages: counted by no quota."""
    organisation = OfficialOrganisation(municipality.oin, municipality.name, "MUNICIPALITY")
    return Principal.of_organisation(Role.SUWINET, organisation, municipality.oin, _ISSUER)


def register_of(settings: Settings, pools: ServingPools) -> Register:
    """What answers the messages of an import."""
    secrets = own_secrets(settings)
    log = DisclosureLog(pools, secrets.pseudonyms(), settings.quotas)
    return Register(
        pools=pools,
        log=log,
        look_ups=LookUps(log),
        commands=Commands(log, AT_ONCE),
        is_holiday=is_public_holiday,
        contact=settings.letter_contact,
        seal=secrets.seal(),
        url="",
        now=time.time,
    )


async def import_dkd(
    settings: Settings, where: Database, municipalities: Municipalities, path: Path, rejects: Path
) -> None:
    """Import what is there and say what came of it.

    Raises:
        CommandError: something is rejected, or the register can't be written now.
        ImportInterruptedError: it was stopped.
    """
    if is_document(path, rejects):
        raise CommandError("The list of rejected items would replace a message; name another with --rejects.")
    pools = serving_pools(settings, where)
    try:
        with Terminal() as progress, RejectList(rejects) as rejected:
            run = DkdImport(municipalities, register_of(settings, pools), clock(settings.today)(), rejected)
            try:
                await run.run(path, progress)
            except asyncio.CancelledError:
                raise ImportInterruptedError(f"Stopped. {_so_far(run.summary)}") from None
            except ImportRefusedError:
                raise
            except RegisterError as error:
                raise CommandError(f"{error} {_so_far(run.summary)}") from None
    finally:
        await pools.close()
    for line in run.summary.lines():
        click.echo(line)
    if rejected.total:
        items = "1 item is" if rejected.total == 1 else f"{rejected.total:,} items are"
        raise CommandError(f"{items} rejected, listed in {rejects}; all else is recorded.")


def _so_far(summary: Summary) -> str:
    done = summary.recorded + summary.known
    return f"{done:,} wage values are recorded; run it again to go on, none is recorded twice."
