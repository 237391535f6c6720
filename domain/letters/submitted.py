"""What was submitted, given back as it was entered (Awb 2:17): each field of a form with its Dutch label."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from domain.letters.dutch import written

_LABELS: Final = {
    "requested_outcome": "Wat u vraagt",
    "school_name": "Naam van de school",
    "school_kind": "Soort school",
    "school_from": "Op deze school vanaf",
    "school_until": "Op deze school tot",
    "provisions": "Voorzieningen",
    "below_minimum_wage": "Loonwaarde lager dan het minimumloon",
    "percentage": "Loonwaarde in procenten van het minimumloon",
    "established_on": "Vastgesteld op",
    "reference": "Uw kenmerk",
    "explanation": "Toelichting",
}
_VALUES: Final = {
    "INDICATION": "een indicatie banenafspraak",
    "WAJONG": "een Wajong-uitkering",
    "PROTECTED_WORK_ADVICE": "een advies over beschut werk",
    "VSO": "voortgezet speciaal onderwijs (vso)",
    "PRO": "praktijkonderwijs (pro)",
    "ENTREE": "entreeopleiding",
    "TRANSPORT": "vervoer",
    "INTERMEDIARY": "een tolk of voorlezer",
    "PORTABLE_AID": "een hulpmiddel dat u kunt meenemen",
    "PERSONAL_SUPPORT": "een jobcoach of andere persoonlijke begeleiding",
}
_CHOICES: Final = {"requested_outcome", "school_kind", "provisions"}


def as_entered(form: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The filled-in fields of a form as label and value, in the order in which forms ask them.

    Args:
        form: values by field name in snake case; texts as they were entered, enum values by name, days, booleans.
            None, an empty list and a field of another name are left out.
    """
    filled = ((name, form.get(name)) for name in _LABELS)
    return tuple((_LABELS[name], _entered(name, value)) for name, value in filled if _filled(value))


def _filled(value: object) -> bool:
    return value is not None and value not in ("", (), [])


def _entered(name: str, value: object) -> str:
    match value:
        case bool():
            return "ja" if value else "nee"
        case date():
            return written(value)
        case list() | tuple():
            return ", ".join(_VALUES[str(one)] for one in value)
        case _:
            return _VALUES[str(value)] if name in _CHOICES else str(value)
