"""Letters as PDF/UA-1, read back as a reading program reads them, and beside the page of the same letter."""

import asyncio
import re
import threading
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from unicodedata import combining

import pytest

from domain import letters
from domain.letters import Letter
from graph.letters.pdf import LetterPrinter, pdf
from graph.typesetting import PdfError, shown
from portal.languages import Language
from portal.rendering import _environment
from tests.fixtures.letters import ANNOUNCED, BSN, CASE, every_letter
from tests.fixtures.pdf_text import Tagged, TaggedPdf, squeezed

MARKUP = [
    "#panic()", '#import "a.typ": *', '#read("/etc/passwd")', "*vet* _schuin_ `code`", "= Kop", "- punt", "+ punt",
    "$ x^2 $", "\\ \\u{41} \\#", "@bron <label> [inhoud]", "// weg /* weg */", "~ -- --- ... \"a\" 'b'", "https://a.nl/b",
    "/ term: uitleg", "#let x = 1; #x", "&amp; <b>vet</b> <script>alert(1)</script>", "{{ subject }} {% raw %}",
    '", "subject": "x', "%PDF-1.7 >> endobj",
]  # fmt: skip
PANICS = " ".join(map(chr, range(0x780, 0x7B2)))
"""The typesetter of 0.15 panics at this, which runs from right to left and of which no font has a glyph."""
EACH = pytest.mark.parametrize("name", every_letter())


def whole(letter: Letter) -> str:
    """All that a letter says, without blanks."""
    said = letter.body[: -len(letter.reference)]
    return squeezed("".join([letter.subject, *said, *(text for line in letter.reference for text in line)]))


def page_of(letter: Letter) -> str:
    """The letter as a portal shows it."""
    source = '{% import "letter.html" as l %}{{ l.letter(letter) }}'
    return _environment(Language.EN).from_string(source).render(letter=letter)


class Read(HTMLParser):
    """The elements of a page that have text, in reading order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.elements.append((self.open[-1], squeezed(data)))


def as_page(element: Tagged) -> tuple[str, str]:
    """An element of a PDF by the names that a page has for it."""
    names = {"H1": "h1", "H2": "h2", "P": "p", "LBody": "li", "Strong": "dt"}
    return names[element.tag], squeezed(element.text)


@EACH
def test_a_pdf_is_tagged_in_dutch_with_its_subject_for_a_title(name: str) -> None:
    letter = every_letter()[name]
    read = TaggedPdf(pdf(letter))
    root = read.document.Root
    assert (read.language, read.title) == ("nl-NL", letter.subject)
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    assert "<pdfuaid:part>1</pdfuaid:part>" in read.metadata
    assert [element.text for element in read.elements if element.tag == "H1"] == [letter.subject]
    assert [element.text for element in read.elements if element.tag == "H2"] == [part.heading for part in letter.parts]
    for page in read.document.pages:
        assert [float(size) for size in page.mediabox] == pytest.approx([0, 0, 595.276, 841.89], abs=0.01)
        for font in page.resources.Font.values():
            assert "/FontFile3" in font.DescendantFonts[0].FontDescriptor


@EACH
def test_a_pdf_says_nothing_of_a_person_outside_its_text(name: str) -> None:
    read = TaggedPdf(pdf(every_letter("Een motivering.")[name]))
    for absent in (BSN.value, CASE.number, "motivering", "Postbus"):
        assert absent not in read.metadata
    numbers = re.sub(r"<xmpMM:\w+>[^<]+|\d{4}-?\d\d-?\d\d|120000Z?|T12:00:00\+00:00", "", read.metadata)
    assert not re.search(r"\d{5}", numbers)


@EACH
def test_page_and_pdf_say_the_same_in_the_same_order(name: str) -> None:
    letter = every_letter("Eerste regel <b>\n\n  Tweede & laatste regel.")[name]
    read = Read(page_of(letter))
    shown_in_pdf = [as_page(element) for element in TaggedPdf(pdf(letter)).elements if element.tag != "Lbl"]
    of_page = [("li" if tag == "dd" else tag, text) for tag, text in read.elements]
    assert of_page == shown_in_pdf
    assert "".join(text for _, text in of_page) == whole(letter)


def test_a_letter_is_dutch_on_an_english_page_too() -> None:
    assert page_of(every_letter()["receipt"]).strip().startswith('<article class="portal-letter" lang="nl">')


@pytest.mark.parametrize("typed", MARKUP)
def test_what_is_typed_is_text_wherever_it_stands(typed: str) -> None:
    for name, letter in every_letter(typed).items():
        read = TaggedPdf(pdf(letter))
        assert read.text == whole(letter), name
    contact = letters.Contact(objections=typed, objections_link=f"https://{typed}", phone=typed, hours=typed)
    announced = letters.Announcement(ANNOUNCED.day, ANNOUNCED.objection_until, contact)
    refused = letters.deregistration_refused(CASE, announced, motivation=typed)
    assert TaggedPdf(pdf(refused)).text.count(squeezed(typed)) >= 5


def test_signs_that_no_font_has_are_marked_and_the_letter_says_where_they_are() -> None:
    letter = every_letter("Groet 😀 日本 مرحبا\u202eom\u0007 Łódź Ж İ é e\u0301 \ud7ff \ue000")["receipt"]
    read = TaggedPdf(pdf(letter))
    said = next(element.text for element in read.elements if element.text.startswith("Toelichting"))
    assert said == "Toelichting: Groet � �� �����\ufffdom� Łódź Ж İ é é � �"
    assert read.elements[-10] == Tagged("H2", "Over deze afdruk")
    assert "Over deze afdruk" not in TaggedPdf(pdf(every_letter("Gewoon.")["receipt"])).text


def test_every_sign_that_is_said_to_be_shown_is_shown() -> None:
    signs = [chr(code) for code in range(0x20, 0x2200) if shown(chr(code)) == chr(code)]
    assert len(signs) > 900
    texts = ["".join(signs[at : at + 40]) for at in range(0, len(signs), 40)]
    texts += [" ".join(sign for sign in reversed(text) if not combining(sign)) for text in texts]
    letter = letters.receipt(
        CASE, ANNOUNCED, submitted=[("Toelichting", text) for text in texts], decide_before=date(2026, 12, 28)
    )
    read = TaggedPdf(pdf(letter)).text
    assert "\ufffd" not in read
    assert [text for text in texts if squeezed(shown(text)) not in read] == []


def test_a_long_word_is_broken_and_a_long_letter_has_more_pages() -> None:
    letter = every_letter("x" * 2_000 + "\n" + "Een zin met veel woorden. " * 300)["deregistration refused"]
    read = TaggedPdf(pdf(letter))
    assert read.pages > 2
    assert "x" * 2_000 in read.text


def test_a_pdf_is_the_same_each_time_and_made_on_the_day_of_the_letter() -> None:
    letter = every_letter()["receipt"]
    assert pdf(letter) == pdf(letter)
    assert datetime(2026, 11, 26, 12, tzinfo=UTC).strftime("D:%Y%m%d%H%M%SZ") in TaggedPdf(pdf(letter)).metadata


@pytest.mark.parametrize("typed", ["Geheim 😀", PANICS], ids=["error", "panic"])
def test_a_compiler_that_fails_is_replaced_and_what_it_said_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    letter = every_letter(typed)["receipt"]
    monkeypatch.setattr("graph.typesetting._NOT_SHOWN", re.compile("(?!)"))
    with pytest.raises(PdfError) as fault:
        pdf(letter)
    assert str(fault.value) == "This can't be made into a PDF; read it in the portal."
    assert fault.value.__cause__ is None
    assert fault.value.__suppress_context__
    monkeypatch.undo()
    assert TaggedPdf(pdf(letter)).pages == 1


async def test_letters_are_made_beside_the_event_loop_and_each_gets_its_own() -> None:
    printer = LetterPrinter(2)
    texts = [f"Motivering nummer {number}." for number in range(12)]
    files = await asyncio.gather(*(printer.letter(every_letter(text)["deregistration refused"]) for text in texts))
    assert [text for text, file in zip(texts, files, strict=True) if squeezed(text) in TaggedPdf(file).text] == texts
    assert {thread.name.rpartition("_")[0] for thread in threading.enumerate() if "letters" in thread.name} == {
        "letters"
    }
    printer.close()
