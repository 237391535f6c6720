"""Refusal: an expected outcome of a command that wasn't carried out, as data; and what the law says."""

from typing import Self

import strawberry

from domain import refusals
from domain.eligibility import Eligibility as Verdict
from graph.schema.case_enums import RefusalCode


@strawberry.type(description="What the law says about one requirement (reden).")
class EligibilityReason:
    """A requirement, and whether it is met."""

    holds: bool | None = strawberry.field(description="Whether it is met; null: not known yet.")
    text: str = strawberry.field(description="One sentence in plain Dutch.")
    article: str = strawberry.field(description="Where it stands (artikel).")

    @classmethod
    def of(cls, reason: refusals.Reason) -> Self:
        """The public form of a reason."""
        return cls(holds=reason.holds, text=reason.text, article=reason.article)


@strawberry.type(description="What the law allows (beoordeling door de regels), with reasons and articles.")
class Eligibility:
    """Whether a case may be granted."""

    may_be_granted: bool = strawberry.field(
        description="Whether the law allows a grant; false too while something is not known."
    )
    reasons: list[EligibilityReason] = strawberry.field(description="Requirement by requirement.")

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        """The public form of what the law says."""
        reasons = [EligibilityReason.of(one) for one in verdict.reasons]
        return cls(may_be_granted=verdict.may_be_granted is True, reasons=reasons)


@strawberry.type(
    description="An expected outcome of a command that was not carried out. Faults of the request itself are GraphQL "
    "errors."
)
class Refusal:
    """Why a command was not carried out."""

    code: RefusalCode = strawberry.field(description="Why, for software.")
    message: str = strawberry.field(description="Why, and what to do, in plain Dutch; it repeats no value.")
    reasons: list[EligibilityReason] = strawberry.field(description="What the law says, where it rests on that.")

    @classmethod
    def of(cls, refused: refusals.Refused) -> Self:
        """The public form of a refusal."""
        reasons = [EligibilityReason.of(one) for one in refused.reasons]
        return cls(code=refused.code, message=refused.message, reasons=reasons)
