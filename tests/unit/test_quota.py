"""The quota of one employer: the examples worked out by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from domain.jobs import Sector
from domain.quota import PERCENTAGES, Quota, amounts, extra_jobs, percentage, quota
from domain.quota_explanation import explained

GOVERNMENT_2018 = Decimal("1.93")
GOVERNMENT_2024 = Decimal("2.76")


def of(paid: int, set_at: Decimal | None, of_group: int | Fraction = 0, *, before: int | None = None) -> Quota:
    """An employer's quota in 2024."""
    return quota(
        2024,
        set_at,
        paid_hours=paid,
        paid_hours_year_before=paid if before is None else before,
        hours_of_group=Fraction(of_group),
    )


@pytest.mark.parametrize(
    ("paid", "set_at", "of_group", "needed", "shortage", "levy"),
    [
        (100_000, GOVERNMENT_2018, 600, "1930", "0.9", 4_500),
        (40_575, GOVERNMENT_2018, 0, "783.0975", "0.5", 2_500),
        (500_000, GOVERNMENT_2024, 13_800, "13800", "0", 0),
        (500_000, GOVERNMENT_2024, 13_000, "13800", "0.6", 3_000),
        (500_000, GOVERNMENT_2024, 0, "13800", "10.3", 51_500),
        (500_000, GOVERNMENT_2024, 20_000, "13800", "0", 0),
    ],
)
def test_the_worked_examples_come_out_exactly(  # noqa: PLR0917 - the columns of the examples
    paid: int, set_at: Decimal, of_group: int, needed: str, shortage: str, levy: int
) -> None:
    found = of(paid, set_at, of_group)
    assert found.liable
    assert (found.hours_needed, found.shortage, found.levy) == (Fraction(needed), Fraction(shortage), levy)


@pytest.mark.parametrize(("paid", "before"), [(40_574, 40_574), (40_574, 90_000), (90_000, 40_574), (0, 0)])
def test_an_employer_below_the_threshold_in_either_year_is_not_liable(paid: int, before: int) -> None:
    found = of(paid, GOVERNMENT_2018, before=before)
    assert not found.liable
    assert (found.hours_needed, found.shortage, found.levy) == (None, None, None)
    assert found.percentage == GOVERNMENT_2018


def test_an_employer_at_the_threshold_in_both_years_is_liable() -> None:
    assert of(40_575, GOVERNMENT_2018, before=40_575).liable


def test_without_a_percentage_nothing_is_computed() -> None:
    found = of(500_000, None)
    assert found.liable
    assert (found.percentage, found.hours_needed, found.shortage, found.levy) == (None, None, None, None)


def test_the_percentages_known_are_those_of_the_government_in_two_years() -> None:
    assert PERCENTAGES == {(2018, Sector.GOVERNMENT): GOVERNMENT_2018, (2024, Sector.GOVERNMENT): GOVERNMENT_2024}


def test_extra_jobs_are_those_of_the_law_and_no_others() -> None:
    government = [extra_jobs(year, Sector.GOVERNMENT) for year in range(2016, 2027)]
    market = [extra_jobs(year, Sector.MARKET) for year in range(2016, 2028)]
    assert government == [None, 8750, 11250, 13750, 16250, 18750, 21250, 23750, 25000, None, None]
    assert market == [None, 19500, 27000, 35500, 45000, 55000, 65000, 75000, 85000, 95000, 100000, None]


def test_a_percentage_is_rounded_down_to_two_decimals() -> None:
    # (12,196 + 11,250) x 1,331 = 31,206,626 hours; of 996,000 workers 1,616,508,000: 1.9304... %
    assert percentage(2018, Sector.GOVERNMENT, workers=996_000) == GOVERNMENT_2018
    # (35,397 + 85,000) x 1,331 + 1,000 x 800 = 161,048,407; of 5,000,000 workers 8,115,000,000: 1.98457... %
    found = percentage(2024, Sector.MARKET, workers=5_000_000, other_jobs=1_000, hours_of_other_job=800)
    assert found == Decimal("1.98")
    assert percentage(2016, Sector.MARKET, workers=5_000_000) is None


def test_the_amounts_are_those_of_the_law() -> None:
    assert amounts(2026) == (2013, 1_331, 1_623, 25, 5_000)
    assert amounts(2026).threshold == 40_575


@pytest.mark.parametrize("year", [2013, 2018, 2024, 2026])
@pytest.mark.parametrize(("paid", "set_at"), [(100_000, GOVERNMENT_2018), (100_000, None), (10, GOVERNMENT_2018)])
def test_every_answer_says_that_it_is_not_executed_and_who_decides(
    year: int, paid: int, set_at: Decimal | None
) -> None:
    found = quota(year, set_at, paid_hours=paid, paid_hours_year_before=paid, hours_of_group=Fraction(600))
    assert found.executed is False
    text = explained(found, year=year, sector=Sector.GOVERNMENT, paid_hours=paid, paid_hours_year_before=paid)
    assert text[0] == "De quotumheffing wordt nu niet uitgevoerd (artikel 122na Wfsv). U hoeft niets te betalen."
    assert text[1].startswith("Dit is een berekening en geen besluit. Alleen de inspecteur van de Belastingdienst ")
    assert text[1].endswith("niet het register (artikel 38h Wfsv).")


def test_an_explanation_says_each_step_in_dutch_numbers() -> None:
    text = explained(
        of(100_000, GOVERNMENT_2018, Fraction(4_201, 7)),
        year=2018,
        sector=Sector.GOVERNMENT,
        paid_hours=100_000,
        paid_hours_year_before=100_000,
    )
    assert "\n".join(text[2:]) == (
        "Het quotum geldt vanaf 40.575 verloonde uren per jaar (25 × 1.623 uur), in 2018 en in 2017 (artikel 34 Wfsv). "
        "U vulde 100.000 en 100.000 uur in. Daarom geldt het quotum voor u.\n"
        "Nodig: 100.000 uur × 1,93 % = 1.930 uur van mensen uit het doelgroepregister.\n"
        "Uw werknemers uit het register: 600,14 verloonde uren. Is iemand een deel van een maand geregistreerd, dan "
        "telt de hele maand (artikel 38g lid 8 Wfsv).\n"
        "Tekort: (1.930 − 600,14) ÷ 1.331 = 0,9 banen, naar beneden afgerond op 1 cijfer achter de komma en nooit "
        "minder dan 0.\n"
        "Heffing: 0,9 × € 5.000 = € 4.500."
    )


def test_an_explanation_says_why_nothing_is_computed() -> None:
    unset = explained(of(100_000, None), year=2024, sector=Sector.MARKET, paid_hours=100_000, paid_hours_year_before=99)
    assert unset[-1] == "Voor de sector markt is in 2024 geen quotumpercentage bekend. Daarom is er niets te berekenen."
    free = explained(
        of(40_574, GOVERNMENT_2018), year=2024, sector=Sector.MARKET, paid_hours=40_574, paid_hours_year_before=1
    )
    assert free[-1].endswith("U vulde 40.574 en 1 uur in. Daarom geldt het quotum niet voor u.")
