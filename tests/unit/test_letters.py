import json
import re
from dataclasses import asdict, fields
from datetime import date, timedelta

import pytest

from domain import letters
from domain.admission_rows import ROWS, Row
from domain.bsn import Bsn
from domain.case_kinds import CaseKind
from domain.forms import ApplicationForm, RequestedOutcome, SchoolKind, WorkProvision
from domain.grounds import GROUNDS as KINDS
from domain.grounds import GroundCode
from domain.letters import Contact, DecidedGround, Letter, LetterCase, LetterKind
from domain.letters.dutch import each_article, euros, in_words, listed, written
from domain.registration import EventKind
from tests.fixtures.letters import ANNOUNCED, APPLICATION, CASE, DAY, GROUNDS, every_letter

LETTERS = every_letter()
DECIDING = {LetterKind.NOT_TREATED, LetterKind.DECISION, LetterKind.EMPLOYER_COPY, LetterKind.ADMISSION_NOTICE}
DECIDING |= {LetterKind.CORRECTION, LetterKind.PENALTY}
EACH = pytest.mark.parametrize("name", LETTERS)


def text_of(letter: Letter) -> str:
    return "\n".join(letter.body)


def test_there_is_a_letter_of_every_kind() -> None:
    assert {letter.kind for letter in LETTERS.values()} == set(LetterKind)


@EACH
def test_a_letter_comes_back_from_json_as_it_was(name: str) -> None:
    letter = LETTERS[name]
    assert Letter.of_dict(json.loads(json.dumps(letter.as_dict()))) == letter


@EACH
def test_a_subject_is_one_plain_sentence_without_number_name_or_ground(name: str) -> None:
    subject = LETTERS[name].subject
    assert re.fullmatch(r"[A-Z][^.!?\n]{10,90}\.", subject)
    assert not re.search(r"\d", subject)
    assert not [kind.name for kind in KINDS.values() if kind.name.lower() in subject.lower()]


@EACH
def test_a_letter_that_decides_says_until_which_day_where_and_how_to_object_and_which_unit_decided(name: str) -> None:
    letter = LETTERS[name]
    decides = letter.kind in DECIDING
    said = [
        "Dat kan tot en met 7 januari 2027.",
        "Stuur uw bezwaar naar: UWV Bezwaar, Postbus 1, 1000 AA Voorbeeldstad.",
        "Online kan ook: https://register.example/bezwaar",
        "Besloten door: UWV Gegevensdiensten",
    ]
    assert letter.objection_until == (date(2027, 1, 7) if decides else None)
    assert [line for line in said if line in text_of(letter)] == (said if decides else [])
    assert ("Afzender: UWV Gegevensdiensten" in letter.body) is not decides


@EACH
def test_a_letter_has_its_articles_its_day_and_whom_to_ask(name: str) -> None:
    letter = LETTERS[name]
    assert letter.articles
    assert "Datum: 26 november 2026" in letter.body
    assert [part.heading for part in letter.parts][-1] == "Vragen?"
    assert "Bel 088 000 00 00, op werkdagen van 8.00 tot 17.00 uur." in text_of(letter)


@EACH
def test_no_day_stands_in_figures_and_no_line_is_blank(name: str) -> None:
    body = LETTERS[name].body
    assert not re.search(r"\d{4}-\d\d-\d\d|\d\d-\d\d-\d{4}", text_of(LETTERS[name]))
    assert all(line == line.strip() != "" for line in body)


def test_a_granted_deregistration_says_this() -> None:
    letter = LETTERS["deregistration granted"]
    assert letter.subject == "U bent uitgeschreven uit het doelgroepregister."
    assert [part.heading for part in letter.parts] == [
        "Wat betekent dit voor u?",
        "Waarom?",
        "Uw werkgever",
        "Bent u het niet eens?",
        "Vragen?",
    ]
    assert letter.body[1] == (
        "U staat vanaf 26 november 2026 niet meer in het register. U telt dan niet meer mee voor de banenafspraak. "
        "Een werkgever kan geen voordelen meer krijgen omdat u in het register staat."
    )
    assert letter.body[4] == (
        "U stuurde ons op 2 november 2026 een verzoek om uitschrijving uit het doelgroepregister. U voldoet aan de "
        "regels voor uitschrijven. Ze staan in artikel 3.2, vierde lid, van het Besluit SUWI en artikel 3.2, vijfde "
        "lid, van het Besluit SUWI."
    )
    assert letter.body[-4:] == [
        "Datum: 26 november 2026",
        "Zaaknummer: D-2026-000123",
        "Burgerservicenummer: 999990019",
        "Besloten door: UWV Gegevensdiensten",
    ]


def test_a_granted_application_names_every_ground_with_its_articles_and_first_day() -> None:
    letter = LETTERS["application granted"]
    assert letter.sections[1].items == (
        (
            "Praktijkroute, vanaf 1 december 2026. Dit staat in artikel 38b, eerste lid, onder a, van de Wet "
            "financiering sociale verzekeringen."
        ),
        (
            "Participatiewet, indicatie banenafspraak, vanaf 26 november 2026. Dit staat in artikel 38b, eerste lid, "
            "onder e, van de Wet financiering sociale verzekeringen en artikel 2.25, eerste lid, onder d, van het "
            "Besluit Wfsv."
        ),
    )
    assert letter.articles == ("Wfsv 38b lid 1 onder a", "Wfsv 38b lid 1 onder e", "Besluit Wfsv 2.25 lid 1 onder d")
    assert "U telt vanaf 26 november 2026 mee voor de banenafspraak." in letter.body
    assert letter.sections[1].paragraphs[0].startswith("Uw gemeente stuurde ons op 5 oktober 2026 een aanvraag")


PROVISION = DecidedGround(GroundCode.WORK_PROVISION, "Wfsv 38b lid 2", DAY)
QUOTA_ONLY = "U telt vanaf 26 november 2026 mee voor de quotumregeling, en niet voor de banenafspraak."


def ground_since(day: date, code: GroundCode = GroundCode.WAJONG) -> DecidedGround:
    return DecidedGround(code, KINDS[code].legal_basis, day)


@pytest.mark.parametrize(
    ("ground", "others", "counts"),
    [
        (PROVISION, [], QUOTA_ONLY),
        (PROVISION, [GROUNDS[0]], "U telt vanaf 1 december 2026 mee voor de banenafspraak."),
        (PROVISION, [ground_since(date(2014, 3, 1))], "U telt vanaf 1 maart 2014 mee voor de banenafspraak."),
        (GROUNDS[0], [ground_since(date(2014, 3, 1))], "U telt vanaf 1 maart 2014 mee voor de banenafspraak."),
        (GROUNDS[0], [PROVISION], "U telt vanaf 1 december 2026 mee voor de banenafspraak."),
        (ground_since(date(2008, 9, 1)), [], "U telt vanaf 1 januari 2013 mee voor de banenafspraak."),
        (
            ground_since(date(1990, 1, 1), GroundCode.WORK_PROVISION),
            [],
            "U telt vanaf 1 januari 2013 mee voor de quotumregeling, en niet voor de banenafspraak.",
        ),
    ],
)
def test_who_gets_a_ground_is_told_since_when_all_grounds_of_the_registration_count_and_for_what(
    ground: DecidedGround, others: list[DecidedGround], counts: str
) -> None:
    held = [ground, *others]
    granted = letters.application_granted(APPLICATION, ANNOUNCED, grounds=[ground], held=held, motivation="")
    noticed = letters.admission_notice(CASE.bsn, ANNOUNCED, ground=ground, held=held, on=DAY)
    for letter in (granted, noticed):
        assert [line for line in letter.body if line.startswith("U telt")] == [counts]


def test_who_is_in_the_register_already_is_told_of_a_ground_beside_the_others() -> None:
    ground = ground_since(DAY)
    notice = letters.admission_notice(CASE.bsn, ANNOUNCED, ground=ground, held=[ground], on=DAY, registered=True)
    assert notice.subject == "Wij gaan uw registratie in het doelgroepregister aanvullen."
    assert "opnemen" not in text_of(notice)
    assert "nemen u" not in text_of(notice)


@pytest.mark.parametrize("known", [True, False])
def test_a_notice_names_the_birth_date_only_where_it_is_known(*, known: bool) -> None:
    ground = ground_since(DAY)
    notice = letters.admission_notice(CASE.bsn, ANNOUNCED, ground=ground, held=[ground], on=DAY, birth_date_known=known)
    assert ("geboortedatum" in text_of(notice)) is known


@pytest.mark.parametrize(("others", "registered"), [([], False), ([ground_since(date(2024, 1, 1))], True)])
def test_a_ground_that_registers_nobody_any_more_is_granted_without_saying_that_it_does(
    others: list[DecidedGround], *, registered: bool
) -> None:
    granted = letters.application_granted(
        APPLICATION,
        ANNOUNCED,
        grounds=[ground_since(date(2020, 1, 1))],
        held=others,
        motivation="",
        registered=registered,
    )
    said = f"{granted.subject} {text_of(granted)}"
    assert "U telt vanaf" not in said
    assert "opgenomen" not in said
    assert "aangevuld" not in said
    assert ("U stond al in het register. Dat blijft zo." in said) is registered
    assert ("u staat niet in het doelgroepregister" in said) is not registered


def test_who_is_not_in_the_register_is_not_told_to_stay_there() -> None:
    refused = letters.deregistration_refused(CASE, ANNOUNCED, motivation="Dit.", registered=False)
    said = f"{refused.subject} {text_of(refused)}"
    assert "u blijft" not in said
    assert "u staat niet in het doelgroepregister" in said


def test_who_is_refused_is_told_what_the_employer_knows() -> None:
    asked = letters.deregistration_refused(CASE, ANNOUNCED, motivation="Dit.", reaction_asked_on=date(2026, 11, 9))
    assert "Op 9 november 2026 vroegen wij uw werkgever om een reactie." in text_of(asked)
    assert "hoort niets" not in text_of(asked)
    unasked = letters.deregistration_refused(CASE, ANNOUNCED, motivation="Dit.")
    assert "Die hoort niets van uw verzoek." in text_of(unasked)


def test_nobody_is_told_to_stay_whom_the_college_found_able_to_work_protected_only() -> None:
    refused = letters.application_refused(
        APPLICATION, ANNOUNCED, motivation="Dit.", articles=("Awb 4:5",), registered=True, protected_work=True
    )
    said = f"{refused.subject} {text_of(refused)}"
    assert "blijft zo" not in said
    assert "Wie alleen beschut kan werken, blijft daar niet in staan." in said


def test_a_term_that_has_passed_is_not_said_to_stand_still() -> None:
    late = letters.completion_invited(
        CASE,
        ANNOUNCED,
        missing=("Een diploma",),
        until=date(2026, 12, 10),
        decide_before=date(2026, 10, 27),
        overdue=True,
    )
    assert "stil" not in text_of(late)
    assert "Wij hadden uiterlijk op 27 oktober 2026 moeten beslissen." in text_of(late)
    assert not [article for article in late.articles if "4:15" in article]


def test_an_end_that_is_still_to_come_is_not_said_to_have_been() -> None:
    tomorrow = DAY + timedelta(days=1)
    ends = letters.registration_ended(CASE.bsn, ANNOUNCED, event=EventKind.PROTECTED_WORK, ended_on=tomorrow)
    assert ends.subject == "Uw registratie in het doelgroepregister stopt."
    corrected = letters.registration_corrected(
        CASE.bsn, ANNOUNCED, registered=False, since=tomorrow, why="Dit.", articles=("Wfsv 38b lid 1",)
    )
    assert "U staat vanaf 27 november 2026 niet meer in het register." in corrected.body


@pytest.mark.parametrize(
    "cited",
    [
        "Wfsv 38b lid 2, Besluit Wfsv 2.26",
        "Wfsv 38b lid 2; Besluit Wfsv 2.26",
        " Wfsv 38b lid 2 ;Besluit Wfsv 2.26; ",
        "Wfsv 38b lid 2,Besluit Wfsv 2.26",
    ],
)
def test_each_article_of_a_ground_is_written_out_however_they_stand_together(cited: str) -> None:
    ground = DecidedGround(GroundCode.WORK_PROVISION, cited, DAY)
    assert ground.articles == ("Wfsv 38b lid 2", "Besluit Wfsv 2.26")
    assert ground.item.endswith(
        "artikel 38b, tweede lid, van de Wet financiering sociale verzekeringen en artikel 2.26 van het Besluit Wfsv."
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.number))
def test_the_articles_of_each_row_of_the_table_are_written_out(row: Row) -> None:
    assert each_article(row.article) == row.articles
    assert not [one for one in row.articles if not in_words(one).startswith("artikel ")]


def test_a_receipt_gives_back_what_was_entered() -> None:
    form = {
        "explanation": " Eerste regel\n  tweede regel ",
        "school_kind": "PRO",
        "school_from": date(2020, 8, 17),
        "school_until": None,
        "provisions": ["TRANSPORT", "PERSONAL_SUPPORT"],
        "below_minimum_wage": False,
        "reference": "",
        "something_else": "x",
    }
    submitted = letters.as_entered(form)
    assert submitted == (
        ("Soort school", "praktijkonderwijs (pro)"),
        ("Op deze school vanaf", "17 augustus 2020"),
        ("Voorzieningen", "vervoer, een jobcoach of andere persoonlijke begeleiding"),
        ("Loonwaarde lager dan het minimumloon", "nee"),
        ("Toelichting", " Eerste regel\n  tweede regel "),
    )
    letter = letters.receipt(CASE, ANNOUNCED, submitted=submitted, decide_before=date(2026, 12, 28))
    assert letter.sections[0].items[-1] == "Toelichting:  Eerste regel\n  tweede regel "


def test_an_invitation_says_from_when_the_term_stands_still_and_when_it_ends_then() -> None:
    said = text_of(LETTERS["completion invited"])
    assert "staat stil vanaf 27 november 2026" in said
    assert "Krijgen wij het op 10 december 2026? Dan beslissen wij uiterlijk op 11 januari 2027." in said
    assert "Stuur dit uiterlijk op 10 december 2026." in said


def test_a_correction_names_the_letter_it_replaces_and_says_what_is_right() -> None:
    letter = LETTERS["correction"]
    assert letter.sections[0].paragraphs[0] == (
        "U kreeg van ons een brief van 20 november 2026: ‘Een andere brief.’ Die brief geldt niet meer."
    )
    assert letter.sections[1:] == LETTERS["deregistration refused"].sections
    assert letter.objection == LETTERS["deregistration refused"].objection


def test_a_letter_on_paper_is_dated_by_the_day_it_is_printed() -> None:
    printed = LETTERS["deregistration refused"].announced(date(2026, 12, 1), date(2027, 1, 12))
    assert "Datum: 1 december 2026" in printed.body
    assert "Dat kan tot en met 12 januari 2027." in text_of(printed)
    assert "7 januari" not in text_of(printed)
    receipt = LETTERS["receipt"].announced(date(2026, 12, 1), date(2027, 1, 12))
    assert receipt.objection_until is None


def test_a_penalty_says_how_much_and_for_how_long() -> None:
    assert LETTERS["penalty"].subject == "U krijgt een dwangsom van ons."
    assert LETTERS["penalty"].body[1].startswith("Wij betalen u €\N{NO-BREAK SPACE}253.")
    assert "Vanaf 15 november 2026 krijgt u daarom een dwangsom. Wij rekenen 11 dagen." in text_of(LETTERS["penalty"])
    assert LETTERS["no penalty"].subject == "U krijgt geen dwangsom."
    assert euros(1442) == "€\N{NO-BREAK SPACE}1.442"


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_of_case_has_its_dutch_name(kind: CaseKind) -> None:
    case = LetterCase(kind=kind, number="D-2026-000001", bsn=Bsn("999990019"), received_on=DAY)
    assert case.noun in {"verzoek", "aanvraag", "melding"}


def test_every_field_of_a_form_is_given_back_with_a_label_of_its_own() -> None:
    form = ApplicationForm(
        RequestedOutcome.INDICATION, "De Brug", SchoolKind.VSO, DAY, DAY, tuple(WorkProvision), "Kenmerk 1", "Uitleg"
    )
    given_back = letters.as_entered(asdict(form))
    assert len({label for label, _ in given_back}) == len(fields(form))
    assert {"De Brug", "Kenmerk 1", "Uitleg"} < {value for _, value in given_back}
    for vocabulary in (RequestedOutcome, SchoolKind):
        for member in vocabulary:
            assert letters.as_entered({"requested_outcome": member})[0][1] != member.value


def test_an_article_is_written_as_people_read_it() -> None:
    assert in_words("Wfsv 38b lid 1 onder a") == (
        "artikel 38b, eerste lid, onder a, van de Wet financiering sociale verzekeringen"
    )
    assert in_words("Besluit SUWI 3.2") == "artikel 3.2 van het Besluit SUWI"
    assert in_words("Awb 4:15 lid 1 onder a") == "artikel 4:15, eerste lid, onder a, van de Algemene wet bestuursrecht"
    assert in_words("Wfsv 38d lid 12") == "artikel 38d, twaalfde lid, van de Wet financiering sociale verzekeringen"
    assert in_words("iets anders") == "iets anders"
    for kind in KINDS.values():
        assert in_words(kind.legal_basis).startswith("artikel ")


def test_days_and_lists_are_written_in_dutch() -> None:
    days = [written(date(2026, month, 1)) for month in range(1, 13)]
    assert (days[0], days[2], days[11]) == ("1 januari 2026", "1 maart 2026", "1 december 2026")
    assert len(set(days)) == 12
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == ["a", "a en b", "a, b en c"]


def test_a_letter_without_telephone_or_link_says_so_by_leaving_them_out() -> None:
    bare = letters.Announcement(DAY, DAY + timedelta(weeks=6), Contact(objections="Postbus 1, 1000 AA Voorbeeldstad"))
    said = text_of(letters.deregistration_refused(CASE, bare, motivation="Dit."))
    assert "Bel" not in said
    assert "Online" not in said
    assert "Stuur uw bezwaar naar: Postbus 1, 1000 AA Voorbeeldstad." in said
