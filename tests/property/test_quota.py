"""The quota of any employer, against a second reading of Wfsv 34 and 38g that shares nothing with the first."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.quota import quota

HOURS = st.integers(0, 100_000) | st.integers(40_570, 40_580) | st.integers(0, 2**31 - 1)
PERCENTAGES = st.none() | st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
OF_GROUP = st.fractions(0, 5_000, max_denominator=700) | st.fractions(0, 2**33, max_denominator=700)


def second_reading(paid: int, before: int, percent: Decimal | None, group: Fraction) -> tuple[bool, object, object]:
    """Liable, the shortage in tenths and the levy in euros, counted up a tenth of a job at a time near the answer."""
    liable = Fraction(paid, 1623) >= 25 and Fraction(before, 1623) >= 25
    if not liable or percent is None:
        return liable, None, None
    lacking = Fraction(paid) * Fraction(str(percent)) * Fraction(1, 100) - group
    tenths = max(int(lacking / Fraction(1331, 10)) - 3, 0)
    while Fraction(1331 * (tenths + 1), 10) <= lacking:
        tenths += 1
    return liable, Fraction(tenths, 10), 500 * tenths


@given(HOURS, HOURS, PERCENTAGES, OF_GROUP)
def test_it_is_what_a_second_reading_of_the_law_finds(
    paid: int, before: int, percent: Decimal | None, group: Fraction
) -> None:
    found = quota(2024, percent, paid_hours=paid, paid_hours_year_before=before, hours_of_group=group)
    assert (found.liable, found.shortage, found.levy) == second_reading(paid, before, percent, group)
    assert (found.percentage, found.hours_of_group, found.executed) == (percent, group, False)
    assert (found.hours_needed is None) == (not found.liable or percent is None)
    assert found.hours_needed is None or found.hours_needed * 10_000 == paid * int((percent or 0) * 100)


@given(HOURS, PERCENTAGES, OF_GROUP, OF_GROUP)
def test_more_hours_of_the_group_never_cost_more(
    paid: int, percent: Decimal | None, one: Fraction, other: Fraction
) -> None:
    fewer, more = (
        quota(2024, percent, paid_hours=paid, paid_hours_year_before=paid, hours_of_group=hours)
        for hours in sorted([one, other])
    )
    assert (more.levy or 0) <= (fewer.levy or 0)
