"""Another baseline is delivered: what is computed next is held against it, and what was published stays as it is."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from domain.baselines import LEGAL
from domain.reports import NotPublishedError, ReportKind, ReportOf
from domain.roles import Role
from models.database import ServingPools
from models.figures import baseline
from models.imports import Silence, import_directory
from models.reports import publish
from tests.api.conftest import Ask, asker, client_of
from tests.api.test_monitor import only_many
from tests.api.test_published_figures import figures
from tests.fixtures.disclosure_log import Owner

QUARTER = """query($version: Int) { quarterReport(year: 2025, quarter: 4, version: $version) {
    baseline extraJobs changeOnQuarter sectors { sector jobs baselineJobs extraJobs } } }"""
YEAR = """query($version: Int) { yearMonitor(year: 2025, version: $version) {
    baseline sectors { sector baselineJobs } total { jobs baselineJobs extraJobs } } }"""
REPORT = ReportOf.of(ReportKind.QUARTER, 2025, 4)
OVER = date(2026, 1, 1)
REVISED = ["herzien,GOVERNMENT,4,", "herzien,MARKET,,1109.20", "herzien,HIRED_IN,2,"]
JOBS = round(40 * 32 * 31 / 7 / 110.92)

Deliver: TypeAlias = Callable[..., Awaitable[list[str]]]


class Notes(Silence):
    """Keeps what an import says."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, message: str) -> None:
        self.said.append(message)


@pytest.fixture
async def own(peopled: Owner, pools: ServingPools) -> Ask:
    """Asks about a register of this test's own, in which forty work."""
    await only_many(peopled)
    return asker(client_of(pools))


@pytest.fixture
def deliver(peopled: Owner, tmp_path: Path) -> Deliver:
    async def load(*rows: str) -> list[str]:
        (tmp_path / "baselines.csv").write_text("\n".join(["version,sector,jobs,hours", *rows, ""]))
        notes = Notes()
        await import_directory(peopled, tmp_path, skip_invalid=False, rejects=tmp_path / "r.csv", progress=notes)
        return notes.said

    return load


async def quarter(ask: Ask, version: int | None = None) -> Any:
    return (await ask(Role.MONITOR, QUARTER, {"version": version})).data["quarterReport"]


async def test_figures_are_held_against_the_baseline_that_came_last(own: Ask, deliver: Deliver) -> None:
    before = await quarter(own)
    assert (before["baseline"], before["extraJobs"]) == ("Regeling Wfsv 3.29", JOBS - LEGAL.total)
    await deliver(*REVISED)
    after = await quarter(own)
    assert (after["baseline"], after["extraJobs"]) == ("herzien", JOBS - 16)
    assert [one["baselineJobs"] for one in after["sectors"]] == [4, 10, 2]
    assert [one["jobs"] for one in after["sectors"]] == [one["jobs"] for one in before["sectors"]]
    assert after["changeOnQuarter"] == before["changeOnQuarter"]
    year = (await own(Role.MONITOR, YEAR)).data["yearMonitor"]
    assert (year["baseline"], year["total"]) == (
        "herzien",
        {"jobs": JOBS, "baselineJobs": 16, "extraJobs": JOBS - 16},
    )
    assert [one["baselineJobs"] for one in year["sectors"]] == [4.48, 11.52]


async def test_what_was_published_keeps_its_baseline_and_a_new_version_says_that_it_is_another(
    own: Ask, peopled: Owner, deliver: Deliver
) -> None:
    of_year = ReportOf.of(ReportKind.YEAR, 2025, None)
    for report in (REPORT, of_year):
        await publish(peopled, report, OVER)
    before, told = await quarter(own, 1), await figures(own)
    await deliver(*REVISED)
    assert await quarter(own, 1) == before
    assert await figures(own) == told
    with pytest.raises(NotPublishedError, match="say by --what-changed"):
        await publish(peopled, REPORT, OVER)
    assert await publish(peopled, REPORT, OVER, "Uren van 2012 herzien") == 2
    assert await quarter(own, 1) == before
    assert await quarter(own, 2) == await quarter(own)
    newest, *_ = await figures(own)
    assert newest["whatChanged"] == "Uren van 2012 herzien. De nulmeting is veranderd: herzien."
    assert newest["extraJobs"] == JOBS - 16
    assert sum(one["extraJobs"] for one in newest["sectors"]) == JOBS - 16
    with pytest.raises(NotPublishedError, match="Nothing has changed since version 2"):
        await publish(peopled, REPORT, OVER, "Nog eens")
    assert [one["version"] for one in await figures(own)] == [2, 1]


async def test_a_corrected_row_of_it_counts_at_once(own: Ask, deliver: Deliver) -> None:
    await deliver(*REVISED)
    await deliver("herzien,MARKET,20,")
    found = await quarter(own)
    assert (found["baseline"], [one["baselineJobs"] for one in found["sectors"]]) == ("herzien", [4, 20, 2])


async def test_a_version_without_both_sectors_isnt_used_and_the_import_says_so(own: Ask, deliver: Deliver) -> None:
    said = await deliver("half,MARKET,5,", "half,GOVERNMENT,,", "half,HIRED_IN,1,")
    assert said == [
        "The baseline half isn't used: it needs jobs or hours of GOVERNMENT and of MARKET.",
        "From now on figures are held against the baseline Regeling Wfsv 3.29, of 71,854 jobs.",
    ]
    assert (await quarter(own))["baseline"] == "Regeling Wfsv 3.29"
    assert await deliver("half,GOVERNMENT,6,") == [
        "From now on figures are held against the baseline half, of 12 jobs."
    ]
    assert (await quarter(own))["baseline"] == "half"


async def test_of_versions_that_came_at_once_the_last_by_name_holds(peopled: Owner, deliver: Deliver) -> None:
    await deliver("2016,GOVERNMENT,2,", "2016,MARKET,2,", "2013,GOVERNMENT,1,", "2013,MARKET,1,")
    assert (await baseline(peopled.fetch)).version == "2016"
    await deliver("2013,MARKET,3,")
    assert await baseline(peopled.fetch) == ("2013", {"GOVERNMENT": 1, "MARKET": 3, "HIRED_IN": 0})
