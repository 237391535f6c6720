"""A municipality applies for clients, reports what it found, and follows its cases in the portal of Suwinet."""

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from domain.case_kinds import CASE_KINDS, CaseKind, Party
from models.commands import review
from models.database import ServingPools
from models.imports import Silence, import_directory
from portal.languages import Language, Texts
from portal.pages.suwinet.forms import FORMS
from tests.fixtures import people
from tests.fixtures.casework import Casework, assessor, case_of
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.portal import MUNICIPALITY, SUWINET, UWV, Site, served
from tests.fixtures.portal_browser import Browser, Page

NL = Texts(Language.NL)
APPLY, CASES = "/suwinet/aanvragen", "/suwinet/zaken"
INDICATION, PROVISION, WAGE_VALUE, PROTECTED = (f"{APPLY}/{name}" for name in FORMS)
WHOLE: dict[str, dict[str, str | list[str] | None]] = {
    INDICATION: {"bsn": people.NEVER_HEARD_OF, "gevraagd": "INDICATION", "kenmerk": "K-1", "toelichting": "Graag."},
    PROVISION: {"bsn": people.STAYED, "nodig-transport": "ja", "kenmerk": "K-2"},
    WAGE_VALUE: {
        "bsn": people.NEVER_HEARD_OF, "lager": "ja", "percentage": "62,50",
        "vastgesteld": "2-11-2026", "kenmerk": "K-3",
    },
    PROTECTED: {"bsn": people.TWO_GROUNDS, "besloten": "20-11-2026"},
}  # fmt: skip


@pytest.fixture
async def site(owner: Owner, pools: ServingPools, tmp_path: Path) -> AsyncIterator[Site]:
    """The service over a register of this test's own, for what is reported changes it."""
    files = people.write_files(tmp_path)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    async with served(pools, tmp_path) as opened:
        yield opened


async def come(site: Site, oin: str = MUNICIPALITY.oin) -> Browser:
    browser = site.browser()
    await browser.log_in(SUWINET, official=oin)
    return browser


async def sent(browser: Browser, address: str) -> Page:
    return await browser.send(await browser.get(address, site="same-origin"), address, WHOLE[address])


def test_every_kind_that_a_municipality_may_start_has_a_form() -> None:
    kinds = {kind for kind, rules in CASE_KINDS.items() if Party.MUNICIPALITY in rules.starters}
    assert kinds == {
        CaseKind.PARTICIPATION_ACT_INDICATION,
        CaseKind.WORK_PROVISION_ASSESSMENT,
        CaseKind.WAGE_VALUE_REPORT,
    }
    assert set(FORMS) == {"indicatie", "werken-met-voorziening", "loonwaarde", "beschut-werk"}


async def test_only_a_municipality_finds_the_forms(site: Site) -> None:
    municipality = await come(site)
    page = await municipality.get("/suwinet")
    assert {APPLY, CASES} <= set(page.links.values())
    page = await municipality.get(APPLY, site="same-origin")
    assert set(WHOLE) <= set(page.links.values())
    assert (await municipality.get(f"{APPLY}/iets", site="same-origin")).status == 404
    uwv = await come(site, UWV.oin)
    page = await uwv.get("/suwinet")
    assert not {APPLY, CASES} & set(page.links.values())
    for address in (APPLY, INDICATION, CASES, f"{CASES}/x", f"{CASES}/x/intrekken", f"{CASES}/x/vraag"):
        assert (await uwv.get(address, site="same-origin")).status == 403, address


@pytest.mark.parametrize("address", [INDICATION, PROVISION, WAGE_VALUE])
async def test_what_is_sent_is_a_case_once_and_stands_in_the_list_without_a_bsn(site: Site, address: str) -> None:
    browser = await come(site)
    form = await browser.get(address, site="same-origin")
    case = await browser.send(form, address, WHOLE[address])
    assert (case.status, case.says(NL("clients.said.nieuw"))) == (200, True)
    assert re.fullmatch(rf"{CASES}/[0-9a-f-]{{36}}", case.path.partition("?")[0])
    again = await browser.send(form, address, WHOLE[address])
    assert again.path == case.path
    listed = await browser.get(CASES, site="same-origin")
    assert listed.html.count(case.path.partition("?")[0]) == 1
    assert str(WHOLE[address]["kenmerk"]) in listed.html
    assert not {one for one in WHOLE.values() if str(one["bsn"]) in listed.html}


async def test_the_receipt_is_read_on_the_page_and_as_a_file(site: Site) -> None:
    browser = await come(site)
    case = await sent(browser, PROVISION)
    [file] = [href for href in case.links.values() if "/brieven/" in href]
    assert (await browser.get(file, site="same-origin")).response.content.startswith(b"%PDF-")
    other = f"{file.rpartition('/')[0]}/00000000-0000-4000-8000-000000000000"
    assert (await browser.get(other, site="same-origin")).status == 404


async def test_that_only_protected_work_is_possible_is_recorded(site: Site, owner: Owner) -> None:
    browser = await come(site)
    page = await sent(browser, PROTECTED)
    assert page.says(NL("clients.recorded"))
    assert people.TWO_GROUNDS not in page.html
    found = "select count(*) from register.event where bsn = $1 and kind = 'PROTECTED_WORK'"
    assert await owner.fetchval(found, int(people.TWO_GROUNDS)) == 1


@pytest.mark.parametrize(
    ("address", "typed", "field", "says"),
    [
        (INDICATION, {"bsn": ""}, "bsn", "fields.bsn_missing"),
        (INDICATION, {"bsn": "999900060"}, "bsn", "forms.bsn_test"),
        (INDICATION, {"gevraagd": "WAJONG"}, "gevraagd", "applications.missing"),
        (PROVISION, {"nodig-transport": None}, "nodig-transport", "applications.nothing"),
        (WAGE_VALUE, {"lager": None}, "lager", "applications.missing"),
        (WAGE_VALUE, {"percentage": "62,505"}, "percentage", "clients.percentage_wrong"),
        (WAGE_VALUE, {"percentage": "-5"}, "percentage", "clients.percentage_wrong"),
        (WAGE_VALUE, {"vastgesteld": "31-2-2026"}, "vastgesteld", "fields.date_unknown"),
        (WAGE_VALUE, {"vastgesteld": ""}, "vastgesteld", "applications.missing"),
        (PROTECTED, {"besloten": "gisteren"}, "besloten", "fields.date_wrong"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    site: Site, address: str, typed: dict[str, str | None], field: str, says: str
) -> None:
    browser = await come(site)
    whole = {**WHOLE[address], **typed}
    page = await browser.send(await browser.get(address, site="same-origin"), address, whole)
    assert (page.status, page.says(NL(says))) == (400, True)
    assert f"#{field}" in page.links.values()
    kept = dict(page.form(address).fields)
    text = {name: value for name, value in whole.items() if value and name not in {"gevraagd", "lager"}}
    assert {name: kept.get(name) for name in text} == text
    assert (await browser.get(CASES, site="same-origin")).says(NL("clients.cases.none"))


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        (WAGE_VALUE, {"lager": "nee"}),
        (WAGE_VALUE, {"percentage": "100"}),
        (WAGE_VALUE, {"vastgesteld": "1-1-2016"}),
        (WAGE_VALUE, {"vastgesteld": "1-1-2030"}),
        (PROTECTED, {"besloten": "1-1-2030"}),
        (INDICATION, {"kenmerk": "k" * 255}),
    ],
)
async def test_what_the_register_refuses_is_told_and_can_be_sent_when_it_is_right(
    site: Site, address: str, typed: dict[str, str]
) -> None:
    browser = await come(site)
    form = await browser.get(address, site="same-origin")
    refused = await browser.send(form, address, {**WHOLE[address], **typed})
    assert refused.status == 400
    right = await browser.send(refused, address, WHOLE[address])
    assert right.says(NL("clients.recorded" if address == PROTECTED else "clients.said.nieuw"))


async def test_a_case_is_withdrawn_by_who_is_sure_and_only_its_own(site: Site) -> None:
    browser = await come(site)
    case = (await sent(browser, INDICATION)).path.partition("?")[0]
    sure = await browser.get(f"{case}/intrekken", site="same-origin")
    done = await browser.send(sure, f"{case}/intrekken")
    assert done.says(NL("clients.said.ingetrokken"), NL("cases.states.WITHDRAWN"))
    assert f"{case}/intrekken" not in done.links.values()
    assert (await browser.get(f"{case}/intrekken", site="same-origin")).path == case
    for address in (f"{CASES}/00000000-0000-4000-8000-000000000000", f"{CASES}/x"):
        for page in ("", "/intrekken", "/vraag"):
            assert (await browser.get(address + page, site="same-origin")).status == 404, page


async def test_what_uwv_asks_is_answered_and_confirmed(site: Site, pools: ServingPools) -> None:
    browser = await come(site)
    case = (await sent(browser, INDICATION)).path.partition("?")[0]
    assert (await browser.get(f"{case}/vraag", site="same-origin")).path == case  # nothing is asked
    work, number = Casework.over(pools).on(date(2026, 11, 23)), case.rpartition("/")[2]
    await review.take(work.commands, assessor(), work.given("assessor"), UUID(number))
    asked = ("Een toelichting.",)
    invited = await review.invite_completion(
        work.commands, assessor(), work.given("assessor"), UUID(number), asked, date(2026, 12, 7)
    )
    assert case_of(invited).case.invitation is not None
    question = await browser.get(f"{case}/vraag", site="same-origin")
    assert question.says("Een toelichting.")
    empty = await browser.send(question, f"{case}/vraag", {"antwoord": " "})
    assert (empty.status, empty.says(NL("my_cases.question.empty"))) == (400, True)
    done = await browser.send(empty, f"{case}/vraag", {"antwoord": "Hierbij."})
    assert done.says(NL("clients.said.aangevuld"), "Wij hebben uw aanvulling ontvangen.", "Hierbij.")
