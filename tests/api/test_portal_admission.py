"""*Kom ik in aanmerking?*: everybody gets there without a log-in, and nothing of what they answer stays anywhere."""

from collections import Counter
from typing import Any, Final

import pytest
from structlog.testing import capture_logs

from domain.admission_facts import FACT_NAMES
from domain.grounds import GROUNDS, GroundCode
from portal.languages import Language, Texts
from tests.api.test_visibility import answering, statements
from tests.fixtures import people
from tests.fixtures.admission_cases import Case, cases
from tests.fixtures.admission_walk import answer_of
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.portal import DIGID, Site
from tests.fixtures.portal_browser import Browser, Page

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL, EN = Texts(Language.NL), Texts(Language.EN)
PATH: Final = "/kom-ik-in-aanmerking"
ENGLISH: Final = f"/en{PATH}"
ADMITTED: Final = [
    case for case in cases() if case.outcome == "ADMITTED" and len(case.grounds) == 1 and case.day > "2026-06"
]
WAJONG: Final = {"wajong": True, "permanentlyWithoutPossibilities": False, "protectedWorkFinding": False}


def asked(page: Page) -> list[str]:
    return dict(page.form(page.path).fields).get("gevraagd", "").split() if page.status == 200 else []


async def walked(browser: Browser, person: dict[str, Any], path: str = PATH) -> list[Page]:
    """The pages that somebody sees, from the first to the last."""
    pages = [await browser.get(path)]
    pages.append(await browser.send(pages[-1], path))
    while facts := asked(pages[-1]):
        answers: dict[str, Any] = {fact: answer_of(fact, person) for fact in facts}
        pages.append(await browser.send(pages[-1], path, answers))
    return pages


@pytest.mark.parametrize("case", ADMITTED, ids=[case.title for case in ADMITTED])
async def test_who_is_admitted_reads_on_which_ground_by_which_article_and_who_asks(
    browser: Browser, case: Case
) -> None:
    last = (await walked(browser, case.facts))[-1]
    [(code, article)] = case.grounds
    assert last.says(NL("admission.outcomes.admitted"), GROUNDS[GroundCode(code)].name, article)
    assert last.says(NL("admission.no_rights"))
    ways = ("municipality", "wage_value", "report", "own", "provision", "known")
    assert sum(last.says(NL(f"admission.ways.{key}")) for key in ways) == 1


@pytest.mark.parametrize(
    ("facts", "way"),
    [
        ("municipalSupport uwvFindingBelowMinimumWage", "municipality"),
        ("municipalSupport wageValueBelowMinimumWage", "wage_value"),
        ("specialEducation reportedInWriting", "report"),
        ("illnessBefore18OrDuringStudy needsProvision receivesProvision", "provision"),
        ("wiwOrIdJob", "known"),
    ],
)
async def test_the_way_in_is_that_of_the_ground(browser: Browser, facts: str, way: str) -> None:
    person: dict[str, Any] = {name: False for name in FACT_NAMES.values() if not name.endswith(("On", "Functions"))}
    person |= dict.fromkeys(facts.split(), True) | {"findingRequestedBy": "MUNICIPALITY"}
    person |= dict.fromkeys(("findingOn", "wageValueOn", "reportedOn"), "2020-02-29")
    last = (await walked(browser, person))[-1]
    assert last.says(NL(f"admission.ways.{way}"))


async def test_who_is_not_admitted_reads_what_can_still_be_done(browser: Browser) -> None:
    person: dict[str, Any] = {name: False for name in FACT_NAMES.values() if not name.endswith(("On", "Functions"))}
    last = (await walked(browser, person | {"specialEducation": True, "findingRequestedBy": None}))[-1]
    assert last.says(NL("admission.outcomes.not_admitted"), NL("admission.advice.report"))
    assert not last.says(NL("admission.advice.provision"))


async def test_who_knows_nothing_reads_which_questions_are_open(browser: Browser) -> None:
    pages = await walked(browser, {})
    assert pages[-1].says(NL("admission.outcomes.undecided"), NL("admission.questions.wajong"))
    questions = [fact for page in pages for fact in asked(page)]
    assert sorted(questions) == sorted(FACT_NAMES)


async def test_it_is_in_english_too_with_the_names_of_grounds_in_dutch(browser: Browser) -> None:
    pages = await walked(browser, WAJONG, ENGLISH)
    assert all('<html lang="en">' in page.html for page in pages)
    assert pages[-1].says(EN("admission.outcomes.admitted"), "Wajong met arbeidsvermogen", EN("admission.ways.known"))
    assert '<span lang="nl">Wajong met arbeidsvermogen</span>' in pages[-1].html
    switched = await browser.get(f"/taal/en?terug={PATH}")
    assert switched.path == ENGLISH


async def test_the_start_leads_there(browser: Browser) -> None:
    assert (await browser.get("/")).links[NL("start.admission.title")] == PATH


async def test_answers_travel_in_hidden_fields_and_leave_nothing_behind(
    site: Site, portal_owner: Owner, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = site.browser()
    before = await statements(portal_owner)
    with capture_logs() as lines:
        pages = await walked(browser, WAJONG)
        wrong = await browser.post(PATH, {"gevraagd": "finding_on", "finding_on": "ziek sinds 2019", "wajong": "ja"})
        tampered = await browser.post(PATH, {"wajong": "ziek"})
    assert await answering(portal_owner, before) == Counter()
    assert browser.cookies == {}
    assert all("set-cookie" not in page.headers for page in [*pages, wrong, tampered])
    assert {page.url.removeprefix(browser.url) for page in pages} == {PATH}
    assert all(page.headers["cache-control"] == "no-store" for page in pages)
    assert all("location" not in page.headers for page in pages)
    assert dict(pages[-1].form(PATH).fields) | {"csrf": ""} == {
        "csrf": "",
        "wajong": "ja",
        "iva_benefit": "weet-niet",
        "wajong_2015_refused": "weet-niet",
        "permanently_without_possibilities": "nee",
        "protected_work_finding": "nee",
    }
    written = str(lines) + "".join(capsys.readouterr())
    for word in ("wajong", "Wajong", "ziek", "finding_on", "permanent", "weet-niet"):
        assert word not in written


async def test_only_the_first_page_may_be_found_by_search_engines(browser: Browser) -> None:
    first, *others = await walked(browser, WAJONG)
    assert '<meta name="description"' in first.html
    assert all('<meta name="robots" content="noindex">' in page.html for page in others)


async def test_a_question_without_an_answer_is_asked_again_and_keeps_the_others(browser: Browser) -> None:
    page = await browser.send(await browser.get(PATH), PATH)
    again = await browser.send(page, PATH, {"wajong": "nee", "iva_benefit": None})
    assert again.status == 400
    assert again.title.startswith(NL("base.error"))
    assert again.says(NL("admission.choose"))
    assert ("wajong", "nee") in again.form(PATH).fields


@pytest.mark.parametrize(
    ("typed", "text"),
    [("gisteren", "fields.date_wrong"), ("32-1-2020", "fields.date_unknown"), ("1-1-2999", "admission.later")],
)
async def test_a_day_that_is_none_or_is_still_to_come_is_asked_again(browser: Browser, typed: str, text: str) -> None:
    sent = {"gevraagd": "reported_on", "special_education": "ja", "reported_on": typed}
    page = await browser.post(PATH, sent)
    assert page.status == 400
    assert page.says(NL(text))
    fields = dict(page.form(PATH).fields)
    assert (fields["reported_on"], fields["special_education"]) == (typed, "ja")


async def test_going_back_leads_through_the_same_pages_with_their_answers_to_the_first(browser: Browser) -> None:
    pages = await walked(browser, WAJONG)
    page = pages[-1]
    for before in reversed(pages[1:-1]):
        page = await browser.send(page, PATH, {"terug": "ja"})
        assert asked(page) == asked(before)
        fields = dict(page.form(PATH).fields)
        assert all(fields[fact] == answer_of(fact, WAJONG) for fact in asked(page))
    first = await browser.send(page, PATH, {"terug": "ja"})
    assert first.says(NL("admission.kept_heading"))


async def test_sending_a_page_again_answers_the_same(browser: Browser) -> None:
    pages = await walked(browser, WAJONG)
    again = await browser.send(pages[-2], PATH, {"protected_work_finding": "nee"})
    assert again.lines == pages[-1].lines


@pytest.mark.parametrize(
    "sent",
    [
        {"gevraagd": "bsn"},
        {"gevraagd": "wajong bsn", "wajong": "ja"},
        {"wajong": "JA"},
        {"wajong": ""},
        {"finding_on": "x"},
        {"finding_on": "1-1-2999"},
        {"threshold_functions": "ja"},
        {"uwv_finding_below_minimum_wage": "ja", "threshold_functions": "helemaal"},
    ],
)
async def test_what_no_page_of_ours_sends_is_refused_with_a_page(browser: Browser, sent: dict[str, str]) -> None:
    page = await browser.post(PATH, sent)
    assert page.status == 400
    assert page.says(NL("failed.form.title"))


async def test_a_form_of_another_site_is_refused(browser: Browser) -> None:
    page = await browser.post(PATH, {"wajong": "ja"}, {"sec-fetch-site": "cross-site"})
    assert page.status == 403


async def test_who_is_logged_in_is_asked_and_answered_alike_and_nothing_of_it_is_recorded(
    browser: Browser, portal_owner: Owner
) -> None:
    visitor = [page.form(PATH).fields[1:] for page in (await walked(browser, WAJONG))[1:]]
    await browser.log_in(DIGID, bsn=people.RAN_ON)
    before = await statements(portal_owner)
    pages = await walked(browser, WAJONG)
    ran = await answering(portal_owner, before)
    assert [page.form(PATH).fields[1:] for page in pages[1:]] == visitor
    assert not [text for text in ran if "record" in text or "look_up" in text]
