"""Onze banenafspraak: what an employer's own registered employees are worth in jobs, and the quota worked out."""

import pytest

from domain.quota_explanation import NOT_EXECUTED
from portal.languages import Language, Texts
from tests.fixtures import people
from tests.fixtures.portal import EHERKENNING, Site
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Watch
from tests.fixtures.portal_people import FIFTY, STAFF, THIRTY

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL, EN = Texts(Language.NL), Texts(Language.EN)
JOBS, QUOTA = "/werkgever/banenafspraak", "/werkgever/banenafspraak/quotum"
FILLED: dict[str, str | list[str] | None] = {
    "jaar": "2024", "sector": "GOVERNMENT", "uren": "500.000", "uren-ervoor": "500000"
}  # fmt: skip


async def come(browser: Browser, kvk: str, address: str = JOBS) -> Page:
    """Log in for an organisation, and open the page."""
    await browser.log_in(EHERKENNING, organisation=[], kvk=kvk)
    return await browser.get(address, site="same-origin")


async def test_the_pages_are_found_from_the_services_and_ask_nothing_themselves(browser: Browser, watch: Watch) -> None:
    page = await come(browser, THIRTY)
    assert page.says(NL("jobs.lead"), NL("jobs.recorded"))
    assert page.links[NL("jobs.quota.link")] == QUOTA
    assert (await browser.get("/werkgever")).links[NL("jobs.title")] == JOBS
    quota = await browser.get(QUOTA)
    assert quota.says(NL("jobs.quota.not_executed"), NL("jobs.quota.decides"))
    assert await watch.asked() == []


async def test_the_jobs_of_a_year_are_told_once_asked_and_recorded(browser: Browser, watch: Watch) -> None:
    page = await browser.send(await come(browser, THIRTY), JOBS, {"jaar": "2025"})
    # thirty people of 32 hours a week, 365 days: 50,057.1 hours, and 1,331 of them are a job
    assert page.says(NL("jobs.of_year", year="2025"), "37,61", "50.057,1", "30", NL("jobs.counted"))
    assert not page.says(NL("jobs.running"))
    assert STAFF[0] not in page.html
    assert "Wajong" not in page.html
    [asked] = await watch.asked()
    assert asked.purpose == "ROSTER"
    again = await browser.get(page.path, site="same-origin")
    assert again.says("37,61")
    assert await watch.asked() == []
    this_year = await browser.send(await browser.get(JOBS), JOBS, {"jaar": "2026"})
    assert this_year.says(NL("jobs.running"))


async def test_an_employer_of_nobody_in_the_register_has_no_jobs(browser: Browser) -> None:
    page = await browser.send(await come(browser, people.SECOND_KVK), JOBS, {"jaar": "2026"})
    lines = page.lines[page.lines.index(NL("jobs.jobs")) :][:6]
    assert lines == [NL("jobs.jobs"), "0", NL("jobs.hours"), "0", NL("jobs.persons"), "0"]


async def test_the_quota_is_worked_out_in_steps_that_say_it_is_not_executed(browser: Browser) -> None:
    page = await browser.send(await come(browser, people.SECOND_KVK, QUOTA), QUOTA, FILLED)
    # 500,000 hours at 2.76 % and nobody of the group: 13,800 / 1,331 is 10.3 jobs, and € 51,500
    assert page.says(NOT_EXECUTED, "10,3", "€ 51.500", "500.000", NL("jobs.sectors.GOVERNMENT"))
    enough = await browser.send(await come(browser, FIFTY, QUOTA), QUOTA, FILLED)
    assert enough.says("€ 0")
    small = await browser.send(await browser.get(QUOTA), QUOTA, {**FILLED, "uren-ervoor": "40.574"})
    assert small.says("Daarom geldt het quotum niet voor u.")
    assert not small.says(NL("jobs.quota.levy"))


@pytest.mark.parametrize(
    ("address", "changes", "told"),
    [
        (JOBS, {"jaar": ""}, ("jaar", "jobs.year_missing")),
        (JOBS, {"jaar": "1999"}, ("jaar", "jobs.year_missing")),
        (QUOTA, {**FILLED, "jaar": "x"}, ("jaar", "jobs.year_missing")),
        (QUOTA, {**FILLED, "sector": "IETS"}, ("sector", "jobs.quota.sector_missing")),
        (QUOTA, {**FILLED, "uren": ""}, ("uren", "jobs.quota.hours_wrong")),
        (QUOTA, {**FILLED, "uren": "12,5"}, ("uren", "jobs.quota.hours_wrong")),
        (QUOTA, {**FILLED, "uren-ervoor": "-5"}, ("uren-ervoor", "jobs.quota.hours_wrong")),
        (QUOTA, {**FILLED, "uren-ervoor": "2000000001"}, ("uren-ervoor", "jobs.quota.hours_wrong")),
    ],
)
async def test_what_is_wrong_is_told_at_its_field_and_asks_nothing(
    browser: Browser, watch: Watch, address: str, changes: dict[str, str | list[str] | None], told: tuple[str, str]
) -> None:
    field, says = told
    page = await browser.send(await come(browser, THIRTY, address), address, changes)
    assert (page.status, page.says(NL(says)), f"#{field}" in page.links.values()) == (400, True, True)
    assert await watch.asked() == []


@pytest.mark.parametrize("address", [JOBS, QUOTA])
async def test_without_the_service_for_rosters_there_is_nothing_to_see(
    site: Site, browser: Browser, watch: Watch, address: str
) -> None:
    allowed = await come(browser, THIRTY, address)
    other = site.browser()
    await other.log_in(EHERKENNING, organisation=[], kvk=THIRTY, service=["LETTERS"])
    assert (await other.get(address, site="same-origin")).status == 403
    assert JOBS not in (await other.get("/werkgever")).links.values()
    form = allowed.form(address).filled_in(FILLED)
    mark = (await other.get("/werkgever")).forms[0].csrf
    sent = await other.post(address, [(name, mark if name == "csrf" else value) for name, value in form])
    assert sent.status == 403
    assert await watch.asked() == []


async def test_the_pages_are_in_english_too(browser: Browser) -> None:
    await come(browser, people.SECOND_KVK)
    await browser.get(f"/taal/en?terug={QUOTA}", site="same-origin")
    form = await browser.get(QUOTA, site="same-origin")
    page = await browser.send(form, QUOTA, FILLED)
    assert page.says(EN("jobs.quota.in_dutch"), "€ 51,500", NOT_EXECUTED)
