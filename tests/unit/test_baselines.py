"""The baseline that jobs are held against: of the law, or in a later version of that measurement."""

from decimal import Decimal

from domain.baselines import LEGAL, Baseline
from domain.reports import Reported
from domain.sector_jobs import sectors_of_quarter, sectors_of_year, total_of
from tests.unit.test_report_tables import content

REVISED = Baseline.of(
    "herzien", [("GOVERNMENT", Decimal(10_000), None), ("MARKET", Decimal(65_000), 1), ("HIRED_IN", Decimal(179), None)]
)


def test_that_of_the_law_is_in_hours_of_which_110_92_are_a_job() -> None:
    assert LEGAL.jobs == {"GOVERNMENT": 9_516, "MARKET": 62_338, "HIRED_IN": 0}
    assert (LEGAL.version, LEGAL.total) == ("Regeling Wfsv 3.29", 71_854)


def test_jobs_win_from_hours_and_are_whole() -> None:
    measured = [("GOVERNMENT", Decimal("12000.50"), Decimal(1)), ("MARKET", None, Decimal("1109.20"))]
    assert Baseline.of("x", measured).jobs == {"GOVERNMENT": 12_000, "MARKET": 10, "HIRED_IN": 0}


def test_extra_jobs_of_the_sectors_add_up_by_any_baseline() -> None:
    for baseline in (LEGAL, REVISED):
        made = content()._replace(baseline=baseline)
        of_quarter, of_year = sectors_of_quarter(2025, made), sectors_of_year(2025, made)
        assert [one.baseline for one in of_quarter] == [*baseline.jobs.values()]
        assert sum(one.extra or 0 for one in of_quarter) == sum(one.extra or 0 for one in of_year)
        assert sum(one.extra or 0 for one in of_quarter) == total_of(2025, made).extra == made.extra_jobs
        assert made.extra_jobs == 375 - baseline.total
    assert [one.baseline for one in sectors_of_year(2025, content())] == [9_516, 62_338]


def test_a_report_keeps_its_baseline_and_one_without_has_that_of_the_law() -> None:
    made = content()._replace(baseline=REVISED)
    assert Reported.of_stored(made.stored()) == made
    old = {name: value for name, value in made.stored().items() if name != "baseline"}
    assert Reported.of_stored(old).baseline == LEGAL


def test_a_version_says_that_the_baseline_is_another_and_only_then() -> None:
    first = content()
    assert first.corrects(first, "Uren van een sector.") == "Uren van een sector."
    revised = first._replace(baseline=REVISED)
    assert revised.corrects(first, "Nieuwe meting.") == "Nieuwe meting. De nulmeting is veranderd: herzien."
