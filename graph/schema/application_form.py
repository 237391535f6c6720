"""ApplicationForm: what somebody fills in to start a case, as it is shown and as it is given."""

from collections.abc import Mapping
from datetime import date
from typing import Self

import strawberry

from domain import forms
from graph.schema.case_enums import RequestedOutcome, SchoolKind, WorkProvision
from graph.schema.given import given


@strawberry.type(description="What was submitted, as it was entered (formulier).")
class ApplicationForm:
    """A form as it was entered."""

    requested_outcome: RequestedOutcome | None = strawberry.field(description="What is asked for (gevraagde uitkomst).")
    school_name: str | None = strawberry.field(description="The school (naam van de school).")
    school_kind: SchoolKind | None = strawberry.field(description="Its kind (soort onderwijs).")
    school_from: date | None = strawberry.field(description="The first day there (vanaf).")
    school_until: date | None = strawberry.field(description="The last day there (tot en met); null: still there.")
    provisions: list[WorkProvision] = strawberry.field(description="What is needed to work (voorzieningen).")
    reference: str | None = strawberry.field(description="The applicant's own reference (kenmerk).")
    explanation: str | None = strawberry.field(description="What else the applicant says (toelichting).")

    @classmethod
    def of(cls, form: forms.ApplicationForm) -> Self:
        """The public form of what was entered."""
        return cls(
            requested_outcome=form.requested_outcome,
            school_name=form.school_name,
            school_kind=form.school_kind,
            school_from=form.school_from,
            school_until=form.school_until,
            provisions=list(form.provisions),
            reference=form.reference,
            explanation=form.explanation,
        )


@strawberry.input(
    description="Only what a decision on registration needs (data minimisation): medical papers go to UWV's "
    "assessment, not here."
)
class ApplicationFormInput:
    """What somebody fills in; what is left out was not said."""

    requested_outcome: RequestedOutcome | None = strawberry.field(
        default=strawberry.UNSET, description="What is asked for (gevraagde uitkomst)."
    )
    school_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The school (naam van de school), up to 255 characters."
    )
    school_kind: SchoolKind | None = strawberry.field(
        default=strawberry.UNSET, description="Its kind (soort onderwijs)."
    )
    school_from: date | None = strawberry.field(default=strawberry.UNSET, description="The first day there (vanaf).")
    school_until: date | None = strawberry.field(
        default=strawberry.UNSET, description="The last day there (tot en met); left out: still there."
    )
    provisions: list[WorkProvision] | None = strawberry.field(
        default=strawberry.UNSET, description="What is needed to work (voorzieningen)."
    )
    reference: str | None = strawberry.field(
        default=strawberry.UNSET, description="One's own reference (kenmerk), up to 100 characters."
    )
    explanation: str | None = strawberry.field(
        default=strawberry.UNSET, description="What else there is to say (toelichting), up to 2,000 characters."
    )

    def values(self) -> Mapping[str, object]:
        """What was entered, by public names; days in ISO form, what was left out or is null isn't there."""
        entered: dict[str, object] = {
            "requestedOutcome": given(self.requested_outcome),
            "schoolName": given(self.school_name),
            "schoolKind": given(self.school_kind),
            "schoolFrom": _iso(given(self.school_from)),
            "schoolUntil": _iso(given(self.school_until)),
            "provisions": given(self.provisions),
            "reference": given(self.reference),
            "explanation": given(self.explanation),
        }
        return {name: value for name, value in entered.items() if value is not None}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
