"""What an assessor does with a case through its pages, from what is found out to what is decided."""

from collections.abc import AsyncIterator, Mapping
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from domain.case_kinds import CaseKind
from domain.forms import ApplicationForm, RequestedOutcome
from models.commands import requests, review
from models.database import ServingPools
from portal.languages import Language, Texts
from tests.fixtures import people
from tests.fixtures.casework import Casework, assessor, case_of, citizen
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.portal import ASSESSOR, served
from tests.fixtures.portal_browser import Browser, Page

NL = Texts(Language.NL)
FACTS = {"protected_work_finding": "nee", "permanently_without_possibilities": "nee"}


@pytest.fixture
async def browser(peopled: Owner, pools: ServingPools, tmp_path: Path) -> AsyncIterator[Browser]:  # noqa: ARG001
    """An assessor's browser, on a register of this test's own."""
    async with served(pools, tmp_path) as site:
        made = site.browser()
        await made.log_in(ASSESSOR)
        yield made


class Work:
    """A case in an assessor's hands."""

    def __init__(self, browser: Browser, case: str) -> None:
        self.browser = browser
        self.address = f"/beoordelen/zaken/{case}"

    async def see(self) -> Page:
        return await self.browser.get(self.address, site="same-origin")

    async def act(self, action: str) -> Page:
        [form] = [one for one in (await self.see()).forms if dict(one.fields).get("actie") == action]
        return await self.browser.post(form.action, form.fields)

    async def form(self, path: str) -> Page:
        return await self.browser.get(f"{self.address}/{path}", site="same-origin")

    async def send(self, page: Page, **typed: str) -> Page:
        return await self.browser.send(page, page.path, dict(typed))

    async def fill(self, path: str, typed: Mapping[str, str]) -> Page:
        return await self.send(await self.form(path), **typed)


async def application(pools: ServingPools, outcome: RequestedOutcome) -> UUID:
    work, form = Casework.over(pools).on(date(2026, 11, 2)), ApplicationForm(requested_outcome=outcome).as_dict()
    own, kind = citizen(people.SINCE_2008), CaseKind.WORK_CAPACITY_ASSESSMENT
    return case_of(await requests.apply_for_oneself(work.commands, own, work.given(), kind, form, None)).id


async def applied(
    browser: Browser, pools: ServingPools, outcome: RequestedOutcome = RequestedOutcome.INDICATION
) -> Work:
    """An application that the assessor has taken."""
    made = Work(browser, str(await application(pools, outcome)))
    assert (await made.act("TAKE")).says(NL("case.done.TAKE"))
    return made


async def test_an_application_is_granted_from_a_day(browser: Browser, pools: ServingPools) -> None:
    work = await applied(browser, pools)
    found = await work.fill("feiten", {**FACTS, "wajong": "ja"})
    assert found.says(NL("case.verdicts.yes"))
    form = await work.form("besluit")
    decided = {"besluit": "GRANT", "motivering": "U hebt recht op Wajong."}
    dayless = await work.send(form, **decided)
    assert (dayless.status, dayless.says(f"{NL('decide.start')}: {NL('steps.missing')}")) == (400, True)
    later = await work.send(dayless, **decided, ingang="1-1-2030")
    assert (later.status, later.says("De grondslag kan niet na vandaag ingaan.")) == (409, True)
    preview = await work.send(later, **decided, ingang="3-11-2026")
    assert preview.says(NL("decide.final"), "U hebt recht op Wajong.")
    sent = await work.send(preview, stap="versturen")
    assert sent.says(NL("case.done.GRANT"), NL("cases.states.GRANTED"), "03-11-2026")


async def test_an_advice_has_no_day_on_which_a_ground_begins(browser: Browser, pools: ServingPools) -> None:
    work = await applied(browser, pools, RequestedOutcome.PROTECTED_WORK_ADVICE)
    form = await work.form("besluit")
    assert 'name="ingang"' not in form.html
    preview = await work.send(form, besluit="GRANT", motivering="U kunt beschut werken.", ingang="1-1-2020")
    sent = await work.send(preview, stap="versturen")
    assert sent.says(NL("case.done.GRANT"), NL("cases.states.GRANTED"))


async def test_what_was_not_completed_is_not_treated(browser: Browser, pools: ServingPools) -> None:
    case, officer = await application(pools, RequestedOutcome.INDICATION), assessor()
    before = Casework.over(pools).on(date(2026, 11, 3))
    await review.take(before.commands, officer, before.given("assessor"), case)
    await review.invite_completion(
        before.commands, officer, before.given("assessor"), case, ("het rapport",), date(2026, 11, 12)
    )
    after = before.on(date(2026, 11, 20))
    case_of(await review.release(after.commands, officer, after.given("assessor"), case))
    work = Work(browser, str(case))
    await work.act("TAKE")
    preview = await work.fill("besluit", {"besluit": "NOT_TREAT", "motivering": "Wij kregen het rapport niet."})
    assert preview.says(NL("decide.letters.NOT_TREATED"), "Wij kregen het rapport niet.")
    sent = await work.send(preview, stap="versturen")
    assert sent.says(NL("case.done.DECIDE_NOT_TO_TREAT"), NL("cases.states.NOT_TREATED"))


async def test_a_term_is_extended_once_to_a_day_that_is_shown(browser: Browser, pools: ServingPools) -> None:
    work = await applied(browser, pools)
    done = await work.fill("verlengen", {"nieuw": "1-3-2027", "uitleg": "Wij wachten op de arts."})
    assert done.says(NL("case.done.EXTEND"), "1 maart 2027", "Wij wachten op de arts.")
    assert "/verlengen" not in done.html
    assert (await work.form("verlengen")).says(NL("steps.impossible"))


async def test_a_notice_of_default_shows_the_penalty_that_runs(browser: Browser, pools: ServingPools) -> None:
    earlier = Casework.over(pools).on(date(2026, 8, 3))
    own = citizen(people.RAN_ON)
    asked = await requests.request_deregistration(earlier.commands, own, earlier.given(), None, confirmed=True)
    work = Work(browser, str(case_of(asked).id))
    form = await work.form("ingebrekestelling")
    later = await work.send(form, ontvangen="1-1-2030")
    assert (later.status, later.says(NL("admission.later"))) == (400, True)
    done = await work.send(later, ontvangen="26-10-2026")
    assert done.says(NL("case.done.RECORD_NOTICE_OF_DEFAULT"), NL("case.penalty.runs_from"), "10 november 2026")


async def test_a_term_that_has_passed_is_said_to_stop_no_more(browser: Browser, pools: ServingPools) -> None:
    earlier = Casework.over(pools).on(date(2026, 8, 3))
    asked = await requests.request_deregistration(
        earlier.commands, citizen(people.RAN_ON), earlier.given(), None, confirmed=True
    )
    work = Work(browser, str(case_of(asked).id))
    await work.act("TAKE")
    shown = await work.fill("aanvulling", {"ontbreekt": "de brief", "tot": "7-12-2026"})
    assert shown.says("De termijn is al voorbij en stopt niet meer. De uiterste dag blijft 28 september 2026.")
    sent = await work.send(shown, stap="versturen")
    assert sent.says("28-09-2026")


async def test_who_was_heard_is_recorded_with_what_was_said(browser: Browser, pools: ServingPools) -> None:
    work = await applied(browser, pools)
    typed = {"gehoord": "APPLICANT", "op": "20-11-2026", "schriftelijk": "nee", "verslag": "Het gaat goed."}
    wrong = await work.fill("horen", {**typed, "gehoord": "NOBODY", "verslag": ""})
    assert (wrong.status, wrong.says(NL("steps.gehoord.label"), NL("steps.verslag.label"))) == (400, True)
    done = await work.send(wrong, **typed)
    assert done.says(NL("case.done.RECORD_HEARING"), NL("case.past.RECORD_HEARING"))


async def test_one_way_in_that_is_closed_leaves_the_others_unknown(browser: Browser, pools: ServingPools) -> None:
    work = await applied(browser, pools)
    page = await work.fill("feiten", {**FACTS, "wajong": "nee"})
    assert page.says(NL("case.verdicts.unknown"), NL("case.first.facts"))
    assert f"{work.address}/besluit" not in page.html


async def test_who_says_otherwise_than_the_facts_is_heard_before_a_refusal(
    browser: Browser, pools: ServingPools
) -> None:
    work, form = Casework.over(pools).on(date(2026, 11, 2)), {"schoolName": "De Brug", "schoolKind": "VSO"}
    own, kind = citizen(people.SINCE_2008), CaseKind.SPECIAL_EDUCATION_REPORT
    asked = await requests.apply_for_oneself(work.commands, own, work.given(), kind, form, None)
    made = Work(browser, str(case_of(asked).id))
    await made.act("TAKE")
    page = await made.fill("feiten", {**FACTS, "special_education": "nee"})
    assert page.says(NL("case.verdicts.no"), NL("case.first.hearing"))
    typed = {"gehoord": "APPLICANT", "op": "20-11-2026", "schriftelijk": "ja", "verslag": "Het was mavo."}
    page = await made.fill("horen", typed)
    assert not page.says(NL("case.first.hearing"))
    form_of_decision = await made.form("besluit")
    assert form_of_decision.says(NL("decide.forbidden"))
    assert 'name="ingang"' not in form_of_decision.html


async def test_a_decision_that_is_kept_is_found_again_and_nothing_of_it_is_decided(
    browser: Browser, pools: ServingPools
) -> None:
    work = await applied(browser, pools)
    await work.fill("feiten", {**FACTS, "wajong": "ja"})
    form = await work.form("besluit")
    wrong = await work.send(form, besluit="GRANT", motivering="Nog niet", ingang="31-2-2026", stap="bewaren")
    assert (wrong.status, wrong.says(NL("fields.date_unknown"), "Nog niet")) == (400, True)
    saved = await work.send(wrong, besluit="GRANT", motivering="Nog niet", ingang="", stap="bewaren")
    assert saved.says(NL("decide.saved"), "Nog niet")
    assert (await work.see()).says(NL("cases.states.IN_REVIEW"))
    again = await work.form("besluit")
    assert again.says("Dit concept is bewaard op", "Nog niet")
    assert [form for form in again.forms if dict(form.fields).get("besluit") == "GRANT"]
    preview = await work.send(again, motivering="U hebt recht op Wajong.", ingang="3-11-2026")
    sent = await work.send(preview, stap="versturen")
    assert sent.says(NL("case.done.GRANT"))


async def test_a_form_without_a_word_is_no_draft(browser: Browser, pools: ServingPools) -> None:
    work = await applied(browser, pools, RequestedOutcome.PROTECTED_WORK_ADVICE)
    refused = await work.send(await work.form("besluit"), stap="bewaren")
    assert (refused.status, refused.says("Er is nog niets om te bewaren.")) == (409, True)
