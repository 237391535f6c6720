"""A citizen applies for an assessment, or reports a school, by a form that can be kept and gone on with."""

import re
from datetime import date

import pytest

from domain.case_kinds import CASE_KINDS, CaseKind, Party
from domain.forms import ApplicationForm, acceptable, complete
from domain.refusals import Refused
from portal.languages import Language, Texts
from portal.pages.citizen.application_fields import FIELDS, FORM_NAMES, form_input, own_texts
from portal.pages.form_fields import faults
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.portal import DIGID
from tests.fixtures.portal_browser import Browser, Page

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL, EN = Texts(Language.NL), Texts(Language.EN)
APPLY, CASES = "/burger/aanvragen", "/burger/verzoeken"
CAPACITY, PROVISION, SCHOOL = (f"{APPLY}/{name}" for name in ("arbeidsvermogen", "werken-met-voorziening", "school"))
WHOLE: dict[str, dict[str, str | list[str] | None]] = {
    CAPACITY: {"gevraagd": "WAJONG", "toelichting": "Ik wil graag werken.\nMaar hoe?"},
    PROVISION: {"nodig-transport": "ja", "nodig-portable-aid": "ja"},
    SCHOOL: {"schoolnaam": "De Brug", "schoolsoort": "PRO", "schoolvanaf": "1-9-2018", "schooltot": "1-7-2022"},
}


@pytest.fixture
async def citizen(browser: Browser, bsn: str) -> Browser:
    """A citizen who asked for nothing yet."""
    await browser.log_in(DIGID, bsn=bsn)
    return browser


async def open_form(browser: Browser, address: str) -> Page:
    return await browser.get(address, site="same-origin")


def test_every_kind_that_a_citizen_may_start_has_a_form() -> None:
    kinds = {kind for kind, rules in CASE_KINDS.items() if Party.CITIZEN in rules.starters}
    assert set(FORM_NAMES) == set(FIELDS) == kinds - {CaseKind.DEREGISTRATION}


@pytest.mark.parametrize("kind", FORM_NAMES)
def test_a_form_asks_what_the_register_needs_and_nothing_that_it_refuses(kind: CaseKind) -> None:
    today = date(2026, 11, 23)
    typed = {one.name: one.choices[0] if one.choices else "1-9-2018" for one in FIELDS[kind] if one.kind != "checks"}
    typed |= {"nodig-transport": "ja"} if kind is CaseKind.WORK_PROVISION_ASSESSMENT else {}
    assert faults(NL, own_texts(NL), FIELDS[kind], typed) == []
    given = form_input(kind, typed).items()
    full = ApplicationForm.of({name: str(value) if isinstance(value, date) else value for name, value in given})
    assert complete(full, kind, today) == full
    missing = {fault["field"] for fault in faults(NL, own_texts(NL), FIELDS[kind], {})}
    with pytest.raises(Refused):
        complete(ApplicationForm(), kind, today)
    assert missing
    assert faults(NL, own_texts(NL), FIELDS[kind], {}, whole=False) == []
    assert acceptable(ApplicationForm(), kind, today) == ApplicationForm()


async def test_the_forms_are_found_from_where_one_asks_about_oneself(citizen: Browser) -> None:
    home = await citizen.get("/burger")
    assert home.links[NL("applications.link")] == APPLY
    page = await open_form(citizen, APPLY)
    assert page.says(NL("applications.lead"))
    assert {CAPACITY, PROVISION, SCHOOL, "/kom-ik-in-aanmerking"} <= set(page.links.values())
    assert (await citizen.get(CASES)).links[NL("applications.title")] == APPLY
    assert (await open_form(citizen, f"{APPLY}/iets-anders")).status == 404


@pytest.mark.parametrize("address", WHOLE)
async def test_an_application_is_confirmed_once_however_often_it_is_sent(citizen: Browser, address: str) -> None:
    form = await open_form(citizen, address)
    receipt = await citizen.send(form, address, WHOLE[address])
    assert (receipt.status, receipt.says(NL("my_cases.received.heading"))) == (200, True)
    assert not receipt.says(NL("deregistration.step_one"))
    assert re.search(r"Uw zaaknummer is [A-Z]+-2026-\d{6}\.", " ".join(receipt.lines))
    assert receipt.says("Brieven 1 ongelezen")
    again = await citizen.send(form, address, WHOLE[address])
    assert again.path == receipt.path
    file = await citizen.get(receipt.links["Ontvangstbewijs (PDF)"])
    assert file.response.content.startswith(b"%PDF-")
    listed = await citizen.get(CASES)
    assert len([href for href in listed.links.values() if href == receipt.path]) == 1


@pytest.mark.parametrize(
    ("address", "typed", "field", "says"),
    [
        (CAPACITY, {}, "gevraagd", "applications.missing"),
        (CAPACITY, {"gevraagd": "IETS"}, "gevraagd", "applications.missing"),
        (PROVISION, {}, "nodig-transport", "applications.nothing"),
        (SCHOOL, {"schoolsoort": "VSO"}, "schoolnaam", "applications.missing"),
        (SCHOOL, {"schoolnaam": "De Brug"}, "schoolsoort", "applications.missing"),
        (SCHOOL, {**WHOLE[SCHOOL], "schoolsoort": "ENTREE"}, "schoolsoort", "applications.missing"),
        (SCHOOL, {**WHOLE[SCHOOL], "schoolvanaf": "31-2-2018"}, "schoolvanaf", "fields.date_unknown"),
        (SCHOOL, {**WHOLE[SCHOOL], "schooltot": "ooit"}, "schooltot", "fields.date_wrong"),
        (SCHOOL, {**WHOLE[SCHOOL], "schoolnaam": "a" * 256}, "schoolnaam", "applications.too_long"),
        (CAPACITY, {**WHOLE[CAPACITY], "toelichting": "a" * 2001}, "toelichting", "applications.too_long"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    citizen: Browser, address: str, typed: dict[str, str | list[str] | None], field: str, says: str
) -> None:
    page = await citizen.send(await open_form(citizen, address), address, typed)
    assert (page.status, page.says(NL(says))) == (400, True)
    assert f"#{field}" in page.links.values()
    kept = dict(page.form(address).fields)
    assert {name: kept.get(name) for name in typed if typed[name] != "IETS" and typed[name] != "ENTREE"} == {
        name: value for name, value in typed.items() if value not in {"IETS", "ENTREE"}
    }
    assert (await citizen.get(CASES)).says(NL("my_cases.none"))


@pytest.mark.parametrize(
    "days", [{"schoolvanaf": "1-1-2030", "schooltot": ""}, {"schoolvanaf": "1-9-2020", "schooltot": "1-9-2018"}]
)
async def test_what_the_register_refuses_is_told_and_the_form_can_be_sent_when_it_is_right(
    citizen: Browser, days: dict[str, str]
) -> None:
    refused = await citizen.send(await open_form(citizen, SCHOOL), SCHOOL, {**WHOLE[SCHOOL], **days})
    assert refused.status == 400
    assert dict(refused.form(SCHOOL).fields)["schoolnaam"] == "De Brug"
    sent = await citizen.send(refused, SCHOOL, {**WHOLE[SCHOOL]})
    assert sent.says(NL("my_cases.received.heading"))


async def test_a_second_application_while_one_waits_is_refused_with_what_is_typed_kept(citizen: Browser) -> None:
    await citizen.send(await open_form(citizen, CAPACITY), CAPACITY, WHOLE[CAPACITY])
    second = await citizen.send(
        await open_form(citizen, CAPACITY), CAPACITY, {**WHOLE[CAPACITY], "toelichting": "Nog eens."}
    )
    assert second.status == 400
    assert dict(second.form(CAPACITY).fields)["toelichting"] == "Nog eens."
    listed = await citizen.get(CASES)
    assert len([href for href in listed.links.values() if href.startswith(f"{CASES}/")]) == 1


async def test_a_form_is_kept_half_filled_in_gone_on_with_and_sent(citizen: Browser) -> None:
    form = await open_form(citizen, SCHOOL)
    kept = await citizen.send(form, SCHOOL, {"schoolnaam": "De Brug", "schoolvanaf": "1-9-2018", "actie": "bewaren"})
    assert (kept.path, kept.says(NL("deregistration.saved"))) == (SCHOOL, True)
    listed = await citizen.get(CASES)
    assert listed.says(NL("my_cases.groups.kept"), NL("my_cases.kept_line"))
    assert SCHOOL in listed.links.values()
    opened = await open_form(citizen, SCHOOL)
    fields = dict(opened.form(SCHOOL).fields)
    assert (fields["schoolnaam"], fields["schoolvanaf"]) == ("De Brug", "01-09-2018")
    again = await citizen.send(opened, SCHOOL, {"schoolnaam": "De Nieuwe Brug", "actie": "bewaren"})
    assert dict(again.form(SCHOOL).fields)["schoolnaam"] == "De Nieuwe Brug"
    sent = await citizen.send(again, SCHOOL, {"schoolsoort": "VSO"})
    assert sent.says(NL("my_cases.received.heading"))
    after = await citizen.get(CASES)
    assert not after.says(NL("my_cases.groups.kept"))
    assert "schoolnaam" not in {name for name, value in (await open_form(citizen, SCHOOL)).form(SCHOOL).fields if value}


async def test_a_kept_form_that_another_window_threw_away_is_sent_all_the_same(citizen: Browser) -> None:
    kept = await citizen.send(
        await open_form(citizen, PROVISION), PROVISION, {"nodig-intermediary": "ja", "actie": "bewaren"}
    )
    gone = await citizen.send(kept, PROVISION, {"actie": "weggooien"})
    assert gone.path == PROVISION
    assert not (await citizen.get(CASES)).says(NL("my_cases.groups.kept"))
    sent = await citizen.send(kept, PROVISION, {"nodig-transport": "ja"})
    assert sent.says(NL("my_cases.received.heading"))


async def test_what_was_asked_is_stored_as_it_was_typed(citizen: Browser, portal_owner: Owner, bsn: str) -> None:
    await citizen.send(await open_form(citizen, CAPACITY), CAPACITY, WHOLE[CAPACITY])
    stored = await portal_owner.fetchval("select form::text from cases.file where bsn = $1", int(bsn))
    assert "Ik wil graag werken.\\nMaar hoe?" in stored


async def test_the_forms_are_in_english_too(citizen: Browser) -> None:
    await citizen.get(f"/taal/en?terug={APPLY}", site="same-origin")
    page = await open_form(citizen, SCHOOL)
    assert page.says(EN("applications.schoolnaam.label"), EN("applications.send"))
