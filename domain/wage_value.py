"""A municipality's report of a wage value (loonwaarde), the ground of the Praktijkroute (Wfsv 38b lid 1 onder a)."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from domain.grounds import GROUNDS, GroundCode
from domain.refusals import Reason, RefusalCode, Refused

_PERCENTAGE: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
_WHOLE: Final = Decimal(100)
_ARTICLE: Final = "Wfsv 38b lid 1 onder a"


@dataclass(frozen=True, slots=True)
class WageValue:
    """A wage value below WML, in percent of it, and the day it was established, on which the ground starts."""

    percentage: Decimal
    established_on: date


def wage_value(
    percentage: str | None, established_on: date | None, today: date, *, below_minimum_wage: bool | None
) -> WageValue:
    """The wage value of a report that has all three that the law asks.

    Args:
        percentage: percent of WML with at most two decimals, as text.
        established_on: the day it was established.
        today: the day of the report.
        below_minimum_wage: whether the wage value is below WML; None: not said.

    Raises:
        Refused: one of the three isn't there or isn't so; the message names which.
    """
    if percentage is not None and not _PERCENTAGE.fullmatch(percentage):
        raise Refused(
            RefusalCode.INVALID_VALUE,
            "Vul het percentage in als getal met hoogstens twee decimalen achter een punt, zoals 62.50.",
        )
    value = None if percentage is None else Decimal(percentage)
    first = GROUNDS[GroundCode.PRACTICE_ROUTE].earliest or date.min
    if established_on and not first <= established_on <= today:
        raise Refused(
            RefusalCode.INVALID_DATE,
            "Kies de dag waarop de loonwaarde is vastgesteld: van 1-1-2017 tot en met vandaag.",
        )
    reasons = (
        Reason(below_minimum_wage, "een loonwaarde die lager is dan het minimumloon", _ARTICLE),
        Reason(None if value is None else value < _WHOLE, "een percentage dat lager is dan 100,00", _ARTICLE),
        Reason(None if established_on is None else True, "de dag waarop de loonwaarde is vastgesteld", _ARTICLE),
    )
    lacking = "; ".join(reason.text for reason in reasons if not reason.holds)
    if value is None or established_on is None or lacking:
        raise Refused(
            RefusalCode.NOT_ELIGIBLE if any(reason.holds is False for reason in reasons) else RefusalCode.INCOMPLETE,
            f"Deze melding geeft geen grondslag. Wat ontbreekt: {lacking}.",
            tuple(replace(reason, text=f"Nodig is {reason.text}.") for reason in reasons),
        )
    return WageValue(value, established_on)
