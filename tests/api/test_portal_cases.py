"""What a citizen asks of UWV, and reads about it: to get out of the register, to withdraw, to answer a question."""

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from domain.admission_facts import AdmissionFacts
from domain.bsn import passes_eleven_test
from domain.case_kinds import CaseKind
from domain.cases import Decision, HeardParty, Hearing
from models.commands import requests, review
from models.imports import Silence, import_directory
from portal.languages import Language, Texts
from tests.conftest import Database, MakeDatabase
from tests.fixtures import portal_people
from tests.fixtures.casework import Casework, assessor, case_of, citizen
from tests.fixtures.citizens_cases import ASKED, MOTIVATION, asked_on, decided, invited, taken
from tests.fixtures.portal import DIGID, Site, free_port, served
from tests.fixtures.portal_browser import Browser, Page

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL, EN = Texts(Language.NL), Texts(Language.EN)
START, STEP, CASES = "/burger/uitschrijven", "/burger/uitschrijven/stap-1", "/burger/verzoeken"
_BSNS = iter([number for number in map(str, range(999_960_000, 999_960_999)) if passes_eleven_test(number)])
NOBODY = next(_BSNS)
PEOPLE = [next(_BSNS) for _ in range(45)]
"""All have been registered since 2014, on a ground that stopped in 2016."""
_FREE = iter(PEOPLE)


@pytest.fixture(scope="module")
async def register(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A register whose people nobody else asks about."""
    made = await make_database()
    files = portal_people.write_files(tmp_path_factory.mktemp("cases"))
    for name, line in (("persons", "{},1990-01-01"), ("grounds", "{},WAJONG,2014-03-01,2016-03-10,")):
        with (files / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{line.format(bsn)}\n" for bsn in PEOPLE)
    owner = await asyncpg.connect(made.owner)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    await owner.close()
    return made


@pytest.fixture(scope="module")
async def place(register: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """The portals over it."""
    async with served(register.pools(), tmp_path_factory.mktemp("simulator")) as opened:
        yield opened


@pytest.fixture(scope="module")
async def casework(register: Database) -> AsyncIterator[Casework]:
    """What others do with the cases in it."""
    pools = register.pools()
    yield Casework.over(pools)
    await pools.close()


@pytest.fixture
def bsn() -> str:
    """Somebody registered, whom no other test asks about."""
    return next(_FREE)


@pytest.fixture
async def browser(place: Site, bsn: str) -> Browser:
    """Theirs."""
    made = place.browser()
    await made.log_in(DIGID, bsn=bsn)
    return made


async def sent(browser: Browser) -> Page:
    """The receipt of a request."""
    return await browser.send(await browser.get(STEP), STEP, {"zeker": "ja"})


def case_id(page: Page) -> str:
    return page.path.removeprefix(f"{CASES}/").partition("/")[0]


# To ask to be taken out


async def test_one_reads_what_it_means_before_the_question_and_nothing_is_chosen(browser: Browser) -> None:
    start = await browser.get(START)
    assert start.title == "Uitschrijven uit het doelgroepregister — Doelgroepregister"
    assert start.says(NL("deregistration.lead"), NL("deregistration.changes.support"), "UWV beslist binnen 8 weken.")
    assert start.links["Begin"] == STEP
    step = await browser.get(STEP)
    assert step.title == "Stap 1 van 2: uitschrijven — Doelgroepregister"
    form = step.form(STEP)
    assert form.options == {"zeker": ["ja", "nee"]}
    assert "zeker" not in dict(form.fields)
    assert step.says("Formulier GD140 35201")


async def test_who_chooses_nothing_is_told_so_at_the_field_and_above(browser: Browser) -> None:
    page = await browser.send(await browser.get(STEP), STEP)
    assert page.status == 400
    assert page.title.startswith("Fout: ")
    assert page.says("U hebt nog geen antwoord gekozen", "Fout: Kies Ja of Nee.")
    assert page.links["Kies Ja of Nee."] == "#zeker"
    assert (await browser.get(CASES)).says("U hebt nog geen verzoek gedaan.")


async def test_a_request_that_is_sent_is_confirmed_with_its_number_and_the_day_of_the_decision(
    browser: Browser,
) -> None:
    page = await sent(browser)
    assert page.status == 200
    assert page.says("Antwoord: Wij hebben uw verzoek ontvangen")
    assert re.search(r"Uw zaaknummer is D-2026-\d{6}\.", " ".join(page.lines))
    assert page.says("U krijgt uiterlijk op 18 januari 2027 een besluit.", "Ontvangen: klaar", "Besluit: nog niet")
    assert page.links["Verzoek intrekken"] == f"{page.path}/intrekken"
    assert page.says("Brieven 1 ongelezen")


async def test_the_receipt_is_a_file_that_says_what_was_sent(browser: Browser) -> None:
    page = await sent(browser)
    file = await browser.get(page.links["Ontvangstbewijs (PDF)"])
    assert (file.status, file.headers["content-type"]) == (200, "application/pdf")
    assert file.response.content.startswith(b"%PDF-")


async def test_sent_twice_is_one_request_with_the_same_receipt(browser: Browser) -> None:
    form = await browser.get(STEP)
    first = await browser.send(form, STEP, {"zeker": "ja"})
    again = await browser.send(form, STEP, {"zeker": "ja"})
    assert again.url == first.url
    assert again.says("Antwoord: Wij hebben uw verzoek ontvangen")
    cards = [line for line in (await browser.get(CASES)).lines if line == NL("my_cases.kinds.DEREGISTRATION")]
    assert len(cards) == 1


async def test_what_another_tab_asked_already_is_shown_as_the_open_request(browser: Browser) -> None:
    other_tab = await browser.get(STEP)
    first = await sent(browser)
    page = await browser.send(other_tab, STEP, {"zeker": "ja"})
    assert page.path == START
    [asked_on] = re.findall(r"Op (\d+ [a-z]+ \d{4}) om", " ".join(first.lines))
    assert page.says(f"U hebt al een verzoek gedaan op {asked_on}.", "UWV beslist uiterlijk op 18 januari 2027.")
    assert page.links["Bekijk uw verzoek"] == first.path
    assert "Begin" not in page.links
    assert (await browser.get(STEP)).path == START


async def test_an_old_receipt_of_what_was_withdrawn_says_that_it_was(browser: Browser) -> None:
    form = await browser.get(STEP)
    page = await browser.send(form, STEP, {"zeker": "ja"})
    withdrawing = await browser.get(page.links["Verzoek intrekken"])
    await browser.send(withdrawing, withdrawing.path)
    again = await browser.send(form, STEP, {"zeker": "ja"})
    assert again.path == page.path
    assert not again.says("Antwoord: Wij hebben uw verzoek ontvangen")
    assert again.says("Ingetrokken", "U hebt uw verzoek ingetrokken.")


async def test_who_is_not_registered_has_nothing_to_ask(place: Site) -> None:
    browser = place.browser()
    await browser.log_in(DIGID, bsn=NOBODY)
    page = await browser.get(START)
    assert page.says("U staat niet in het doelgroepregister. U hoeft zich niet uit te schrijven.")
    assert "Begin" not in page.links
    assert (await browser.get(STEP)).path == START


# To keep a form


async def test_a_form_is_kept_gone_on_with_and_sent(browser: Browser) -> None:
    kept = await browser.send(await browser.get(STEP), STEP, {"zeker": "ja", "actie": "bewaren"})
    assert (kept.path, kept.status) == (START, 200)
    assert kept.says("Antwoord: Uw formulier is bewaard.", NL("deregistration.draft_how"))
    listed = await browser.get(CASES)
    assert listed.says("Bewaard", NL("my_cases.kept_line"))
    assert listed.links[NL("my_cases.kinds.DEREGISTRATION")] == START
    start = await browser.get(START)
    assert start.says("Informatie: U hebt dit formulier bewaard.")
    step = await browser.get(start.links["Ga verder"])
    assert "zeker" not in dict(step.form(STEP).fields)  # whether one is sure is asked when it is sent
    receipt = await browser.send(step, STEP, {"zeker": "ja"})
    assert receipt.says("Antwoord: Wij hebben uw verzoek ontvangen")
    assert not (await browser.get(CASES)).says(NL("my_cases.kept_line"))


async def test_beginning_again_and_no_both_throw_a_kept_form_away(browser: Browser) -> None:
    for ends in ("again", "no"):
        kept = await browser.send(await browser.get(STEP), STEP, {"actie": "bewaren"})
        if ends == "again":
            page = await browser.send(kept, START)
            assert page.path == STEP
        else:
            page = await browser.send(await browser.get(STEP), STEP, {"zeker": "nee"})
            assert page.says("U blijft in het register", "Er is niets verstuurd.")
        assert (await browser.get(CASES)).says("U hebt nog geen verzoek gedaan.")
        assert (await browser.send(kept, START)).path == STEP  # another window does so as well


# How far it is


async def test_a_list_and_a_page_say_how_far_each_is_and_never_a_ground_or_who_assesses(
    casework: Casework, place: Site
) -> None:
    today = casework.today
    told: dict[str, tuple[str, str]] = {
        "submitted": ("Ontvangen", "UWV beslist uiterlijk op 18 januari 2027."),
        "in_review": ("Wordt beoordeeld", "UWV beslist uiterlijk op 18 januari 2027."),
        "suspended": (
            "Wacht op u",
            "UWV heeft nog iets van u nodig. Bij de vraag staat tot wanneer u kunt antwoorden.",
        ),
        "overdue": ("Te laat", "UWV had op 26 augustus 2026 moeten beslissen."),
        "granted": ("Uitgeschreven", "U staat sinds 23 november 2026 niet meer in het register."),
        "rejected": ("Niet uitgeschreven", "U blijft in het register staan."),
        "withdrawn": ("Ingetrokken", "U hebt uw verzoek ingetrokken."),
    }
    for state, (badge, line) in told.items():
        bsn = next(_FREE)
        case = await asked_on(casework, bsn, date(2026, 7, 1) if state == "overdue" else today)
        if state == "in_review":
            await taken(casework, case)
        elif state == "suspended":
            await invited(casework, case)
        elif state in {"granted", "rejected"}:
            await taken(casework, case)
            await decided(casework, case, Decision.GRANT if state == "granted" else Decision.REJECT)
        elif state == "withdrawn":
            await requests.withdraw(casework.commands, citizen(bsn), casework.given(), case)
        browser = place.browser()
        await browser.log_in(DIGID, bsn=bsn)
        for page in (await browser.get(CASES), await browser.get(f"{CASES}/{case}")):
            assert page.says(badge, line), (state, page.lines)
            assert "wajong" not in page.html.lower()
            assert MOTIVATION not in page.html
            assert assessor().pseudonym not in page.html
            assert bsn not in page.html
        assert ("Verzoek intrekken" in page.links) is (state in {"submitted", "in_review", "suspended", "overdue"})
        assert (NL("my_cases.late.title") in page.lines) is (state == "overdue")
        day_holds = state in {"submitted", "in_review", "overdue"}
        assert (NL("my_cases.decide_before") in page.lines) is day_holds
        assert page.says(NL("my_cases.steps.stands_still")) is (state == "suspended")
        assert (await browser.get(f"{CASES}/{case}?nieuw")).says(NL("my_cases.received.mind")) is (state == "submitted")
        if state in {"submitted", "in_review", "suspended", "overdue"}:
            assert (await browser.get(START)).says(NL("deregistration.open_link"), line)
        if state in {"granted", "rejected"}:
            assert page.links["Lees de brief"].startswith("/burger/brieven/")


async def test_other_kinds_of_case_are_told_in_their_own_words(casework: Casework, place: Site, bsn: str) -> None:
    given, form = casework.given(), {"schoolName": "De Voorbeeldschool", "schoolKind": "VSO"}
    kind = CaseKind.SPECIAL_EDUCATION_REPORT
    case = case_of(await requests.apply_for_oneself(casework.commands, citizen(bsn), given, kind, form, None)).id
    await requests.save_draft(
        casework.commands, citizen(bsn), casework.given(), CaseKind.WORK_CAPACITY_ASSESSMENT, {}, None
    )
    await taken(casework, case)
    never, heard = (
        AdmissionFacts(special_education=False),
        Hearing(HeardParty.APPLICANT, casework.today, in_writing=True, summary="Ja."),
    )
    await review.record_facts(casework.commands, assessor(), casework.given("assessor"), case, never)
    await review.record_hearing(casework.commands, assessor(), casework.given("assessor"), case, heard)
    await decided(casework, case, Decision.REJECT)
    browser = place.browser()
    await browser.log_in(DIGID, bsn=bsn)
    listed = await browser.get(CASES)
    assert listed.says(NL(f"my_cases.kinds.{kind}"), "Afgewezen", "UWV heeft op 23 november 2026 beslist.")
    assert listed.says(NL("my_cases.kinds.WORK_CAPACITY_ASSESSMENT"), NL("my_cases.kept_line"))
    assert not listed.says(NL("my_cases.lines.rejected"))
    assert (await browser.get(f"{CASES}/{case}")).says(NL("my_cases.steps.review_other"))


async def test_more_than_a_page_of_cases_goes_on(casework: Casework, place: Site, bsn: str) -> None:
    for _ in range(26):
        case = await asked_on(casework, bsn, casework.today)
        await requests.withdraw(casework.commands, citizen(bsn), casework.given(), case)
    browser = place.browser()
    await browser.log_in(DIGID, bsn=bsn)
    newest = await browser.get(CASES)
    assert newest.lines.count("Ingetrokken") == 25
    older = await browser.get(newest.links["Oudere verzoeken"])
    assert older.lines.count("Ingetrokken") == 1
    assert older.links["Naar de nieuwste"] == CASES
    assert (await browser.get(f"{CASES}?na=elsewhere")).path == CASES


@pytest.mark.parametrize("below", ["", "/intrekken", "/vraag", "/ontvangstbewijs"])
async def test_anothers_case_is_answered_as_one_that_is_not_there(place: Site, browser: Browser, below: str) -> None:
    theirs = place.browser()
    await theirs.log_in(DIGID, bsn=next(_FREE))
    other = case_id(await sent(theirs))
    for case in (other, "00000000-0000-4000-8000-000000000000", "x"):
        page = await browser.get(f"{CASES}/{case}{below}")
        assert (page.status, page.says(NL("failed.unknown.title"))) == (404, True)
    mine = case_id(await sent(browser))
    form = (await browser.get(f"{CASES}/{mine}/intrekken")).form(f"{CASES}/{mine}/intrekken")
    page = await browser.post(f"{CASES}/{other}/intrekken", form.fields)
    assert page.status == 404
    assert (await theirs.get(f"{CASES}/{other}")).says("Ontvangen")


# To withdraw


async def test_a_request_is_withdrawn_once_one_is_sure(browser: Browser) -> None:
    page = await browser.get((await sent(browser)).links["Verzoek intrekken"])
    assert page.says("Wilt u uw verzoek intrekken?", "U blijft dan in het register staan.")
    done = await browser.send(page, page.path)
    assert done.says("Antwoord: Uw verzoek is ingetrokken.", "Ingetrokken")
    assert "Verzoek intrekken" not in done.links
    assert (await browser.send(page, page.path)).url == done.url
    assert (await browser.get(page.path)).path == done.path
    assert (await browser.get(START)).links["Begin"] == STEP


async def test_what_is_decided_meanwhile_is_not_withdrawn_and_the_letter_is_there(
    browser: Browser, casework: Casework
) -> None:
    receipt = await sent(browser)
    page = await browser.get(receipt.links["Verzoek intrekken"])
    await taken(casework, UUID(case_id(receipt)))
    await decided(casework, UUID(case_id(receipt)), Decision.REJECT)
    refused = await browser.send(page, page.path)
    assert refused.status == 409
    assert refused.says("Intrekken kan niet meer", "UWV heeft al besloten op 23 november 2026.")
    assert refused.links["Lees de brief"].startswith("/burger/brieven/")
    assert (await browser.get(receipt.path)).says("Niet uitgeschreven")


# To answer what is asked


async def test_who_is_asked_for_something_reads_what_and_answers_it(browser: Browser, casework: Casework) -> None:
    receipt = await sent(browser)
    await invited(casework, UUID(case_id(receipt)))
    page = await browser.get((await browser.get(receipt.path)).links["Bekijk de vraag"])
    assert page.says("UWV heeft nog iets van u nodig", ASKED, "Stuur dit uiterlijk op 7 december 2026.")
    for typed, fault in (("  \r\n", NL("my_cases.question.empty")), ("a" * 2001, NL("my_cases.question.too_long"))):
        told = await browser.send(page, page.path, {"antwoord": typed})
        assert told.status == 400
        assert told.says(f"Fout: {fault}")
    unreadable = await browser.send(page, page.path, {"antwoord": "Mijn \ufffe contract"})
    assert unreadable.says(f"Fout: {NL('my_cases.question.unreadable')}")
    done = await browser.send(unreadable, page.path, {"antwoord": "Dit is\r\nmijn contract."})
    assert done.path == receipt.path
    assert done.says("Antwoord: Wij hebben uw antwoord ontvangen.", "Wordt beoordeeld")
    assert (await browser.send(page, page.path, {"antwoord": "Nog iets"})).path == receipt.path
    assert (await browser.get(page.path)).path == receipt.path


# What goes wrong, and English


async def test_while_the_register_is_away_nothing_is_sent_and_the_answer_is_kept(
    register: Database, tmp_path: Path, bsn: str
) -> None:
    listening, url = free_port()
    listening.close()
    async with served(register.pools(), tmp_path, api_url=url) as away:
        browser = away.browser()
        page = await browser.log_in(DIGID, bsn=bsn)
        csrf = page.data["csrf"]
        key = "a-key-of-this-form-1"
        refused = await browser.post(STEP, {"csrf": csrf, "zeker": "ja", "sleutel": key})
        assert refused.status == 503
        assert refused.headers["retry-after"] == "5"
        assert refused.says(NL("failed.unsent.title"), NL("failed.unsent.text"))
        assert dict(refused.form(STEP).fields) == {"csrf": csrf, "zeker": "ja", "sleutel": key}


async def test_what_was_typed_before_the_session_ended_is_there_after_the_log_in(browser: Browser, bsn: str) -> None:
    step = await browser.get(STEP)
    key = dict(step.form(STEP).fields)["sleutel"]
    browser.cookies.pop(("/", "__Host-session"))
    over = await browser.send(step, STEP, {"zeker": "ja"})
    assert over.status == 403
    simulator = await browser.send(over, f"/login/{DIGID}")
    back = await browser.fill_in(simulator, bsn=bsn)
    assert back.path == STEP
    fields = dict(back.form(STEP).fields)
    assert (fields["zeker"], fields["sleutel"]) == ("ja", key)


async def test_in_english_it_is_english(browser: Browser) -> None:
    await browser.get(f"/taal/en?terug={START}", site="same-origin")
    assert (await browser.get(START)).says(EN("deregistration.lead"))
    page = await sent(browser)
    assert page.says("We have received your request", "You get a decision on 18 January 2027 at the latest.")
    assert (await browser.get(CASES)).says("Under way", "UWV decides on 18 January 2027 at the latest.")
