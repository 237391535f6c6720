"""DecisionPreview: the letters of a decision that is not taken yet."""

from typing import Self

import strawberry

from domain.refusals import Refused
from graph.context import Info
from graph.schema.case_enums import LetterKind
from graph.schema.letter import LetterPart, LetterReference
from graph.schema.refusal import Refusal
from models.cases import StoredLetter


@strawberry.type(description="A letter as it would be sent (voorbeeld van een brief).")
class LetterPreview:
    """A letter that isn't sent."""

    kind: LetterKind = strawberry.field(description="What it is (soort brief): who gets it follows from that.")
    subject: str = strawberry.field(description="Its title (onderwerp).")
    parts: list[LetterPart] = strawberry.field(description="What it says below its title, in reading order.")
    reference: list[LetterReference] = strawberry.field(description="The lines of reference at its end (kenmerken).")

    @classmethod
    def of(cls, stored: StoredLetter, info: Info) -> Self:
        """The public form of a letter that isn't stored."""
        letter = stored.sent(info.context.register.is_holiday)
        return cls(
            kind=stored.kind,
            subject=letter.subject,
            parts=[LetterPart.of(section) for section in letter.parts],
            reference=[LetterReference(label=line.label, value=line.value) for line in letter.reference],
        )


@strawberry.type(description="What a decision would send, or why it would be refused. Nothing is decided by it.")
class DecisionPreview:
    """The letters, or a refusal."""

    letters: list[LetterPreview] = strawberry.field(
        description="The letters, the decision first; none if it would be refused, or to somebody who died."
    )
    refusal: Refusal | None = strawberry.field(description="Why it would be refused; null: it would not be.")

    @classmethod
    def of(cls, answer: list[StoredLetter] | Refused, info: Info) -> Self:
        """The public form of a preview; the employers' copies say the same, and stand here once."""
        if isinstance(answer, Refused):
            return cls(letters=[], refusal=Refusal.of(answer))
        once = {one.kind: one for one in reversed(answer)}
        shown = sorted(once.values(), key=lambda one: answer.index(one) if one.kind != "DECISION" else -1)
        return cls(letters=[LetterPreview.of(one, info) for one in shown], refusal=None)
