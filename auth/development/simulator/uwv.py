"""The page that stands for UWV's own log-in: one of its assessors logs in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auth.development.issuing import OFFICIAL_ACR, role_claims
from auth.development.simulator.fields import Fields
from auth.development.simulator.login_form import Identity, Level, Reading
from auth.development.simulator.people import DemoAssessor
from auth.principal import OfficialOrganisation
from domain.roles import Role


@dataclass(frozen=True, slots=True)
class Uwv:
    """An assessor of the list; each is somebody else. There is one level of assurance."""

    assessors: Sequence[DemoAssessor]
    organisation: OfficialOrganisation
    slug: str = "uwv"
    name: str = "UWV"
    role: Role = Role.ASSESSOR
    levels: Sequence[Level] = ()
    default_level: str = OFFICIAL_ACR

    def choices(self) -> Mapping[str, object]:
        """The assessors, and whom they work for."""
        return {
            "assessors": [(assessor.user, assessor.label) for assessor in self.assessors],
            "organisation": self.organisation.name,
        }

    def beginning(self) -> Mapping[str, Sequence[str]]:
        """The first assessor."""
        return {"assessor": [assessor.user for assessor in self.assessors[:1]]}

    def identity(self, typed: Fields) -> Identity:
        """The assessor.

        Raises:
            UnusableFieldsError: none was chosen.
        """
        reading = Reading(typed)
        labels = {assessor.user: assessor.label for assessor in self.assessors}
        user = typed.text("assessor")
        if user not in labels:
            reading.messages["assessor"] = "Kies een beoordelaar."
        reading.finish()
        return Identity(
            user,
            f"{labels[user]} van {self.organisation.name}",
            self.default_level,
            role_claims(self.role, official=self.organisation),
        )
