"""The case that a letter is about, as letters name it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.letters.dutch import written
from domain.letters.letter import BSN_LABEL

NAMING_CASE: Final = ("uw naam en adres", "de datum van deze brief", "het zaaknummer")
"""What the person writes down who objects to a decision on a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCase:
    """The case that a letter is about.

    Attributes:
        kind: what it asks for.
        number: the case number, such as `D-2026-000123`.
        bsn: of the person it is about.
        received_on: the day the request came.
        by_municipality: whether the person's municipality made it.
    """

    kind: CaseKind
    number: str
    bsn: Bsn
    received_on: date
    by_municipality: bool = False

    @property
    def name(self) -> str:
        """What the applicant sent, behind *uw*: `verzoek om uitschrijving`."""
        return _NAMES[self.kind]

    @property
    def noun(self) -> str:
        """The same in one word: `verzoek`, `aanvraag` or `melding`."""
        return self.name.partition(" ")[0]

    @property
    def asked(self) -> str:
        """Who sent it, and when."""
        who = "Uw gemeente" if self.by_municipality else "U"
        return f"{who} stuurde ons op {written(self.received_on)} een {self.name}."

    @property
    def numbers(self) -> tuple[tuple[str, str], ...]:
        """Its lines of reference."""
        return (("Zaaknummer", self.number), (BSN_LABEL, self.bsn.value))


_NAMES: Final = {
    CaseKind.DEREGISTRATION: "verzoek om uitschrijving uit het doelgroepregister",
    CaseKind.WORK_CAPACITY_ASSESSMENT: "aanvraag voor een beoordeling van het arbeidsvermogen",
    CaseKind.WORK_PROVISION_ASSESSMENT: "aanvraag voor een beoordeling van werken met een voorziening",
    CaseKind.PARTICIPATION_ACT_INDICATION: "aanvraag voor een indicatie of advies Participatiewet",
    CaseKind.SPECIAL_EDUCATION_REPORT: "melding over voortgezet speciaal onderwijs of praktijkonderwijs",
    CaseKind.WAGE_VALUE_REPORT: "melding van een loonwaarde",
}
