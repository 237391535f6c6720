"""Who is asking: what a verified token says, and nothing that came from the request itself."""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Final, Literal, Self

from domain.bsn import Bsn
from domain.roles import Role, Service

OfficialKind = Literal["UWV", "MUNICIPALITY"]


@dataclass(frozen=True, slots=True)
class OrganisationClaim:
    """An organisation that an employer's user acts for, as the broker names it.

    `kvk` has eight digits, `rsin` nine that pass the 11-test; at least one of them is there. The text form
    is masked: the numbers of a sole trader are personal data, and an RSIN may be a BSN. With a `branch`
    (vestigingsnummer, twelve digits) the user acts for that branch only.
    """

    kvk: str | None = field(default=None, repr=False)
    rsin: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    branch: str | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        """The number by which the organisation is known here: KVK, or else RSIN.

        Raises:
            ValueError: it has neither; no verified token makes one.
        """
        number = self.kvk or self.rsin
        if number is None:
            raise ValueError("An organisation has a KVK number or an RSIN.")
        return number


@dataclass(frozen=True, slots=True)
class OfficialOrganisation:
    """The public body that an officer works for: its OIN, its name, and for SUWINET its kind."""

    oin: str
    name: str = field(repr=False)
    kind: OfficialKind | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Principal:
    """The viewer. One token speaks for one role; what a role doesn't have is empty.

    Attributes:
        role: the one role.
        subject: the user at the issuer; logged as a pseudonym only.
        issuer: the issuer's URL, which with `subject` is unique.
        acr: the level of assurance of the log-in.
        bsn: a citizen's own BSN.
        organisations: an employer's organisations.
        services: what the broker authorised the employer's user for.
        administrator: whether the employer's user may hand out authorisations.
        user_name: what the employer's user is called, if the broker says it.
        intermediary: who acts for the employer by a chain of authorisations (ketenmachtiging), if somebody does.
        organisation: the public body of SUWINET, ASSESSOR, MONITOR and AUDITOR.
        expires_at: the token's `exp`, in seconds since 1970.
        token_id: the token's `jti`, which with `issuer` tells one log-in from another.
    """

    role: Role
    subject: str
    issuer: str
    acr: str | None
    bsn: Bsn | None
    organisations: tuple[OrganisationClaim, ...]
    services: frozenset[Service]
    administrator: bool
    organisation: OfficialOrganisation | None
    expires_at: int
    token_id: str
    user_name: str | None = field(default=None, repr=False)
    intermediary: OrganisationClaim | None = None

    @classmethod
    def of_organisation(cls, role: Role, organisation: OfficialOrganisation, subject: str, issuer: str) -> Self:
        """A public body that acts by a program: no officer of it, and no token."""
        return cls(
            role=role,
            subject=subject,
            issuer=issuer,
            acr=None,
            bsn=None,
            organisations=(),
            services=frozenset(),
            administrator=False,
            organisation=organisation,
            expires_at=0,
            token_id="",
        )

    @property
    def user_id(self) -> bytes:
        """What an employer's user is known by at their organisations: the same whatever key is in use."""
        return _user_id(self.issuer, self.subject)

    def services_at(self, organisation: OrganisationClaim) -> frozenset[Service]:
        """What the log-in lets an employer's user do for an organisation of theirs.

        Who acts for a branch may do nothing that is the whole organisation's. Authorisations are the administrator's.
        """
        services = self.services - {Service.AUTHORISATIONS}
        if organisation.branch is not None:
            return services & {Service.PERSON_LOOKUP}
        return services | {Service.AUTHORISATIONS} if self.administrator else services

    @property
    def kind(self) -> OfficialKind | None:
        """What kind of organisation Suwinet's officer works for; None of all others."""
        return self.organisation.kind if self.organisation else None

    @property
    def user(self) -> tuple[str, str, str]:
        """What tells one user from another, for what is sealed to them: the role, the issuer and its subject."""
        return self.role.value, self.issuer, self.subject

    def __repr__(self) -> str:
        return f"Principal(role={self.role.value}, issuer={self.issuer!r}, expires_at={self.expires_at})"


_USERS: Final = 10_000
_USER_ID_BYTES: Final = 16


@lru_cache(_USERS)
def _user_id(issuer: str, subject: str) -> bytes:
    return sha256(f"{len(issuer)}:{issuer}{subject}".encode()).digest()[:_USER_ID_BYTES]
