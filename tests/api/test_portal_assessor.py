"""The assessors' portal: the worklist, a case, who was first, and what is decided."""

import re
import uuid
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.case_kinds import CaseKind
from domain.forms import ApplicationForm, RequestedOutcome
from domain.proofs import OwnLetters
from models.commands import requests, review
from models.commands.command import refusal_of
from models.commands.reaction import give_reaction
from models.database import ServingPools
from models.imports import Silence, import_directory
from portal.languages import Language, Texts
from tests.fixtures import people, portal_people
from tests.fixtures.casework import PSEUDONYMS, Casework, assessor, case_of, citizen
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.portal import ASSESSOR, Site, served
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_people import STAFF

NL = Texts(Language.NL)
HOME, NEXT, SEARCH = "/beoordelen", "/beoordelen/volgende", "/beoordelen/zoeken"
FIRST, SECOND = "beoordelaar-1", "beoordelaar-2"


@pytest.fixture
async def site(owner: Owner, pools: ServingPools, tmp_path: Path) -> AsyncIterator[Site]:
    """The service over a register of this test's own, for what is decided changes it."""
    files = portal_people.write_files(tmp_path)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    async with served(pools, tmp_path) as opened:
        yield opened


@pytest.fixture
async def cases(site: Site, pools: ServingPools) -> dict[str, uuid.UUID]:  # noqa: ARG001 - it fills the register
    """A request to leave of who may leave, of who may not, and an application, oldest first."""
    work = Casework.over(pools)
    stayed = case_of(await _leave(work.on(date(2026, 11, 2)), STAFF[0]))
    stopped = case_of(await _leave(work.on(date(2026, 11, 3)), people.RAN_ON))
    form = ApplicationForm(requested_outcome=RequestedOutcome.INDICATION)
    applied = case_of(
        await requests.apply_for_oneself(
            work.commands,
            citizen(STAFF[1]),
            work.given(),
            CaseKind.WORK_CAPACITY_ASSESSMENT,
            form.as_dict(),
            None,
        )
    )
    return {"stayed": stayed.id, "stopped": stopped.id, "applied": applied.id}


async def _leave(work: Casework, bsn: str) -> dict[str, Any]:
    return await requests.request_deregistration(work.commands, citizen(bsn), work.given(), None, confirmed=True)


async def come(site: Site, user: str = FIRST) -> tuple[Browser, Page]:
    browser = site.browser()
    return browser, await browser.log_in(ASSESSOR, assessor=user)


async def test_the_worklist_names_no_person_and_leads_with_what_is_due_first(
    site: Site, cases: dict[str, uuid.UUID]
) -> None:
    browser, page = await come(site)
    assert (page.status, page.path) == (200, HOME)
    found = [page.html.index(str(cases[name])) for name in ("stayed", "stopped", "applied")]
    assert found == sorted(found)
    assert STAFF[0] not in page.html
    assert people.RAN_ON not in page.html
    only = await browser.get(f"{HOME}?soort=WORK_CAPACITY_ASSESSMENT", site="same-origin")
    assert str(cases["applied"]) in only.html
    assert str(cases["stayed"]) not in only.html
    none = await browser.get(f"{HOME}?te-laat=ja", site="same-origin")
    assert none.says(NL("worklist.none_found"))


async def test_the_worklist_shows_what_is_due_this_week_and_whose_it_is(
    site: Site, cases: dict[str, uuid.UUID], pools: ServingPools
) -> None:
    browser, page = await come(site)
    await browser.send(page, NEXT)  # the first one is the assessor's now
    for query, shown in (
        ("behandelaar=ik", {"stayed"}),
        ("behandelaar=niemand", {"stopped", "applied"}),
        ("behandelaar=", {"stayed", "stopped", "applied"}),
        ("behandelaar=iemand", {"stayed", "stopped", "applied"}),
        ("deze-week=ja", set()),
    ):
        page = await browser.get(f"{HOME}?{query}", site="same-origin")
        assert {name for name, case in cases.items() if str(case) in page.html} == shown, query
    late = await _leave(Casework.over(pools).on(date(2026, 9, 1)), people.TWO_GROUNDS)
    page = await browser.get(f"{HOME}?deze-week=ja&behandelaar=niemand", site="same-origin")
    assert str(case_of(late).id) in page.html
    assert page.html.count("<strong>1</strong>") == 2  # too late, and so due this week


async def test_who_comes_second_is_told_that_a_colleague_was_first(site: Site, cases: dict[str, uuid.UUID]) -> None:
    address = f"{HOME}/zaken/{cases['applied']}"
    first, _ = await come(site)
    second, _ = await come(site, SECOND)
    seen_by_both = [await one.get(address, site="same-origin") for one in (first, second)]
    taken = await _act(first, seen_by_both[0], "TAKE")
    assert taken.says(NL("case.done.TAKE"))
    beaten = await _act(second, seen_by_both[1], "TAKE")
    assert (beaten.status, beaten.says(NL("case.taken"))) == (409, True)
    assert NEXT in {form.action for form in beaten.forms}
    back = await _act(first, taken, "RELEASE")
    assert back.says(NL("case.done.RELEASE"))


async def _act(browser: Browser, page: Page, action: str) -> Page:
    [form] = [one for one in page.forms if dict(one.fields).get("actie") == action]
    return await browser.post(form.action, form.fields)


async def test_the_next_case_is_the_one_due_first_that_nobody_has(site: Site, cases: dict[str, uuid.UUID]) -> None:
    first, page = await come(site)
    mine = await first.send(page, NEXT)
    assert mine.path == f"{HOME}/zaken/{cases['stayed']}"
    assert mine.says(NL("case.done.TAKE"), NL("case.verdicts.no"))
    second, page = await come(site, SECOND)
    theirs = await second.send(page, NEXT)
    assert theirs.path == f"{HOME}/zaken/{cases['stopped']}"
    for browser, taken in ((first, mine), (second, theirs)):
        assert (await _act(browser, taken, "RELEASE")).says(NL("case.done.RELEASE"))


async def test_the_cases_of_a_person_are_found_by_bsn_which_stands_in_no_address(
    site: Site, cases: dict[str, uuid.UUID]
) -> None:
    browser, _ = await come(site)
    form = await browser.get(SEARCH, site="same-origin")
    wrong = await browser.send(form, SEARCH, {"bsn": "123456789"})
    assert wrong.status == 400
    found = await browser.send(form, SEARCH, {"bsn": STAFF[0]})
    assert found.path.startswith(f"{SEARCH}/antwoord/")
    assert found.says(NL("search.found", count=1))
    assert f"{HOME}/zaken/{cases['stayed']}" in found.links.values()
    nobody = await browser.send(form, SEARCH, {"bsn": people.NEVER_HEARD_OF})
    assert nobody.says(NL("search.found", count=0))


async def test_a_case_of_nobody_is_refused(site: Site) -> None:
    browser, _ = await come(site)
    for wrong in (str(uuid.uuid4()), "x"):
        page = await browser.get(f"{HOME}/zaken/{wrong}", site="same-origin")
        assert page.status == 403


async def test_asking_for_completion_stops_the_term_and_shows_the_new_day(
    site: Site, cases: dict[str, uuid.UUID]
) -> None:
    address = f"{HOME}/zaken/{cases['applied']}"
    browser, _ = await come(site)
    page = await _act(browser, await browser.get(address, site="same-origin"), "TAKE")
    form = await browser.get(f"{address}/aanvulling", site="same-origin")
    empty = await browser.send(form, form.path)
    assert (empty.status, empty.says(NL("steps.missing"))) == (400, True)
    past = await browser.send(form, form.path, {"ontbreekt": "het schoolrapport", "tot": "1-1-2020"})
    assert (past.status, past.says(NL("steps.tot.fault"))) == (400, True)
    shown = await browser.send(past, past.path, {"ontbreekt": "het schoolrapport", "tot": "10-12-2026"})
    told = "De termijn stopt vandaag. Nieuwe uiterste dag: 17 maart 2027 als het antwoord op 10 december 2026 komt."
    assert shown.says(told, "het schoolrapport")
    assert (await browser.get(address, site="same-origin")).says(NL("cases.states.IN_REVIEW"))
    back = await browser.send(shown, shown.path, {"stap": "terug"})
    assert 'value="10-12-2026"' in back.html
    asked = await browser.send(shown, shown.path, {"stap": "versturen"})
    assert asked.says(NL("case.done.INVITE_COMPLETION"), NL("cases.states.SUSPENDED"), NL("cases.still"))
    assert asked.says("Gevraagd op", NL("case.steps.still"))
    listed = await browser.get(f"{HOME}?status=SUSPENDED&behandelaar=ik", site="same-origin")
    assert str(cases["applied"]) in listed.html
    resume = await browser.get(f"{address}/hervatten", site="same-origin")
    again = await browser.send(resume, resume.path, {"reden": "Het rapport is niet nodig."})
    assert again.says(NL("case.done.RESUME"), "Het rapport is niet nodig.")
    assert not again.says(NL("case.steps.still"))
    assert (await _act(browser, page, "RELEASE")).status == 200


async def test_facts_are_asked_that_matter_for_the_kind_and_change_what_the_law_allows(
    site: Site, cases: dict[str, uuid.UUID]
) -> None:
    address = f"{HOME}/zaken/{cases['applied']}"
    browser, _ = await come(site)
    page = await _act(browser, await browser.get(address, site="same-origin"), "TAKE")
    assert page.says(NL("case.verdicts.unknown"))
    form = await browser.get(f"{address}/feiten", site="same-origin")
    names = {name for name, _ in form.form(form.path).fields}
    assert "wajong" in names
    assert "wiw_or_id_job" not in names
    known = {"protected_work_finding": "nee", "wajong": "ja", "permanently_without_possibilities": "nee"}
    page = await browser.send(form, form.path, dict(known))
    assert page.says(NL("case.done.RECORD_FACTS"), NL("case.verdicts.yes"))
    assert (await _act(browser, page, "RELEASE")).status == 200


async def test_what_the_law_forbids_is_not_offered_and_a_refusal_is_seen_in_full_before_it_is_sent(
    site: Site, cases: dict[str, uuid.UUID]
) -> None:
    address = f"{HOME}/zaken/{cases['stayed']}"
    browser, _ = await come(site)
    await _act(browser, await browser.get(address, site="same-origin"), "TAKE")
    form = await browser.get(f"{address}/besluit", site="same-origin")
    assert form.says(NL("decide.forbidden"), NL("decide.leaving.REJECT"))
    assert 'value="GRANT"' not in form.html
    empty = await browser.send(form, form.path, {"motivering": ""})
    assert (empty.status, empty.says(NL("decide.missing"))) == (400, True)
    wanted: dict[str, str | list[str] | None] = {"besluit": "REJECT", "motivering": "Er geldt nog een grondslag."}
    preview = await browser.send(form, form.path, wanted)
    assert preview.says(NL("decide.final"), "Er geldt nog een grondslag.", NL("decide.letters.DECISION"))
    assert not preview.says(NL("decide.letters.EMPLOYER_COPY"))
    assert (await browser.get(address, site="same-origin")).says(NL("cases.states.IN_REVIEW"))
    sent = await browser.send(preview, preview.path, {"stap": "versturen"})
    assert sent.says(NL("case.done.REJECT"), NL("cases.states.REJECTED"))
    again = await browser.send(preview, preview.path, {"stap": "versturen"})
    assert again.says(NL("case.done.REJECT"))


async def test_a_grant_shows_the_employers_copy_without_a_ground(site: Site, cases: dict[str, uuid.UUID]) -> None:
    address = f"{HOME}/zaken/{cases['stopped']}"
    browser, _ = await come(site)
    await _act(browser, await browser.get(address, site="same-origin"), "TAKE")
    form = await browser.get(f"{address}/besluit", site="same-origin")
    wanted: dict[str, str | list[str] | None] = {"besluit": "GRANT", "motivering": "U voldoet aan de regels."}
    preview = await browser.send(form, form.path, wanted)
    assert preview.says(NL("decide.letters.DECISION"), NL("decide.letters.EMPLOYER_COPY"))
    copy = preview.html.partition('id="brief-2"')[2]
    assert "Wajong" not in copy
    assert "U voldoet aan de regels." not in copy.partition("</article>")[0]
    sent = await browser.send(preview, preview.path, {"stap": "versturen"})
    assert sent.says(NL("case.done.GRANT"), NL("case.not_registered"), NL("worklist.next"))


async def test_the_worklist_shows_what_it_costs_that_a_decision_is_late_and_which_cases_that_are(
    site: Site, cases: dict[str, uuid.UUID], pools: ServingPools
) -> None:
    late = case_of(await _leave(Casework.over(pools).on(date(2026, 8, 3)), people.TWO_GROUNDS)).id
    work = Casework.over(pools)
    noticed = await review.record_notice_of_default(
        work.commands, assessor(), work.given("assessor"), late, date(2026, 10, 26)
    )
    case_of(noticed)

    browser, page = await come(site)
    assert page.html.count("dwangsom tot vandaag") == 1
    assert "dwangsom tot vandaag: 322 euro" in page.html  # 14 days of € 23 (Awb 4:17), from the fifteenth after it came
    page = await browser.get(f"{HOME}?in-gebreke=ja", site="same-origin")
    assert {one for one in (late, *cases.values()) if str(one) in page.html} == {late}
    assert re.search(r'href="/beoordelen\?in-gebreke=ja" aria-current="true">In gebreke gesteld <strong>1<', page.html)


async def test_who_takes_a_case_over_reads_who_was_heard_and_what_an_employer_answered(
    site: Site, cases: dict[str, uuid.UUID], pools: ServingPools, owner: Owner
) -> None:
    work, case = Casework.over(pools), cases["stopped"]
    address = f"{HOME}/zaken/{case}"
    browser, _ = await come(site)
    page = await _act(browser, await browser.get(address, site="same-origin"), "TAKE")
    assert not page.says(NL("case.hearings"))
    assert not page.says(NL("case.reactions"))
    page = await _act(browser, page, "ASK_REACTION")
    form = await browser.get(f"{address}/horen", site="same-origin")
    heard = {"gehoord": "APPLICANT", "op": "20-11-2026", "schriftelijk": "nee", "verslag": "Dit werd gezegd."}
    page = await browser.send(form, form.path, dict(heard))
    assert page.says(NL("case.done.RECORD_HEARING"), "Dit werd gezegd.", NL("case.orally"), "De aanvrager")

    [letter] = await owner.fetch("select id, kvk, rsin from cases.letter where kind = 'REACTION_ASKED'")
    own = OwnLetters(PSEUDONYMS.user("issuer", "employer"), letter["kvk"], letter["rsin"])
    answer = await give_reaction(work.commands, own, work.given("employer"), letter["id"], "Wij zien geen bezwaar.")
    assert refusal_of(answer) is None
    await _act(browser, page, "RELEASE")
    colleague, _ = await come(site, SECOND)
    seen = await colleague.get(address, site="same-origin")
    assert seen.says(NL("case.reactions"), "Wij zien geen bezwaar.", NL("case.hearings"), "Dit werd gezegd.")
