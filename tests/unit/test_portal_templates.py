"""What stands in every page, and the parts that pages are made of."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import UndefinedError

from portal.fields import error
from portal.help import Help
from portal.languages import Language, Texts
from portal.rendering import _environment, render

TEMPLATES = Path(__file__).parents[2] / "portal" / "templates"
NL = Texts(Language.NL)
PAGE: dict[str, Any] = {"path": "/werkgever?a=1&b=2", "development": False, "help": Help()}
LOGGED_IN: dict[str, Any] = PAGE | {
    "portal": "employer",
    "who": {"name": "Bakkerij <De Korenaar>", "number": None, "changes": True},
    "csrf": "mark",
    "session": SimpleNamespace(idle=900, left=14400, until=datetime(2026, 11, 24, 13, 5, tzinfo=UTC)),
}


def part(call: str, **context: object) -> str:
    """What a macro makes."""
    source = '{% import "macros.html" as m %}' + call
    return _environment(Language.NL).from_string(source).render(context)


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*.html")), ids=lambda file: file.name)
def test_no_template_has_a_style_or_a_script_of_its_own(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert not re.search(r"<style|\bstyle=|\son[a-z]+=|javascript:|\|\s*safe\b|autoescape|Markup", source)
    assert len(re.findall(r"<script", source)) == len(
        re.findall(r'<script type="module" src="/static/[\w-]+\.js">', source)
    )


def test_a_page_of_a_visitor_says_its_language_and_holds_nothing_of_a_session() -> None:
    page = render("base.html", NL, **PAGE)
    assert '<html lang="nl">' in page
    assert "<title> — Doelgroepregister</title>" in page
    for absent in ("session", "csrf", "Uitloggen", "<dialog", "Demonstratie"):
        assert absent not in page
    assert '<html lang="en">' in render("base.html", Texts(Language.EN), **PAGE)


def test_the_other_language_leads_back_to_the_same_page() -> None:
    page = render("base.html", NL, **PAGE)
    assert '<a href="/taal/en?terug=/werkgever%3Fa%3D1%26b%3D2" lang="en" hreflang="en">English</a>' in page
    assert 'lang="nl" hreflang="nl" aria-current="true">Nederlands</a>' in page


def test_a_page_of_who_is_logged_in_can_end_the_session_and_knows_when_it_ends() -> None:
    page = render("base.html", NL, **LOGGED_IN)
    assert "Bakkerij &lt;De Korenaar&gt;" in page
    assert "Ingelogd tot 14:05 uur" in page
    assert 'data-session-seconds-idle="900" data-session-seconds-left="14400" data-csrf="mark"' in page
    assert page.count('<form method="post" action="/uitloggen">\n<input type="hidden" name="csrf" value="mark">') == 2
    assert '<script type="module" src="/static/session.js"></script>' in page


def test_an_error_stands_in_the_title() -> None:
    assert "<title>Fout: " in render("base.html", NL, **PAGE, errors=[error("bsn", "Fout")])


def test_that_there_is_an_answer_stands_in_the_title() -> None:
    assert "<title>Antwoord:  — Doelgroepregister</title>" in render("base.html", NL, **PAGE, answered=True)


def test_made_up_data_are_called_so() -> None:
    assert "Demonstratie: verzonnen gegevens" in render("base.html", NL, **PAGE | {"development": True})


def test_a_citizen_finds_the_way_here() -> None:
    page = render("base.html", NL, **PAGE, portal="citizen")
    assert re.search(
        r"<span>Persoonlijke gegevens</span></li>\s*<li><span aria-current=\"page\">Doelgroepregister", page
    )


def test_a_forgotten_name_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="path"):
        render("base.html", NL, development=False, help=Help())


def test_a_field_with_a_fault_is_tied_to_its_hint_and_its_error() -> None:
    field = part('{{ m.text_field("bsn", "BSN", "<1>", error="Kan niet", hint="Negen cijfers", required=true) }}')
    assert 'id="bsn" name="bsn" value="&lt;1&gt;" autocomplete="off"' in field
    assert ' required aria-describedby="bsn-hint bsn-error" aria-invalid="true">' in field
    assert 'id="bsn-hint">Negen cijfers</p>' in field
    assert 'id="bsn-error"><span class="portal-unseen">Fout: </span>Kan niet</p>' in field
    assert "data-bsn" not in field


def test_a_field_without_a_fault_says_nothing_of_one() -> None:
    field = part('{{ m.text_field("name", "Naam") }}')
    assert "aria-" not in field
    assert "required" not in field


def test_only_a_bsn_field_is_checked_in_the_browser() -> None:
    field = part('{{ m.text_field("bsn", "BSN", bsn=true) }}')
    assert 'data-bsn data-bsn-digits="' in field
    assert '<script type="module" src="/static/bsn.js"></script>' in field


def test_the_chosen_option_is_marked_and_the_first_answers_to_the_links_of_a_summary() -> None:
    options = [{"value": "JA", "label": "Ja"}, {"value": "NEE", "label": "Nee", "hint": "Liever niet"}]
    group = part('{{ m.radio_group("zeker", "Zeker?", options, chosen="NEE", required=true) }}', options=options)
    assert 'id="zeker" name="zeker" value="JA">' in group
    assert 'id="zeker-2" name="zeker" value="NEE" checked aria-describedby="zeker-2-about">' in group
    chosen = part('{{ m.select_field("jaar", "Jaar", options, chosen="JA", empty=none) }}', options=options)
    assert '<option value="JA" selected>Ja</option>' in chosen
    assert '<option value="">' not in chosen
    assert '<option value="">Maak een keuze</option>' in part('{{ m.select_field("jaar", "Jaar", []) }}')


def test_a_summary_leads_to_the_fields_and_is_absent_without_errors() -> None:
    errors = [error("bsn", "Vul in"), error("van", "Geen datum", "Vanaf"), error("", "Te laat")]
    summary = part("{{ m.error_summary(errors) }}", errors=errors)
    assert 'href="#bsn">Vul in</a></li>' in summary
    assert 'href="#van">Vanaf: Geen datum</a></li>' in summary
    assert "<li>Te laat</li>" in summary
    assert part("{{ m.error_summary([]) }}").strip() == ""


def test_only_an_answer_is_read_out_and_has_the_focus() -> None:
    warning = part('{{ m.alert("warning", "Kapot") }}')
    assert 'portal-alert__heading"><span class="portal-unseen">Let op: </span>Kapot</h2>' in warning
    assert "role=" not in warning
    answer = part('{{ m.alert("ok", "Ja", level=3, answer=true) }}')
    assert 'role="status"' in answer
    assert 'tabindex="-1" autofocus><span class="portal-unseen">Antwoord: </span>Ja</h3>' in answer


@pytest.mark.parametrize("day", ["24-11-2026", "1-2-2020", "1 januari 2013", "31 December 2028"])
def test_a_day_in_a_hint_or_a_fault_is_not_broken_over_lines(day: str) -> None:
    field = part('{{ m.date_field("van", "Vanaf", hint=text, error=text) }}', text=f"<b> vanaf {day}, of niet")
    assert field.count(f'&lt;b&gt; vanaf <span class="portal-whole">{day}</span>, of niet</p>') == 2


def test_what_is_no_day_is_left_as_it_is() -> None:
    text = "999900006 of 1-2-20201 of 3 dagen"
    assert f">{text}</p>" in part('{{ m.text_field("bsn", "BSN", hint=text) }}', text=text)


def test_a_column_in_dutch_says_so_on_every_page() -> None:
    table = part('{{ m.table("Gronden", ["Grond", "Dag"], [["Wajong", "1-1-2015"]], dutch=(0,)) }}')
    assert re.findall(r"</span>(.*?)</td>", table) == ['<span lang="nl">Wajong</span>', "1-1-2015"]


def test_a_table_that_becomes_cards_on_a_phone_stays_a_table_and_names_each_value() -> None:
    table = part('{{ m.table("Namen", ["Naam", "Dag"], [["A", "1-1-2015"]]) }}')
    roles = re.findall(r"<(table|thead|tbody|tr|th|td)[^>]* role=\"(\w+)\"", table)
    assert roles == [
        ("table", "table"), ("thead", "rowgroup"), ("tr", "row"), ("th", "columnheader"), ("th", "columnheader"),
        ("tbody", "rowgroup"), ("tr", "row"), ("td", "cell"), ("td", "cell"),
    ]  # fmt: skip
    assert re.findall(r'portal-table__label" aria-hidden="true">(.*?)</span>(.*?)</td>', table) == [
        ("Naam", "A"),
        ("Dag", "1-1-2015"),
    ]


def test_a_numbered_table_counts_on_from_page_to_page() -> None:
    rows = [["A"]] * 1001
    table = part('{{ m.table("Namen", ["Naam"], rows, numbered=true, page=2, size=1000) }}', rows=rows)
    assert re.findall(r'number">([0-9.]+)</td>', table)[-2:] == ["1.000", "1.001"]
    assert table.count("portal-table__elsewhere") == 1000  # they are on paper
    assert '<tr role="row">\n<td role="cell" class="portal-table__number">1.001<' in table


def numbers(page: int, pages: int) -> list[str]:
    made = part("{{ m.pagination(page, pages, url) }}", page=page, pages=pages, url=lambda number: f"?p={number}")
    return re.findall(r"<li(?: aria-hidden=\"true\")?>(?:<a[^>]*>)?([^<]+)<", made)


def test_of_many_pages_the_first_the_last_and_those_around_are_shown() -> None:
    assert numbers(1, 1) == []
    assert numbers(2, 3) == ["1", "2", "3"]
    assert numbers(7, 40) == ["1", "…", "5", "6", "7", "8", "9", "…", "40"]
    assert numbers(40, 40) == ["1", "…", "38", "39", "40"]


def test_the_present_page_is_marked_and_the_ends_have_no_further_page() -> None:
    first = part("{{ m.pagination(1, 2, url) }}", url=lambda number: f"?p={number}")
    assert 'href="?p=1" aria-label="Pagina 1" aria-current="page">1</a>' in first
    assert ("Vorige pagina" in first, "Volgende pagina" in first) == (False, True)
    last = part("{{ m.pagination(2, 2, url) }}", url=lambda number: f"?p={number}")
    assert ("Vorige pagina" in last, "Volgende pagina" in last) == (True, False)


def test_a_form_posts_its_mark() -> None:
    form = part('{% call m.form("/burger", "mark", busy="Bezig") %}X{% endcall %}')
    assert 'method="post" action="/burger" novalidate data-busy-text="Bezig">' in form
    assert '<input type="hidden" name="csrf" value="mark">' in form
    assert "busy" not in part('{% call m.form("/burger", "mark") %}X{% endcall %}')
