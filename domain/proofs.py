"""Proofs that a viewer may ask: a row policy (auth/policies) makes them, a query (models/queries) takes nothing less.

The two don't know each other, so what one gives the other stands here. A test sees to it that nobody else makes one.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from domain.bsn import Bsn
from domain.case_actions import Viewer
from domain.case_kinds import Party
from domain.payroll import PayrollTaxNumber
from domain.roles import Purpose, Role, Service


class ConsultedPerson(NamedTuple):
    """A person whom a viewer of this role may consult for this purpose."""

    role: Role
    bsn: Bsn
    purpose: Purpose


MOST_PERSONS: Final = 50
"""How many persons may be consulted in one go."""


class ConsultedPersons(NamedTuple):
    """Several of them, in the order asked; at most MOST_PERSONS."""

    role: Role
    bsns: Sequence[Bsn]
    purpose: Purpose

    def each(self) -> Iterator[ConsultedPerson]:
        """One after the other."""
        return (ConsultedPerson(self.role, bsn, self.purpose) for bsn in self.bsns)


class OwnOrganisations(NamedTuple):
    """The KvK numbers and RSINs by which the log-in names organisations that the viewer acts for."""

    kvks: Sequence[str]
    rsins: Sequence[str]

    def __repr__(self) -> str:
        return "OwnOrganisations()"  # an RSIN may be a BSN


class OwnPayrolls(NamedTuple):
    """The payroll tax numbers that the register knows of these organisations, in order, each with its row's id.

    The one proof that no policy makes: the query does that is asked with the proof in it.
    """

    organisations: OwnOrganisations
    rows: Mapping[PayrollTaxNumber, int]

    def __repr__(self) -> str:
        return "OwnPayrolls()"  # the same


class OwnRoster(NamedTuple):
    """A roster of an organisation of the viewer's: of all its payroll tax numbers or of one, between two days."""

    user: bytes
    kvk: str | None
    rsin: str | None
    payroll_tax_number: PayrollTaxNumber | None
    first: date
    last: date

    def __repr__(self) -> str:
        return "OwnRoster()"  # the same


class OwnRosterLines(NamedTuple):
    """The same as the database reads it for a file: by the ids of the payroll tax numbers' rows."""

    user: bytes
    payroll_rows: Sequence[int]
    first: date
    last: date


class Visit(NamedTuple):
    """A user of an employer's, and for each of the log-in's organisations what it lets them do.

    `user` is the id of the user and `name` what they are called, if the log-in says it.
    """

    user: bytes
    name: str | None
    organisations: Sequence["VisitedOrganisation"]


class VisitedOrganisation(NamedTuple):
    """An organisation by its id here and its numbers, and the services that the log-in brings."""

    id: str
    kvk: str | None
    rsin: str | None
    services: frozenset[Service]

    def __repr__(self) -> str:
        return "VisitedOrganisation()"  # an RSIN may be a BSN


class OwnAuthorisations(NamedTuple):
    """The authorisations at an organisation that the viewer, by the log-in, is an administrator of."""

    user: bytes
    name: str | None
    kvk: str | None
    rsin: str | None

    def __repr__(self) -> str:
        return "OwnAuthorisations()"  # the same


class OwnLog(NamedTuple):
    """The log of the citizen who asks, from a time, before a time."""

    bsn: Bsn
    from_time: datetime | None
    until_time: datetime | None


class LogPart(NamedTuple):
    """What oversight may read of the log: entries of a person, an organisation, a trace; from a time, before a time."""

    bsn: Bsn | None
    organisation: str | None
    trace: bytes | None
    from_time: datetime | None
    until_time: datetime | None

    def __repr__(self) -> str:
        return "LogPart()"  # the organisation may be named by its RSIN


class OwnCases(NamedTuple):
    """Cases and letters of the citizen who asks."""

    bsn: Bsn


class CasesOfMunicipality(NamedTuple):
    """Cases that a municipality submitted; `name` as its token says it."""

    oin: str
    name: str


class CasesToAssess(NamedTuple):
    """Cases that were submitted, to an assessor; `pseudonym` is that by which one is held, `unit` who decides.

    `earlier` are the pseudonyms by which one was held before the key of pseudonyms rotated.
    """

    pseudonym: str
    unit: str
    earlier: tuple[str, ...] = ()

    @property
    def viewer(self) -> Viewer:
        """The assessor, as the rules of cases know one."""
        return Viewer(Party.ASSESSOR, self.pseudonym, self.earlier)


class OwnLetters(NamedTuple):
    """Letters to an organisation of the viewer's; `user` is the viewer's id there."""

    user: bytes
    kvk: str | None
    rsin: str | None

    def __repr__(self) -> str:
        return "OwnLetters()"  # an RSIN may be a BSN


class Statistics(NamedTuple):
    """Aggregates of the whole register, to whoever makes statistics; `oin` is the body that asks."""

    oin: str


class Published(NamedTuple):
    """What was published, to everybody."""
