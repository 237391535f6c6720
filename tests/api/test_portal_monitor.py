"""The monitor's pages: figures of now with a warning, as they were published with their files; of nobody."""

import re
from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest

from domain.reports import ReportKind, ReportOf
from models.imports import Silence, import_directory
from models.reports import publish
from portal.languages import Language, Texts
from tests.api.test_monitor import add_many, only_many
from tests.conftest import Database, MakeDatabase
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, entries
from tests.fixtures.portal import ASSESSOR, MONITOR, Site, served
from tests.fixtures.portal_browser import Browser, Page

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL, EN = Texts(Language.NL), Texts(Language.EN)
PAGES = ("/monitor", "/monitor/jaar", "/monitor/rapporten")
OVER = date(2026, 1, 1)


@pytest.fixture(scope="module")
async def register(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A register of these tests' own: sixty people; 2025 published by quarter, the last corrected, and as a year."""
    made, folder = await make_database(), tmp_path_factory.mktemp("monitor")
    files = people.write_files(folder)
    owner = await asyncpg.connect(made.owner)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    await only_many(owner)
    for number in (1, 2, 3, 4):
        await publish(owner, ReportOf.of(ReportKind.QUARTER, 2025, number), OVER)
    await add_many(owner, 900_002_001, working=20, idle=15)
    await publish(owner, ReportOf.of(ReportKind.QUARTER, 2025, 4), OVER, "Personen te laat <b>aangeleverd</b>")
    await publish(owner, ReportOf.of(ReportKind.QUARTER, 2025, 1), OVER, "Ook hier")
    await publish(owner, ReportOf.of(ReportKind.YEAR, 2025, None), OVER)
    await publish(owner, ReportOf.of(ReportKind.YEAR, 2023, None), OVER)
    await publish(owner, ReportOf.of(ReportKind.FACTSHEET, 2025, 4), OVER)
    await owner.close()
    return made


@pytest.fixture(scope="module")
async def own_site(register: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """The service over it."""
    async with served(register.pools(), tmp_path_factory.mktemp("simulator")) as opened:
        yield opened


@pytest.fixture
async def monitor(own_site: Site) -> Browser:
    """Somebody of the ministry who has logged in."""
    browser = own_site.browser()
    await browser.log_in(MONITOR)
    return browser


@pytest.fixture
async def owner(register: Database) -> AsyncIterator[Owner]:
    """The owner's connection to it."""
    connection = await asyncpg.connect(register.owner)
    yield connection
    await connection.close()


def key(page: Page) -> dict[str, str]:
    """The figures on top, by what they are of."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.html)
    return {term: re.sub(r"<.*?>", "", number) for term, number in pairs}


def drawn(page: Page, chart: str, kind: str) -> int:
    """How many bars of a kind a chart has in one of its sizes."""
    return (
        page.html.partition(f'aria-labelledby="{chart}-title {chart}-text"')[2]
        .partition("</svg>")[0]
        .count(f'class="chart__{kind}"')
    )


def bars_in_cells(page: Page) -> list[float]:
    """How long the bars in the cells of a table are, in percent of a cell."""
    return [float(one) for one in re.findall(r'class="portal-chart__cell".*?<rect [^>]*width="([\d.]+)%"', page.html)]


async def test_it_begins_with_the_quarter_that_was_published_last(monitor: Browser) -> None:
    page = await monitor.get("/monitor")
    assert page.says("4e kwartaal 2025", "Versie 2.", NL("monitor.december"), "Ministerie van SZW (voorbeeld)")
    assert not page.says(NL("monitor.draft"))
    shown = key(page)
    assert shown[NL("monitor.key.working")] == "60"
    assert shown[NL("monitor.key.target")] == "125.000"
    jobs = round(60 * 32 * 31 / 7 / 110.92)
    assert shown[NL("monitor.key.extra")] == NL.number(jobs - 71_854).replace("-", "−")
    assert NL("monitor.key.too_few") in shown
    assert [page.links[name] for name in ("CSV", "ODS", "PDF", "HTML")] == [
        f"/monitor/rapporten/5.{kind}" for kind in ("csv", "ods", "pdf", "html")
    ]
    assert page.links["Versie 1"] == "/monitor?periode=2025-4&versie=1"
    assert "<b>aangeleverd" not in page.html
    assert page.says("Personen te laat <b>aangeleverd</b>")


async def test_an_earlier_version_and_how_it_is_now_are_shown_as_what_they_are(monitor: Browser) -> None:
    first = await monitor.get("/monitor?periode=2025-4&versie=1")
    assert first.says("Versie 1.", NL("monitor.counting"))
    assert key(first)[NL("monitor.key.working")] == "40"
    assert first.links["Versie 2"] == "/monitor?periode=2025-4&versie=2"
    now = await monitor.get(first.links[NL("monitor.as_now")])
    assert now.says(NL("monitor.draft"), NL("monitor.draft_why"), NL("monitor.counting"))
    assert not now.says(NL("monitor.running"))
    assert key(now)[NL("monitor.key.working")] == "60"
    assert "CSV" not in now.links
    running = await monitor.get("/monitor?periode=2026-4")
    assert running.says(NL("monitor.draft"), NL("monitor.running"))


async def test_the_tables_have_the_figures_that_the_charts_draw(monitor: Browser) -> None:
    page = await monitor.get("/monitor?periode=2025-2")
    tables = {rows[0][0] + "|" + rows[0][1]: rows for rows in page.tables}
    work = tables[f"{NL('monitor.period')}|{NL('monitor.marks.found')}"]
    assert work[-1] == ["2e kwartaal 2025", "0", "0"]
    assert work[-2] == ["1e kwartaal 2025", "0", "0"]
    assert work[-3] == ["4e kwartaal 2024", "– niet getoond", "– niet getoond"]
    assert len(work) == 9
    assert (drawn(page, "work", "found"), drawn(page, "work", "hatch")) == (2, 12)
    inflow = tables[f"{NL('monitor.ground')}|{NL('monitor.people')}"]
    assert {row[1] for row in inflow[1:]} == {"0"}
    assert page.says(NL("monitor.none.inflow"), NL("monitor.none.outflow"))
    assert drawn(page, "inflow", "hatch") == 0


async def test_what_is_not_shown_is_a_dash_with_words_and_hatched(monitor: Browser, owner: Owner) -> None:
    """Nobody of the few who are in the register in 2019 is told of."""
    page = await monitor.get("/monitor?periode=2019-1&uitsplitsing=grondslag")
    assert await owner.fetchval("select count(*) from register.figures_release where year = 2019") == 1
    assert key(page)[NL("monitor.key.working")] in {"0", "– niet getoond"}
    assert page.says(NL("monitor.dash"))
    assert " style=" not in page.html
    assert "<style" not in page.html


@pytest.mark.parametrize("split", ["regio", "grondslag", "sector", "leeftijd"])
async def test_a_breakdown_is_sorted_by_the_column_that_is_chosen(monitor: Browser, split: str) -> None:
    page = await monitor.get(f"/monitor?periode=2025-4&uitsplitsing={split}")
    rows = page.tables[-1]
    assert 'aria-sort="descending"' in page.html
    persons = [int(row[1]) for row in rows[1:]]
    assert persons == sorted(persons, reverse=True)
    assert sum(persons) == 95
    assert bars_in_cells(page) == [round(100 * one / max(persons), 1) for one in persons]
    by_name = await monitor.get(page.links[NL("monitor.columns.naam")])
    assert 'aria-sort="ascending"' in by_name.html
    assert sorted(map(tuple, by_name.tables[-1][1:])) == sorted(map(tuple, rows[1:]))
    by_work = await monitor.get(page.links[NL("monitor.columns.werkend")])
    numbers = [int(row[2]) for row in by_work.tables[-1][1:]]
    assert numbers == sorted(numbers, reverse=True)
    assert (NL("monitor.columns.banen") in page.links) is (split in {"regio", "sector"})


async def test_a_year_is_shown_by_sector_against_what_was_agreed(monitor: Browser) -> None:
    page = await monitor.get("/monitor/jaar")
    assert page.says("Jaar 2025", "Versie 1.", NL("monitor.realised.heading"))
    assert key(page)[NL("monitor.key.working")] == "60"
    government = next(rows for rows in page.tables if rows[0][0] == NL("monitor.year"))
    assert government[1] == ["2015", "– niet getoond", "3.000"]
    assert government[11][0] == "2025"
    assert "niet getoond" not in government[11][1]
    assert government[12] == ["2026", "– niet getoond", "25.000"]
    assert (drawn(page, "government", "realised"), drawn(page, "government", "hatch")) == (2, 10)
    assert page.links[NL("monitor.as_now")] == "/monitor/jaar?jaar=2025&versie=nu"
    assert (await monitor.get("/monitor/jaar?jaar=2024")).says(NL("monitor.draft"))


async def test_published_reports_are_listed_and_lead_to_their_files(monitor: Browser) -> None:
    page = await monitor.get("/monitor/rapporten")
    names = [row[0] for row in page.tables[0][1:]]
    assert names[:4] == ["Factsheet 4e kwartaal 2025", "Jaar 2023", "Jaar 2025", "1e kwartaal 2025"]
    assert len(names) == 9
    file = await monitor.get("/monitor/rapporten/5.csv", site="same-origin")
    assert file.status == 200
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert "banenafspraak-2025-kwartaal-4-versie-2.csv" in file.headers["content-disposition"]
    assert ";WORKING;Personen die werken;Aantal;60" in file.html


@pytest.mark.parametrize(
    "address",
    [
        "/monitor?periode=2027-1",
        "/monitor?periode=2012-4",
        "/monitor?periode=2025-5",
        "/monitor?periode=x",
        "/monitor?periode=2025",
        "/monitor?uitsplitsing=naam",
        "/monitor?periode=2025-4&versie=3",
        "/monitor?periode=2025-4&versie=x",
        "/monitor/jaar?jaar=2027",
        "/monitor/jaar?jaar=2012",
        "/monitor/jaar?jaar=x",
        "/monitor/jaar?jaar=2025&versie=2",
        "/monitor/rapporten/99.csv",
        "/monitor/rapporten/5.exe",
        "/monitor/rapporten/x.pdf",
    ],
)
async def test_what_is_not_there_is_said_to_be_nowhere(monitor: Browser, address: str) -> None:
    page = await monitor.get(address)
    assert page.status == 404
    assert page.says(NL("failed.unknown.title"))


@pytest.mark.parametrize("path", [*PAGES, "/monitor/rapporten/5.csv"])
async def test_nobody_else_sees_it(own_site: Site, path: str) -> None:
    browser = own_site.browser()
    page = await browser.get(path)
    assert page.says(NL("log_in.why.monitor"))
    await browser.log_in(ASSESSOR)
    page = await browser.get(path)
    assert (page.status, page.says(NL("other_role.text.assessor"))) == (403, True)
    assert not page.says(NL("monitor.title"))


async def test_that_figures_were_looked_at_is_recorded_of_nobody(monitor: Browser, owner: Owner) -> None:
    before = len(await entries(owner))
    await monitor.get("/monitor?periode=2025-4")
    found = (await entries(owner))[before:]
    assert {entry.role for entry in found} == {"MONITOR"}
    assert {entry.subjects for entry in found} == {()}
    assert any("QuarterReport.personsInRegister" in entry.fields for entry in found)


@pytest.mark.parametrize("path", PAGES)
async def test_the_pages_are_in_english_too(monitor: Browser, path: str) -> None:
    await monitor.get("/taal/en?terug=/monitor", site="same-origin")
    page = await monitor.get(path, site="same-origin")
    assert page.status == 200
    assert page.says(EN("frame.places.reports"))
    assert page.says(EN("monitor.reports.title" if path.endswith("rapporten") else "monitor.title"))
    assert page.links[EN("frame.places.year")] == "/monitor/jaar"


async def test_before_anything_is_published_it_says_when_something_will_be(site: Site) -> None:
    browser = site.browser()
    await browser.log_in(MONITOR)
    assert (await browser.get("/monitor/rapporten")).says(NL("monitor.reports.none"))
    page = await browser.get("/monitor")
    assert page.says("3e kwartaal 2026", NL("monitor.draft"))


@pytest.mark.parametrize("language", ["", "/en"])
async def test_everybody_reads_what_was_published_last_without_a_log_in(
    own_site: Site, owner: Owner, language: str
) -> None:
    before = len(await entries(owner))
    texts = EN if language else NL
    page = await own_site.browser().get(f"{language}/cijfers")
    assert page.status == 200
    assert page.says(texts("figures.title"), texts("monitor.quarter_name", number="4", year="2025"), "95")
    assert key(page)[texts("monitor.key.working")] == "60"
    assert (drawn(page, "government", "realised"), drawn(page, "government", "hatch")) == (2, 10)
    assert not any("/rapporten" in link or link.startswith("/monitor?") for link in page.links.values())
    assert len(await entries(owner)) == before
    assert "set-cookie" not in page.headers or "__Host-session" not in page.headers["set-cookie"]


async def test_before_anything_is_published_everybody_reads_when_something_will_be(site: Site) -> None:
    page = await site.browser().get("/cijfers")
    assert page.says(NL("monitor.reports.none"))
    assert 'class="chart' not in page.html
    assert (await site.browser().get("/")).links[NL("start.figures.title")] == "/cijfers"
