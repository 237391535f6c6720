"""The page that stands for eHerkenning: an employee logs in for one employer or several."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auth.development.issuing import role_claims
from auth.development.simulator.fields import Fields
from auth.development.simulator.login_form import Identity, Level, Reading
from auth.development.simulator.people import DemoOrganisation
from auth.tokens.claims import ASSURANCE_FLOOR
from domain.roles import Role, Service

_EH3, _EH4 = ASSURANCE_FLOOR[Role.EMPLOYER]
_LEVELS: Final = (
    Level("urn:etoegang:core:assurance-class:loa2", "EH2+"),
    Level(_EH3, "EH3"),
    Level(_EH4, "EH4"),
)
_SERVICES: Final[Mapping[str, str]] = {
    Service.ROSTER: "De lijst met werknemers bekijken",
    Service.PERSON_LOOKUP: "Een persoon opzoeken",
    Service.LETTERS: "Brieven bekijken",
    Service.AUTHORISATIONS: "Machtigingen beheren",
}
_YES: Final = "yes"
_KVK: Final = re.compile(r"[0-9]{8}")


@dataclass(frozen=True, slots=True)
class Eherkenning:
    """A user of organisations of the list, and of one whose number is typed."""

    organisations: Sequence[DemoOrganisation]
    slug: str = "eherkenning"
    name: str = "eHerkenning"
    role: Role = Role.EMPLOYER
    levels: Sequence[Level] = _LEVELS
    default_level: str = _EH3

    def choices(self) -> Mapping[str, object]:
        """The organisations and the services."""
        return {
            "organisations": [(one.kvk, f"{one.name} (KVK {one.kvk})") for one in self.organisations],
            "services": list(_SERVICES.items()),
            "administrator": [(_YES, "Deze gebruiker is beheerder")],
        }

    def beginning(self) -> Mapping[str, Sequence[str]]:
        """The first organisation, with every service."""
        return {
            "user": ["gebruiker-1"],
            "organisation": [organisation.kvk for organisation in self.organisations[:1]],
            "service": list(_SERVICES),
        }

    def identity(self, typed: Fields) -> Identity:
        """The user, who has at least one organisation; services may be none.

        Raises:
            UnusableFieldsError: there is no user name or no organisation, or a number can't be one.
        """
        reading = Reading(typed)
        user = reading.name("user", missing="Vul een gebruikersnaam in.")
        organisations = self._organisations(reading)
        acr = reading.level(self.levels)
        reading.finish()
        claims = role_claims(
            self.role,
            organisations=organisations.items(),
            services=[Service(name) for name in _SERVICES if typed.has("service", name)],
            administrator=typed.has("administrator", _YES),
        )
        first, *others = (name or f"KVK {kvk}" for kvk, name in organisations.items())
        label = f"{user} van {first}" + (f" en {len(others)} andere" if others else "")
        return Identity(user, label, acr, {**claims, "user_name": user})

    def _organisations(self, reading: Reading) -> Mapping[str, str | None]:
        """The name of each, by its KVK number."""
        chosen: dict[str, str | None] = {
            organisation.kvk: organisation.name
            for organisation in self.organisations
            if reading.typed.has("organisation", organisation.kvk)
        }
        other = reading.digits("kvk")
        name = reading.name("kvk_name", missing=None)
        if other and not _KVK.fullmatch(other):
            reading.messages["kvk"] = "Dit is geen KVK-nummer. Het heeft 8 cijfers."
        elif name and not other:
            reading.messages["kvk"] = "Vul ook het KVK-nummer van deze organisatie in."
        elif other:
            chosen.setdefault(other, name or None)
        elif not chosen:
            reading.messages["organisation"] = "Kies ten minste één organisatie, of vul een KVK-nummer in."
        return chosen
