"""The users of the demo cases: those whom the log-in simulator lets in."""

from dataclasses import replace
from typing import Final

from auth.development.issuer import DATA_SERVICES, MUNICIPALITY
from auth.development.simulator import Simulator
from auth.principal import OfficialOrganisation, OrganisationClaim, Principal
from domain.bsn import Bsn
from domain.roles import Role, Service
from server.demo.employers import Organisation


class DemoUsers:
    """Who uses the demo register, each as their tokens say it."""

    def __init__(self, simulator: Simulator) -> None:
        self._subject = simulator.subject
        self.assessor: Final = self._assessor("beoordelaar-1")
        self.colleague: Final = self._assessor("beoordelaar-2")
        officer = self._subject("suwinet", f"medewerker-1 {MUNICIPALITY.oin}")
        self.officer: Final = _user(Role.SUWINET, *officer, official=MUNICIPALITY)

    def _assessor(self, name: str) -> Principal:
        return _user(Role.ASSESSOR, *self._subject("uwv", name), official=DATA_SERVICES)

    def citizen(self, bsn: str) -> Principal:
        """A citizen who logs in with DigiD."""
        return replace(_user(Role.CITIZEN, *self._subject("digid", bsn)), bsn=Bsn(bsn))

    def employee(self, name: str, at: Organisation, *services: Service) -> Principal:
        """A user at an employer who logs in with eHerkenning, and who is an administrator if that is among them."""
        return replace(
            _user(Role.EMPLOYER, *self._subject("eherkenning", name)),
            organisations=(OrganisationClaim(kvk=at.kvk, name=at.name),),
            services=frozenset(services),
            administrator=Service.AUTHORISATIONS in services,
            user_name=name,
        )


def _user(role: Role, issuer: str, subject: str, official: OfficialOrganisation | None = None) -> Principal:
    return Principal(
        role=role,
        subject=subject,
        issuer=issuer,
        acr=None,
        bsn=None,
        organisations=(),
        services=frozenset(),
        administrator=False,
        organisation=official,
        expires_at=0,
        token_id="",
    )
