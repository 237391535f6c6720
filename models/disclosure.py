"""The disclosure log (verwerkingenlog): who was consulted, by whom, why, and what was handed over.

Every record is durable before anything of it is told (Wet SUWI 62a, AVG 5 lid 2 and 30). Look-ups write theirs in the
statement that reads; what is read first, rosters and the log itself, is told only after `DisclosureLog.record`.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, Protocol

import structlog

from domain.bsn import Bsn
from domain.roles import Role
from models.database import ServingPools
from models.pseudonyms import LENGTH, Packed, Pseudonyms, joined
from models.record import LINE_SEPARATOR

log = structlog.get_logger()

MOST_WAITING_REFUSALS: Final = 1_000
MOST_SUBJECTS: Final = 50_000
"""How many persons one record is about; of more there are several records."""
_AT_ONCE: Final = 2
_BEFORE_OTHERS: Final = 1_000
_HOUR: Final = 3600


class Quotas(NamedTuple):
    """How many persons a user may consult, and all users of an organisation, in an hour and a day of the clock.

    `refusals_hour`: how many refusals of a user are recorded in an hour.

    Rosters and citizens' own look-ups don't count: they show an employer's own staff, and the citizen.
    """

    user_hour: int = 500
    user_day: int = 2_000
    organisation_hour: int = 10_000
    organisation_day: int = 50_000
    refusals_hour: int = 100


_CONTROLS: Final = dict.fromkeys(range(32), " ")


class DisclosureRecord(NamedTuple):
    """A record but for its subject and its place.

    Attributes:
        organisation_id: KvK number, RSIN or OIN; empty for a citizen.
        organisation: its name.
        user: the pseudonym of the user.
        fields: the schema coordinates handed over, with a space between them.
        legal_basis: on what they are, with a semicolon between them.
        operation: SHA-256 of the document.
        trace: the trace id (W3C Trace Context), 16 bytes.
        rsin: the RSIN of an employer where the log-in says it, so that its quota is one whichever number it used.
        user_id: of an employer's user, the id under which services may have been taken from them; empty of others.
    """

    organisation_id: str
    organisation: str
    user: bytes
    purpose: str
    fields: str
    legal_basis: str
    operation: bytes
    trace: bytes
    rsin: str = ""
    user_id: bytes = b""

    def line(self, subject: bytes = b"", *, counted: bool = False, decision: str = "") -> str:
        """The record as the log's functions take it: the columns of `models.record.LINE`.

        `decision` is that of a refusal; what is answered, the database decides.
        """
        return (
            f"{self.organisation_id.translate(_CONTROLS)}\x1f{self.organisation.translate(_CONTROLS)}\x1f"
            f"{self.user.hex()}\x1f{self.purpose}\x1f{self.fields}\x1f{self.legal_basis}\x1f{self.operation.hex()}\x1f"
            f"{self.trace.hex()}\x1f{subject.hex()}\x1f{'1' if counted else ''}\x1f{decision}\x1f{self.rsin}\x1f"
            f"{self.user_id.hex()}"
        )


def lines(records: Iterable[str]) -> str:
    """Several records as the log's functions take them."""
    return LINE_SEPARATOR.join(records)


class LogMetrics(Protocol):
    """Who counts what the log writes."""

    def recorded(self, role: Role, records: int) -> None:
        """So many records were written."""

    def refused(self, code: str) -> None:
        """Something was refused."""

    def batch(self, role: Role, items: int) -> None:
        """So many look-ups went together."""

    def unavailable(self) -> None:
        """An answer was withheld, since the log could not be written."""


class NoMetrics:
    """Counts nothing."""

    def recorded(self, role: Role, records: int) -> None:
        """Nothing."""

    def refused(self, code: str) -> None:
        """Nothing."""

    def batch(self, role: Role, items: int) -> None:
        """Nothing."""

    def unavailable(self) -> None:
        """Nothing."""


_LOG: Final = "select serve.log_persons($1, $2, $3)"
_REFUSALS: Final = "select serve.record_refusals($1, $2, $3)"


class _Refusals:
    """Records the refusals of one role: one call at a time, with all that wait.

    Of a user it takes at most so many in an hour, and of all of them so many as may wait: the surplus is left out. The
    database bounds those of all processes together in the same way.

    `most`: how many of a user in an hour; `now`: the time in seconds since 1970.
    """

    def __init__(self, role: Role, pools: ServingPools, most: int, now: Callable[[], float]) -> None:
        self._role = role
        self._pools = pools
        self._most = most
        self._now = now
        self._hour = 0
        self._taken: Counter[bytes] = Counter()
        self._waiting: list[str] = []
        self._recording: asyncio.Task[None] | None = None

    def add(self, refused: DisclosureRecord, code: str) -> None:
        """Take a refusal, unless there are enough."""
        hour = int(self._now() // _HOUR)
        if hour != self._hour:
            self._hour = hour
            self._taken.clear()
        if self._taken[refused.user] >= self._most or len(self._waiting) >= MOST_WAITING_REFUSALS:
            return
        self._taken[refused.user] += 1
        self._waiting.append(refused.line(decision=code))
        if self._recording is None:
            self._recording = asyncio.create_task(self._record())

    async def _record(self) -> None:
        try:
            while self._waiting:
                taken, self._waiting = self._waiting, []
                try:
                    await self._pools.logged(self._role, _REFUSALS, lines(taken), self._most)
                except Exception as error:  # noqa: BLE001 - whatever it is, nobody waits for this
                    log.warning("refusals could not be recorded", refusals=len(taken), error=type(error).__name__)
        finally:
            self._recording = None

    async def settled(self) -> None:
        """Wait until nothing waits."""
        while self._recording is not None:
            await asyncio.wait([self._recording])


class DisclosureLog:
    """What writes to the log, apart from the look-ups themselves. Refusals have connections of their own.

    Args:
        pools: the connections.
        pseudonyms: of whom it is told.
        quotas: how much one may ask.
        metrics: who counts what is written.
        now: the time in seconds since 1970.
    """

    def __init__(
        self,
        pools: ServingPools,
        pseudonyms: Pseudonyms,
        quotas: Quotas,
        metrics: LogMetrics | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.pools = pools
        self.pseudonyms = pseudonyms
        self.quotas = quotas
        self.metrics: LogMetrics = metrics or NoMetrics()
        apart = pools.dedicated(*Role)
        self._refusals = {role: _Refusals(role, apart, quotas.refusals_hour, now) for role in Role}

    def subject(self, bsn: Bsn) -> bytes:
        """The pseudonym of a person."""
        return self.pseudonyms.subject(bsn.value.encode())

    async def record(self, role: Role, disclosure: DisclosureRecord, subjects: Iterable[bytes]) -> None:
        """Record that these persons are about to be handed over, by their pseudonyms.

        Raises:
            UnavailableError: the log can't be written, so nothing may be told.
        """
        await self._record(role, disclosure.line(), joined(subjects))

    async def record_persons(self, role: Role, disclosure: DisclosureRecord, persons: Iterable[Bsn]) -> None:
        """The same of however many persons; others go on while they get their pseudonyms.

        Raises:
            UnavailableError: the log can't be written, so nothing may be told.
        """
        subjects = Packed()
        for number, person in enumerate(persons, 1):
            subjects.add(self.subject(person))
            if number % _BEFORE_OTHERS == 0:
                await asyncio.sleep(0)
        await self.record_many(role, disclosure, subjects)

    async def record_many(self, role: Role, disclosure: DisclosureRecord, subjects: Packed) -> None:
        """The same, in several records if there are too many persons for one.

        Raises:
            UnavailableError: the log can't be written, so nothing may be told.
        """
        line, many, size = disclosure.line(), subjects.joined(), MOST_SUBJECTS * LENGTH
        parts = [many[start : start + size] for start in range(0, len(many), size)] or [b""]
        for first in range(0, len(parts), _AT_ONCE):
            calls = [self._record(role, line, part) for part in parts[first : first + _AT_ONCE]]
            for outcome in await asyncio.gather(*calls, return_exceptions=True):  # when all of them are over
                if isinstance(outcome, BaseException):
                    raise outcome

    async def _record(self, role: Role, line: str, many: bytes) -> None:
        await self.pools.logged(role, _LOG, line, many)
        self.metrics.recorded(role, 1)

    def refuse(self, role: Role, refused: DisclosureRecord, code: str) -> None:
        """Record a refusal, without a subject, as soon as it can be; nothing waits for it, since nothing is told."""
        self.metrics.refused(code)
        self._refusals[role].add(refused, code)

    async def settled(self) -> None:
        """Wait until the refusals that came in so far are recorded."""
        for refusals in self._refusals.values():
            await refusals.settled()


async def prove_writable(pools: ServingPools, role: Role = Role.AUDITOR) -> None:
    """Return if a role can write to the log now, over a connection that its look-ups take.

    A record and a list of persons are written and taken back, and that is made as durable as a record would be.

    Raises:
        UnavailableError: it can't.
    """
    await pools.logged(role, "select serve.touch_log($1)")
