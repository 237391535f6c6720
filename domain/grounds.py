"""The statutory grounds of admission (grondslagen), since when there are any, and what each counts for."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class CountsFor(StrEnum):
    """What a registered person counts for."""

    JOB_AGREEMENT = "JOB_AGREEMENT"
    QUOTA = "QUOTA"


class GroundCode(StrEnum):
    """The grounds of admission; `GROUNDS` has the Dutch name, the legal source and what each counts for."""

    PARTICIPATION_ACT_INDICATION = "PARTICIPATION_ACT_INDICATION"
    PRACTICE_ROUTE = "PRACTICE_ROUTE"
    WSW_INDICATION = "WSW_INDICATION"
    WAJONG = "WAJONG"
    SPECIAL_EDUCATION = "SPECIAL_EDUCATION"
    FORMER_WSW = "FORMER_WSW"
    TRANSITIONAL = "TRANSITIONAL"
    WIW_ID_JOB = "WIW_ID_JOB"
    IVA_WAGE_DISPENSATION = "IVA_WAGE_DISPENSATION"
    WORK_PROVISION = "WORK_PROVISION"


_BOTH: Final = ((date.min, (CountsFor.JOB_AGREEMENT, CountsFor.QUOTA)),)
# Counts for both from the day that Wet banenafspraak art. 2 comes into force, by royal decree: a second entry then.
_QUOTA_ONLY: Final = ((date.min, (CountsFor.QUOTA,)),)


@dataclass(frozen=True, slots=True)
class GroundKind:
    """What the law says of one ground.

    Attributes:
        name: in Dutch.
        legal_basis: the article that makes it a ground; of several the first.
        counts: what it counts for, by the first day each holds, in order.
        earliest: the first day on which one can start; None: the law sets none.
    """

    name: str
    legal_basis: str
    counts: tuple[tuple[date, tuple[CountsFor, ...]], ...] = _BOTH
    earliest: date | None = None

    def counts_for(self, day: date) -> tuple[CountsFor, ...]:
        """What it counts for on a day."""
        return self.counts[bisect_right(self.counts, day, key=_first_day) - 1][1]


def _first_day(entry: tuple[date, tuple[CountsFor, ...]]) -> date:
    return entry[0]


GROUNDS: dict[GroundCode, GroundKind] = {
    # Also by lid 1 e, at one's own request.
    GroundCode.PARTICIPATION_ACT_INDICATION: GroundKind(
        "Participatiewet, indicatie banenafspraak", "Wfsv 38b lid 1 onder a"
    ),
    GroundCode.PRACTICE_ROUTE: GroundKind("Praktijkroute", "Wfsv 38b lid 1 onder a", earliest=date(2017, 1, 1)),
    GroundCode.WSW_INDICATION: GroundKind("WSW-indicatie", "Wfsv 38b lid 1 onder b"),
    GroundCode.WAJONG: GroundKind("Wajong met arbeidsvermogen", "Wfsv 38b lid 1 onder c"),
    GroundCode.SPECIAL_EDUCATION: GroundKind(
        "(Voormalig) leerling VSO/PrO", "Besluit Wfsv 2.24", earliest=date(2016, 10, 28)
    ),
    GroundCode.FORMER_WSW: GroundKind("Ex-Wsw-indicatie", "Besluit Wfsv 2.25 lid 1 onder b"),
    GroundCode.TRANSITIONAL: GroundKind("Overgangsgroep Wsw of Wajong", "Wfsv 38b lid 1 onder f"),
    GroundCode.WIW_ID_JOB: GroundKind("Wiw- of ID-baan", "Wfsv 38f lid 5"),
    GroundCode.IVA_WAGE_DISPENSATION: GroundKind(
        "IVA-uitkering en loondispensatie", "Wfsv 38b lid 1 onder g", earliest=date(2026, 1, 1)
    ),
    GroundCode.WORK_PROVISION: GroundKind("Werken met een voorziening", "Wfsv 38b lid 2", _QUOTA_ONLY),
}
