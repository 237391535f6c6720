"""The simulator's pages: what they say they are, what they keep, and who may see them."""

import re
from pathlib import Path

import httpx2
import pytest

from auth.development.issuer import DATA_SERVICES, MINISTRY
from auth.development.simulator import Simulator
from tests.fixtures.log_in_simulator import BSN, ORIGIN, URL, Form, Visitor, simulator
from tests.fixtures.tokens import AUDIENCE, MIDDEN, Clock


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    clock = Clock()
    return Visitor(simulator(tmp_path, clock), clock)


async def every_page(visitor: Visitor) -> list[httpx2.Response]:
    pages = [await visitor.ask(slug) for slug in visitor.issuers]
    pages.append(await visitor.ask("digid", client_id="another"))
    pages.append(await visitor.send("digid", Form(pages[0].text).filled_in(action="login", bsn="1")))
    pages.append(await visitor.send("digid", []))
    pages.append(await visitor.http.get(f"{URL}/digid/logout"))
    return pages


async def test_every_page_says_that_it_is_a_simulator(visitor: Visitor) -> None:
    pages = await every_page(visitor)
    for page in pages:
        assert re.search(r"<strong>Simulator: dit is niet (de|het) echte \w+\.</strong>", page.text)
        assert re.search(r"<title>(Fout: )?[\w ]+ – \w+-simulator</title>", page.text)
        assert '<html lang="nl">' in page.text
    assert [re.findall("echte (\\w+)", page.text)[0] for page in pages[:3]] == ["DigiD", "eHerkenning", "Suwinet"]


async def test_every_page_loads_one_stylesheet_and_runs_nothing(visitor: Visitor) -> None:
    for page in await every_page(visitor):
        assert not re.search(r"<script|<style|<img|\son\w+=|\sstyle=", page.text)
        assert re.findall(r'<link [^>]*href="([^"]+)"', page.text) == ["/simulator/simulator.css"]
    css = await visitor.http.get(f"{URL}/simulator.css")
    assert css.status_code == 200
    assert css.headers["content-type"].startswith("text/css")


async def test_every_page_has_headers_that_keep_it_to_itself(visitor: Visitor) -> None:
    for page in await every_page(visitor):
        assert page.headers["content-security-policy"] == (
            f"default-src 'none'; style-src 'self'; form-action 'self' {ORIGIN}; base-uri 'none'; "
            "frame-ancestors 'none'"
        )
        assert page.headers["referrer-policy"] == "strict-origin"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["cache-control"] == "no-store"


async def test_every_field_has_a_label_and_every_group_a_legend(visitor: Visitor) -> None:
    for page in (await every_page(visitor))[:3]:
        ids = re.findall(r'<input type="(?:text|radio|checkbox)" id="([^"]+)"', page.text)
        assert len(ids) > 2
        assert len(set(ids)) == len(ids)
        assert sorted(re.findall(r'<label for="([^"]+)"', page.text)) == sorted(ids)
        assert page.text.count("<fieldset") == page.text.count("<legend>")


@pytest.mark.parametrize(
    ("slug", "typed", "wrong"),
    [
        ("digid", {"bsn": "123456789"}, "bsn"),
        ("digid", {"bsn": "<b>"}, "bsn"),
        ("digid", {"citizen": "999900031"}, "citizen"),
        ("digid", {"citizen": []}, "citizen"),
        ("digid", {"level": "urn:another"}, "level"),
        ("eherkenning", {"user": ""}, "user"),
        ("eherkenning", {"user": "g" * 101}, "user"),
        ("eherkenning", {"user": "a\u202eb"}, "user"),
        ("eherkenning", {"organisation": []}, "organisation"),
        ("eherkenning", {"organisation": "90000099"}, "organisation"),
        ("eherkenning", {"kvk": "9000001"}, "kvk"),
        ("eherkenning", {"kvk": "٩٠٠٠٠٠٠١"}, "kvk"),
        ("eherkenning", {"kvk_name": "Drie B.V."}, "kvk"),
        ("eherkenning", {"kvk": "90000034", "kvk_name": "n" * 101}, "kvk_name"),
        ("eherkenning", {"level": []}, "level"),
        ("suwinet", {"user": " "}, "user"),
        ("suwinet", {"official": "00000099000000099999"}, "official"),
        ("uwv", {"assessor": []}, "assessor"),
        ("szw", {"user": " "}, "user"),
        ("szw", {"official": "00000099000000010000"}, "official"),
        ("uwv", {"assessor": "beoordelaar-3"}, "assessor"),
    ],
)
async def test_a_form_that_is_wrong_comes_again_with_what_was_typed(
    visitor: Visitor, slug: str, typed: dict[str, str | list[str]], wrong: str
) -> None:
    sent = Form((await visitor.ask(slug)).text).filled_in(**{"action": "login", **typed})
    answer = await visitor.send(slug, sent)
    assert answer.status_code == 422
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert "<title>Fout: Inloggen" in answer.text
    page = Form(answer.text)
    assert f"{wrong}-error" in page.by_id
    assert answer.text.count('class="error"') == 1
    assert f'<a href="#{wrong}">' in answer.text
    assert re.search(rf'aria-describedby="[^"]*\b{wrong}-error"', answer.text)
    known = {name for name, attributes in page.by_id.items() if attributes.get("type") == "text"}
    kept = {name: value.strip() for name, value in sent if name in known}
    assert kept.items() <= dict(page.fields).items()


async def test_a_form_that_is_mended_goes_through(visitor: Visitor) -> None:
    sent = Form((await visitor.ask("eherkenning")).text).filled_in(
        action="login", user="gebruiker-9", kvk="1", service=["LETTERS"], administrator="yes"
    )
    page = Form((await visitor.send("eherkenning", sent)).text)
    assert [value for name, value in page.fields if name in {"service", "administrator"}] == ["LETTERS", "yes"]
    answer = await visitor.send("eherkenning", page.filled_in(action="login", kvk=""))
    assert answer.status_code == 303


CONTROLS = [chr(number) for number in (*range(0x20), *range(0x7F, 0xA0)) if chr(number) not in "\t\n\r"]


@pytest.mark.parametrize("slug", ["digid", "eherkenning", "suwinet", "uwv", "szw"])
async def test_a_control_character_in_any_field_is_refused_in_words(visitor: Visitor, slug: str) -> None:
    """As the portals' own forms refuse it: nothing is cut off around it, and nobody is logged in."""
    form = Form((await visitor.ask(slug)).text)
    good = dict(form.filled_in(action="login"))
    names = {
        "request",
        "action",
        "user",
        "bsn",
        "kvk",
        "kvk_name",
        "citizen",
        "official",
        "assessor",
        "level",
        "another",
    }
    for name in names & {*good, *form.by_id, "another"}:
        for sign in CONTROLS:
            for value in (f"{sign}{good.get(name, '')}", f"{good.get(name, '')}{sign}", f"9999{sign}00031"):
                answer = await visitor.send(slug, [*{**good, name: value}.items()])
                assert answer.status_code == 400, (name, hex(ord(sign)))
                assert "In het formulier staat een teken dat wij niet kunnen lezen." in answer.text
                assert sign not in answer.text
                assert "location" not in answer.headers
                assert "set-cookie" not in answer.headers


async def test_a_control_character_is_in_no_code_client_or_address(visitor: Visitor) -> None:
    for sign in CONTROLS:
        answer = await visitor.change("digid", f"{await visitor.log_in('digid')}{sign}")
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
        told = {"client_id": f"{sign}portal", "post_logout_redirect_uri": f"{ORIGIN}/uitgelogd"}
        for answer in (
            await visitor.http.get(f"{URL}/digid/logout", params=told),
            await visitor.http.post(f"{URL}/digid/logout", data=told),
        ):
            assert (answer.status_code, "location" in answer.headers) == (400, False)


async def test_what_is_typed_is_never_markup(visitor: Visitor) -> None:
    sent = Form((await visitor.ask("suwinet")).text).filled_in(action="login", user='"><script>', official=[])
    text = (await visitor.send("suwinet", sent)).text
    assert "<script" not in text
    assert 'value="&#34;&gt;&lt;script&gt;"' in text


@pytest.mark.parametrize("client", [("10.0.0.1", 5), ("0.0.0.0", 5), ("", 0)])  # noqa: S104 - it is refused
async def test_another_machine_is_refused(tmp_path: Path, client: tuple[str, int]) -> None:
    clock = Clock()
    visitor = Visitor(simulator(tmp_path, clock), clock, client)
    for path in ("digid/authorize", "digid/jwks", "digid/.well-known/openid-configuration", "simulator.css", "x"):
        answer = await visitor.http.get(f"{URL}/{path}")
        assert (answer.status_code, answer.headers["cache-control"]) == (403, "no-store")
    assert (await visitor.change("digid", "code")).status_code == 403


@pytest.mark.parametrize("host", ["register.example", "127.0.0.1.example:8000", "", "[", "10.0.0.1"])
async def test_another_name_than_this_machines_is_refused(visitor: Visitor, host: str) -> None:
    answer = await visitor.http.get(f"{URL}/digid/jwks", headers={"host": host})
    assert answer.status_code == 403
    assert (await visitor.http.get(f"{URL}/digid/jwks", headers={"host": "localhost:8000"})).status_code == 200


@pytest.mark.parametrize("url", ["https://register.example/simulator", "http://0.0.0.0:8000/simulator", "/simulator"])
def test_it_cannot_be_at_an_address_of_the_network(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match="loopback address only"):
        Simulator(
            tmp_path,
            url,
            AUDIENCE,
            ORIGIN,
            citizens=[],
            organisations=[],
            officials=[],
            assessors=[],
            assessing=DATA_SERVICES,
            monitoring=MINISTRY,
        )
    assert list(tmp_path.iterdir()) == []


async def test_the_text_form_of_what_it_knows_shows_nobody(visitor: Visitor, tmp_path: Path) -> None:
    other = simulator(tmp_path, visitor.clock)
    secrets = [file.read_text() for file in tmp_path.iterdir()]
    shown = repr(other) + repr(vars(other)) + repr(visitor.issuers)
    assert BSN not in shown
    assert MIDDEN in shown
    assert "simulator-client-secret" in shown
    for secret in secrets:
        assert secret not in repr(other.issuers())
