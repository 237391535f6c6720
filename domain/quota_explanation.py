"""How the quota was computed, in plain Dutch."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.jobs import Sector
from domain.quota import Quota, amounts

NOT_EXECUTED: Final = "De quotumheffing wordt nu niet uitgevoerd (artikel 122na Wfsv). U hoeft niets te betalen."
_EXECUTED: Final = "De quotumheffing van dit jaar wordt uitgevoerd."
_DECIDES: Final = (
    "Dit is een berekening en geen besluit. Alleen de inspecteur van de Belastingdienst beslist over de heffing, "
    "niet het register (artikel 38h Wfsv)."
)
_NAMES: Final = {Sector.GOVERNMENT: "overheid", Sector.MARKET: "markt"}


def explained(found: Quota, *, year: int, sector: Sector, paid_hours: int, paid_hours_year_before: int) -> list[str]:
    """A sentence or two a step; the first says whether the levy is executed, the second who decides."""
    return [
        _EXECUTED if found.executed else NOT_EXECUTED,
        _DECIDES,
        *_steps(found, year, sector, paid_hours, paid_hours_year_before),
    ]


def _steps(found: Quota, year: int, sector: Sector, paid_hours: int, before: int) -> Iterator[str]:
    known = amounts(year)
    threshold = (
        f"Het quotum geldt vanaf {_number(known.threshold)} verloonde uren per jaar ({known.workers} × "
        f"{_number(known.hours_per_worker)} uur), in {year} en in {year - 1} (artikel 34 Wfsv). U vulde "
        f"{_number(paid_hours)} en {_number(before)} uur in."
    )
    if not found.liable:
        yield f"{threshold} Daarom geldt het quotum niet voor u."
        return
    yield f"{threshold} Daarom geldt het quotum voor u."
    if found.percentage is None or found.hours_needed is None or found.shortage is None or found.levy is None:
        yield (
            f"Voor de sector {_NAMES[sector]} is in {year} geen quotumpercentage bekend. Daarom is er niets te "
            "berekenen."
        )
        return
    yield (
        f"Nodig: {_number(paid_hours)} uur × {_number(found.percentage)} % = {_number(found.hours_needed)} uur van "
        "mensen uit het doelgroepregister."
    )
    yield (
        f"Uw werknemers uit het register: {_number(found.hours_of_group)} verloonde uren. Is iemand een deel van een "
        "maand geregistreerd, dan telt de hele maand (artikel 38g lid 8 Wfsv)."
    )
    yield (
        f"Tekort: ({_number(found.hours_needed)} − {_number(found.hours_of_group)}) ÷ "
        f"{_number(known.hours_per_job)} = {_number(found.shortage)} banen, naar beneden afgerond op 1 cijfer achter "
        "de komma en nooit minder dan 0."
    )
    yield f"Heffing: {_number(found.shortage)} × € {_number(known.levy_per_job)} = € {_number(found.levy)}."


def _number(value: int | Decimal | Fraction) -> str:
    """As Dutch writes it: 1.234,5; at most two decimals, and none that are zero."""
    hundredths = round(Fraction(value) * 100)
    whole, rest = divmod(abs(hundredths), 100)
    decimals = f",{rest:02}".rstrip("0") if rest else ""
    return f"{'−' if hundredths < 0 else ''}{whole:,}".replace(",", ".") + decimals
