"""The page that stands for Suwinet: an officer of a public body logs in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auth.development.issuing import OFFICIAL_ACR, role_claims
from auth.development.simulator.fields import Fields
from auth.development.simulator.login_form import Identity, Level, Reading, UnusableFieldsError
from auth.principal import OfficialOrganisation
from domain.roles import Role


@dataclass(frozen=True, slots=True)
class Suwinet:
    """An officer of one of the bodies of the list. There is one level of assurance."""

    officials: Sequence[OfficialOrganisation]
    slug: str = "suwinet"
    name: str = "Suwinet"
    role: Role = Role.SUWINET
    levels: Sequence[Level] = ()
    default_level: str = OFFICIAL_ACR

    def choices(self) -> Mapping[str, object]:
        """The public bodies."""
        return {"officials": [(official.oin, official.name) for official in self.officials]}

    def beginning(self) -> Mapping[str, Sequence[str]]:
        """The first body."""
        return {"user": ["medewerker-1"], "official": [official.oin for official in self.officials[:1]]}

    def identity(self, typed: Fields) -> Identity:
        """The officer.

        Raises:
            UnusableFieldsError: there is no user name, or no body was chosen.
        """
        reading = Reading(typed)
        user = reading.name("user", missing="Vul een gebruikersnaam in.")
        official = {one.oin: one for one in self.officials}.get(typed.text("official"))
        if official is None:
            reading.messages["official"] = "Kies een organisatie."
        if official is None or reading.messages:
            raise UnusableFieldsError(reading.messages)
        return Identity(
            f"{user} {official.oin}",
            f"{user} van {official.name}",
            self.default_level,
            role_claims(self.role, official=official),
        )
