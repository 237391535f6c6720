"""What may be known of one person who may be admitted to the register; a fact that isn't known is None.

The names are those of the public input `AdmissionFactsInput`, there in camelCase.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self, get_args, get_type_hints

from domain.errors import BadUserInputError


class FindingRequester(StrEnum):
    """Who asked UWV for its finding: the municipality (college), or the person."""

    MUNICIPALITY = "MUNICIPALITY"
    SELF = "SELF"


class ThresholdFunctions(StrEnum):
    """How much of a threshold function (drempelfunctie) the person can do (Besluit SUWI 3.5)."""

    WHOLE = "WHOLE"
    PART = "PART"
    NONE = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionFacts:
    """The facts of one person; None is unknown. `finding_*` are of the one finding of UWV that they are about.

    Raises:
        BadUserInputError: UWV's finding contradicts the threshold functions and limits that it rests on.
    """

    protected_work_finding: bool | None = None
    municipal_support: bool | None = None
    wage_cost_subsidy_10d2: bool | None = None
    uwv_finding_below_minimum_wage: bool | None = None
    finding_requested_by: FindingRequester | None = None
    finding_on: date | None = None
    below_minimum_wage_by_illness: bool | None = None
    wage_value_below_minimum_wage: bool | None = None
    wage_value_on: date | None = None
    wsw_indication: bool | None = None
    wsw_decision_on_20141231: bool | None = None
    wsw_lapsed_on: date | None = None
    wsw_reindicated: bool | None = None
    wajong: bool | None = None
    permanently_without_possibilities: bool | None = None
    works_in_employment: bool | None = None
    wajong_2015_refused: bool | None = None
    special_education: bool | None = None
    reported_in_writing: bool | None = None
    reported_on: date | None = None
    entree_pupil_on_last_day: bool | None = None
    wsw_or_wajong_since_20130101: bool | None = None
    wsw_or_wajong_on_20150501: bool | None = None
    iva_benefit: bool | None = None
    wage_dispensation: bool | None = None
    illness_before_18_or_during_study: bool | None = None
    needs_provision: bool | None = None
    receives_provision: bool | None = None
    wiw_or_id_job: bool | None = None
    threshold_functions: ThresholdFunctions | None = None
    limits_last_six_months: bool | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be true together, so that no fact ever speaks for both sides."""
        found, derived = self.uwv_finding_below_minimum_wage, self.derived_finding
        if found is not None and derived is not None and found is not derived:
            raise BadUserInputError(
                "facts",
                "uwvFindingBelowMinimumWage contradicts thresholdFunctions and limitsLastSixMonths (Besluit SUWI 3.5): "
                "correct one, or leave one out.",
            )

    @property
    def derived_finding(self) -> bool | None:
        """Whether the person can't earn the minimum wage by Besluit SUWI 3.5; None: it decides neither way."""
        if self.threshold_functions is ThresholdFunctions.WHOLE:
            return False
        return True if self.threshold_functions is not None and self.limits_last_six_months else None

    @property
    def limits_are_short(self) -> bool:
        """Whether Besluit SUWI 3.5 decides neither way: no whole threshold function, for less than six months."""
        return self.threshold_functions in {ThresholdFunctions.PART, ThresholdFunctions.NONE} and (
            self.limits_last_six_months is False
        )

    def as_json(self) -> dict[str, bool | str]:
        """The known facts by their public name, as values that JSON has."""
        known = ((name, getattr(self, field)) for field, name in FACT_NAMES.items())
        return {
            name: value.isoformat() if isinstance(value, date) else value for name, value in known if value is not None
        }

    @classmethod
    def from_json(cls, values: Mapping[str, object]) -> Self:
        """The facts that `as_json` wrote.

        Raises:
            ValueError: a name is no fact's, or a value is none of that fact.
        """
        if values.keys() - _FIELDS.keys():
            raise ValueError("these facts have a name that is no fact's")
        return cls(**{_FIELDS[name]: _read(name, value) for name, value in values.items()})


def merged(old: AdmissionFacts, new: AdmissionFacts) -> AdmissionFacts:
    """What was known, with what is newly known in its place.

    Raises:
        BadUserInputError: together they contradict each other.
    """
    known = {field: getattr(new, field) for field in FACT_NAMES}
    return replace(old, **{field: value for field, value in known.items() if value is not None})


def _public(field: str) -> str:
    first, *others = field.split("_")
    return first + "".join(part.capitalize() for part in others)


def _read(name: str, value: object) -> Any:
    kind = _KINDS[_FIELDS[name]]
    if value is None or (kind is bool and isinstance(value, bool)):
        return value
    if kind is bool or not isinstance(value, str):
        raise ValueError(f"{name} has a value of another kind")
    try:
        return date.fromisoformat(value) if kind is date else kind(value)
    except ValueError:
        raise ValueError(f"{name} has a value that it can't have") from None


FACT_NAMES: Final = {field.name: _public(field.name) for field in fields(AdmissionFacts)}
"""The public names of the facts by the names of their attributes, in the order of the contract."""

FACT_QUESTIONS: Final = {
    "protected_work_finding": "of de gemeente heeft vastgesteld dat deze persoon alleen beschut kan werken",
    "municipal_support": "of de gemeente helpt bij het vinden van werk",
    "wage_cost_subsidy_10d2": "of de gemeente loonkostensubsidie geeft",
    "uwv_finding_below_minimum_wage": "of UWV heeft vastgesteld dat deze persoon het minimumloon niet kan verdienen",
    "finding_requested_by": "wie UWV om die vaststelling heeft gevraagd",
    "finding_on": "op welke dag UWV dat heeft vastgesteld",
    "below_minimum_wage_by_illness": "of dat door ziekte of een gebrek komt",
    "wage_value_below_minimum_wage": "of de gemeente een loonwaarde onder het minimumloon heeft vastgesteld",
    "wage_value_on": "op welke dag de loonwaarde is vastgesteld",
    "wsw_indication": "of er een Wsw-indicatie is",
    "wsw_decision_on_20141231": "of er op 31 december 2014 een geldig Wsw-besluit was",
    "wsw_lapsed_on": "op welke dag het Wsw-besluit is verlopen",
    "wsw_reindicated": "of er daarna een nieuwe Wsw-indicatie kwam",
    "wajong": "of er recht op Wajong is",
    "permanently_without_possibilities": "of deze persoon nooit meer kan werken (duurzaam geen arbeidsvermogen)",
    "works_in_employment": "of deze persoon in een dienstbetrekking werkt",
    "wajong_2015_refused": "of een aanvraag voor Wajong 2015 is afgewezen",
    "special_education": "of deze persoon op het vso of het praktijkonderwijs zat",
    "reported_in_writing": "of deze persoon dat schriftelijk heeft gemeld",
    "reported_on": "op welke dag dat is gemeld",
    "entree_pupil_on_last_day": "of deze persoon op de laatste schooldag een entreeopleiding volgde",
    "wsw_or_wajong_since_20130101": "of er op of na 1 januari 2013 een Wsw-indicatie of recht op Wajong was",
    "wsw_or_wajong_on_20150501": "of er op 1 mei 2015 een Wsw-indicatie of recht op Wajong was",
    "iva_benefit": "of er een IVA-uitkering is",
    "wage_dispensation": "of er loondispensatie is",
    "illness_before_18_or_during_study": "of er een ziekte of gebrek is van voor de 18e verjaardag of uit de studie",
    "needs_provision": "of deze persoon een voorziening nodig heeft om het minimumloon te verdienen",
    "receives_provision": "of deze persoon die voorziening krijgt",
    "wiw_or_id_job": "of deze persoon in een Wiw-baan of ID-baan werkt",
    "threshold_functions": "of deze persoon een drempelfunctie kan doen: helemaal, voor een deel of niet",
    "limits_last_six_months": "of de beperkingen zes maanden of langer duren",
}
"""What each fact is about, in plain Dutch, by the name of its attribute."""

_FIELDS: Final = {name: field for field, name in FACT_NAMES.items()}
_KINDS: Final[dict[str, Any]] = {name: get_args(hint)[0] for name, hint in get_type_hints(AdmissionFacts).items()}
