"""The draft of a decision (concept): what an assessor wrote so far, without any effect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from domain.cases import Decision
from domain.decisions import MOTIVATION_LENGTH
from domain.grounds import GroundCode
from domain.refusals import RefusalCode, Refused
from domain.texts import readable_text


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraft:
    """A decision as far as it is written; nothing of it is checked against the law before it is taken.

    Attributes:
        decision, grounds, start: what would be decided; None: not chosen yet.
        motivation: why; empty: not written yet.
        saved_at: when it was saved last; None: it isn't yet.
    """

    decision: Decision | None = None
    grounds: tuple[GroundCode, ...] | None = None
    start: date | None = None
    motivation: str = field(default="", repr=False)
    saved_at: datetime | None = None

    def checked(self) -> Self:
        """The same, if it can be kept.

        Raises:
            Refused: INCOMPLETE: nothing is written yet; INVALID_VALUE: the motivation is too long, or can't be read.
        """
        if not (self.decision or self.grounds or self.start or self.motivation.strip()):
            raise Refused(RefusalCode.INCOMPLETE, "Er is nog niets om te bewaren. Vul eerst iets in.")
        if self.motivation.strip():
            readable_text(self.motivation, "de motivering", longest=MOTIVATION_LENGTH)
        return self

    def as_dict(self) -> dict[str, Any]:
        """What is stored of it."""
        return {
            "decision": self.decision,
            "grounds": None if self.grounds is None else list(self.grounds),
            "start": self.start.isoformat() if self.start else None,
            "motivation": self.motivation,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Of what is stored, with `saved_at`."""
        return cls(
            decision=Decision(stored["decision"]) if stored["decision"] else None,
            grounds=None if stored["grounds"] is None else tuple(map(GroundCode, stored["grounds"])),
            start=date.fromisoformat(stored["start"]) if stored["start"] else None,
            motivation=stored["motivation"],
            saved_at=datetime.fromisoformat(stored["saved_at"]),
        )
