"""The page that stands for DigiD: a citizen logs in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auth.development.issuing import role_claims
from auth.development.simulator.fields import Fields
from auth.development.simulator.login_form import Identity, Level, Reading
from auth.development.simulator.people import DemoCitizen
from auth.tokens.claims import ASSURANCE_FLOOR
from domain.bsn import passes_eleven_test
from domain.roles import Role

_MIDDEN, _SUBSTANTIEEL, _HOOG = ASSURANCE_FLOOR[Role.CITIZEN]
_LEVELS: Final = (
    Level("urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", "Gebruikersnaam en wachtwoord (Basis)"),
    Level(_MIDDEN, "Met sms-controle (Midden)"),
    Level(_SUBSTANTIEEL, "Met de DigiD-app en ID-check (Substantieel)"),
    Level(_HOOG, "Met een identiteitskaart (Hoog)"),
)


@dataclass(frozen=True, slots=True)
class Digid:
    """A citizen of the list, or whoever has the BSN that is typed."""

    citizens: Sequence[DemoCitizen]
    slug: str = "digid"
    name: str = "DigiD"
    role: Role = Role.CITIZEN
    levels: Sequence[Level] = _LEVELS
    default_level: str = _MIDDEN

    def choices(self) -> Mapping[str, object]:
        """The citizens."""
        return {"citizens": [(citizen.bsn, citizen.label) for citizen in self.citizens]}

    def beginning(self) -> Mapping[str, Sequence[str]]:
        """The first citizen."""
        return {"citizen": [citizen.bsn for citizen in self.citizens[:1]]}

    def identity(self, typed: Fields) -> Identity:
        """The citizen. A BSN that is typed goes before the list.

        Raises:
            UnusableFieldsError: the BSN can't be one, or nobody was chosen.
        """
        reading = Reading(typed)
        labels = {citizen.bsn: citizen.label for citizen in self.citizens}
        bsn = reading.digits("bsn")
        if bsn:
            if not passes_eleven_test(bsn):
                reading.messages["bsn"] = "Dit is geen burgerservicenummer. Het heeft 9 cijfers. Controleer het nummer."
        else:
            bsn = typed.text("citizen")
            if bsn not in labels:
                reading.messages["citizen"] = "Kies een persoon, of vul een burgerservicenummer in."
        acr = reading.level(self.levels)
        reading.finish()
        label = labels.get(bsn, f"de burger met het nummer dat eindigt op {bsn[-3:]}")
        return Identity(bsn, label, acr, role_claims(self.role, bsn=bsn))
