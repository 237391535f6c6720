"""Download mijn gegevens: the document to read, and files that are long."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from portal.languages import Language, Texts
from portal.pages.citizen import own_data, own_data_document
from tests.fixtures.casework import Casework
from tests.fixtures.citizens_cases import MOTIVATION
from tests.fixtures.own_data import NL, PAGE, Official, download, logged_in, with_a_history
from tests.fixtures.pdf_text import TaggedPdf, squeezed
from tests.fixtures.portal import TODAY, Site
from tests.fixtures.portal_log import Watch

pytest_plugins = ["tests.fixtures.own_data_fixtures"]


def pieces(file: dict[str, Any]) -> Iterator[str]:
    """The texts of letters and of forms, as a document shows them."""
    for case in file["cases"]:
        yield case["number"]
        yield from filter(None, [case["form"] and case["form"]["schoolName"], case["decision"]])
    for letter in file["letters"]:
        yield letter["subject"]
        for part in letter["parts"]:
            yield from [part["heading"], *part["paragraphs"], *part["items"]]
        yield from (text for line in letter["reference"] for text in line.values())


@pytest.mark.parametrize(("language", "tag"), [("nl", "nl-NL"), ("en", "en-GB")])
async def test_the_pdf_is_tagged_in_its_language_and_says_what_the_json_says(  # noqa: PLR0917 - its fixtures
    own_site: Site, own_casework: Casework, own_official: Official, somebody: str, language: str, tag: str
) -> None:
    await with_a_history(own_casework, own_official, somebody)
    browser = await logged_in(own_site, somebody)
    texts = Texts(Language(language))
    await browser.get(f"/taal/{language}?terug={PAGE}", site="same-origin")
    file = json.loads((await download(browser, "json")).content)
    answer = await download(browser, "pdf")
    read = TaggedPdf(answer.content)
    root = read.document.Root
    assert (read.language, read.title) == (tag, texts("own_data.document"))
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    assert "<pdfuaid:part>1</pdfuaid:part>" in read.metadata
    assert somebody not in read.metadata
    headings = [(element.tag, element.text) for element in read.elements if re.fullmatch(r"H\d", element.tag)]
    assert headings[0] == ("H1", texts("own_data.document"))
    assert [text for level, text in headings if level == "H2"] == [
        texts("base.product"), texts("my_cases.title"), texts("letters.title"), texts("disclosures.title"),
        texts("own_data.not_heading"),
    ]  # fmt: skip
    assert [text for level, text in headings if level == "H3"] == [
        *(texts(f"my_cases.kinds.{case['kind']}") for case in file["cases"]),
        *(letter["subject"] for letter in file["letters"]),
    ]
    elements = list(structure(root.StructTreeRoot))
    assert [tag for tag, _ in elements].count("/TH") == 5
    dutch = {tag for tag, lang in elements if lang == "nl-NL"}
    assert {"/H4", "/P"} <= dutch if language == "en" else not dutch
    missing = [text for text in pieces(file) if squeezed(shown_in_pdf(text)) not in read.text]
    assert missing == []
    assert squeezed(MOTIVATION) in read.text
    assert squeezed(texts("purposes.REINTEGRATION")) in read.text
    assert squeezed(texts("own_data.no_sign", sign="\ufffd")) in read.text
    name = texts("own_data.file")
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}-{TODAY}.pdf"'


def structure(element: Any) -> Iterator[tuple[str, str | None]]:
    """Each element of a tagged PDF by its name, with its language if it has one of its own."""
    yield str(element.get("/S", "")), str(element.Lang) if "/Lang" in element else None
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from structure(kid)


def shown_in_pdf(text: str) -> str:
    return text.replace("😀", "\ufffd")


async def test_a_log_of_many_pages_is_whole_in_json_and_its_newest_are_in_the_pdf(
    own_site: Site, own_official: Official, own_watch: Watch, monkeypatch: pytest.MonkeyPatch, somebody: str
) -> None:
    await own_official.looks(somebody, 230)
    browser = await logged_in(own_site, somebody)
    await own_watch.asked()
    file = json.loads((await download(browser, "json")).content)
    assert len(file["disclosures"]) >= 230
    assert len({one["traceId"] for one in file["disclosures"]}) == len(file["disclosures"])
    times = [one["at"] for one in file["disclosures"]]
    assert times == sorted(times, reverse=True)
    assert len([one for one in await own_watch.asked() if "Person.disclosures" in one.fields.split()]) == 3
    monkeypatch.setitem(own_data_document.MOST, "disclosures", 120)
    read = TaggedPdf((await download(browser, "pdf")).content)
    assert squeezed(NL("own_data.more", most=120)) in read.text
    assert read.text.count(squeezed(NL("purposes.REINTEGRATION"))) in range(100, 121)
    assert len([one for one in await own_watch.asked() if "Person.disclosures" in one.fields.split()]) == 2


async def test_a_long_file_is_sent_while_it_is_read_and_is_whole(
    own_site: Site, own_official: Official, monkeypatch: pytest.MonkeyPatch, somebody: str
) -> None:
    await own_official.looks(somebody, 210)
    browser = await logged_in(own_site, somebody)
    monkeypatch.setattr(own_data, "_HELD", 10_000)
    answer = await download(browser, "json")
    assert "content-length" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    file = json.loads(answer.content)
    assert (file["complete"], len(file["disclosures"]) >= 210) == (True, True)
