"""The simulator's own sessions: offered, never used unseen, and ended by logging out."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.fixtures.log_in_simulator import BASIS, BSN, ORIGIN, OTHER_BSN, URL, Form, Visitor, claims, parameters
from tests.fixtures.log_in_simulator import simulator as a_simulator
from tests.fixtures.tokens import MIDDEN, NOW, Clock

OFFER = "Verder als Anne de Vries"
BACK = f"{ORIGIN}/uitgelogd"


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    clock = Clock()
    return Visitor(a_simulator(tmp_path, clock), clock)


async def offered(visitor: Visitor, **asked: str | None) -> bool:
    page = await visitor.ask("digid", **asked)
    assert page.status_code == 200
    assert (OFFER in page.text) == (Form(page.text).buttons == ["continue", "login", "cancel"])
    return OFFER in page.text


async def test_the_cookie_goes_to_its_provider_only_and_to_no_script(visitor: Visitor) -> None:
    page = Form((await visitor.ask("digid")).text)
    answer = await visitor.send("digid", page.filled_in(action="login"))
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("simulator-session=")
    assert sorted(attributes) == ["HttpOnly", "Path=/simulator/digid", "SameSite=lax"]
    assert BSN not in name


async def test_whoever_is_logged_in_is_offered_to_go_on_and_may_be_someone_else(visitor: Visitor) -> None:
    assert not await offered(visitor)
    first = await visitor.tokens("digid")
    assert await offered(visitor)
    visitor.clock.now += 100
    again = await visitor.tokens("digid", {"nonce": "another"}, action="continue")
    before, after = claims(first["id_token"]), claims(again["id_token"])
    assert (after["sub"], after["auth_time"], after["iat"]) == (before["sub"], NOW, NOW + 100)
    assert after["nonce"] == "another"
    assert (await visitor.principal("digid", citizen=OTHER_BSN)).bsn is not None
    assert "Verder als Bob Bakker" in (await visitor.ask("digid")).text


async def test_going_on_needs_nothing_of_the_form(visitor: Visitor) -> None:
    await visitor.log_in("digid")
    sealed = dict(Form((await visitor.ask("digid")).text).fields)["request"]
    answer = await visitor.send("digid", [("request", sealed), ("action", "continue")])
    assert "code" in parameters(answer)
    assert "set-cookie" not in answer.headers


async def test_nobody_goes_on_unseen(visitor: Visitor) -> None:
    await visitor.log_in("digid")
    assert parameters(await visitor.ask("digid", prompt="none"))["error"] == "login_required"


@pytest.mark.parametrize("asked", [{"prompt": "login"}, {"max_age": "0"}, {"max_age": "59"}])
async def test_whoever_must_log_in_again_is_not_offered_to_go_on(visitor: Visitor, asked: Mapping[str, str]) -> None:
    await visitor.log_in("digid")
    visitor.clock.now += 60
    assert await offered(visitor)
    assert await offered(visitor, max_age="60")
    assert not await offered(visitor, **asked)
    page = Form((await visitor.ask("digid", **asked)).text)
    answer = await visitor.send("digid", page.filled_in(action="continue"))
    assert answer.status_code == 422
    assert "U bent niet meer ingelogd." in answer.text
    assert "location" not in answer.headers


async def test_a_level_that_is_too_low_is_not_offered_for_stepping_up(visitor: Visitor) -> None:
    await visitor.log_in("digid", level=BASIS)
    assert await offered(visitor)
    assert not await offered(visitor, acr_values=MIDDEN)
    await visitor.log_in("digid", {"acr_values": MIDDEN})
    assert await offered(visitor, acr_values=MIDDEN)


async def test_a_session_lasts_four_hours(visitor: Visitor) -> None:
    await visitor.log_in("digid")
    visitor.clock.now += 4 * 3600 - 1
    assert await offered(visitor)
    visitor.clock.now += 1
    assert not await offered(visitor)


async def test_a_session_with_one_provider_is_none_with_another(visitor: Visitor) -> None:
    await visitor.log_in("digid")
    assert "Verder als" not in (await visitor.ask("eherkenning")).text
    sealed = visitor.http.cookies["simulator-session"]
    visitor.http.cookies.set("simulator-session", sealed, path="/simulator/eherkenning")
    assert "Verder als" not in (await visitor.ask("eherkenning")).text


async def test_a_user_of_several_organisations_is_named_after_the_first(visitor: Visitor) -> None:
    await visitor.log_in("eherkenning", organisation=["90000012", "90000023"], kvk="90000034")
    assert "Verder als gebruiker-1 van Een B.V. en 2 andere<" in (await visitor.ask("eherkenning")).text
    await visitor.log_in("suwinet")
    assert "Verder als medewerker-1 van UWV (voorbeeld)<" in (await visitor.ask("suwinet")).text
    await visitor.log_in("uwv", assessor="beoordelaar-2")
    assert "Verder als Beoordelaar Twee van UWV Gegevensdiensten (voorbeeld)<" in (await visitor.ask("uwv")).text
    await visitor.log_in("digid", bsn="999900031")
    page = (await visitor.ask("digid")).text
    assert "Verder als de burger met het nummer dat eindigt op 031<" in page
    assert "999900031" not in page


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_logging_out_ends_the_session_and_leads_back(visitor: Visitor, method: str) -> None:
    await visitor.log_in("digid")
    asked = {"client_id": "portal", "post_logout_redirect_uri": BACK, "state": "s 1"}
    address = f"{URL}/digid/logout"
    answer = await (
        visitor.http.post(address, data=asked) if method == "POST" else visitor.http.get(address, params=asked)
    )
    assert answer.headers["location"] == f"{BACK}?state=s+1"
    assert parameters(answer) == {"state": "s 1"}
    assert not await offered(visitor)


async def test_logging_out_without_state_leads_back_without_one(visitor: Visitor) -> None:
    asked = {"client_id": "portal", "post_logout_redirect_uri": BACK}
    answer = await visitor.http.get(f"{URL}/suwinet/logout", params=asked)
    assert (answer.status_code, answer.headers["location"]) == (303, BACK)


@pytest.mark.parametrize(
    "changes",
    [
        {"post_logout_redirect_uri": "https://elsewhere.example/uitgelogd"},
        {"post_logout_redirect_uri": f"{BACK}?next=elsewhere"},
        {"client_id": "another"},
        {"client_id": ""},
    ],
)
async def test_logging_out_leads_nowhere_else_and_says_so(visitor: Visitor, changes: Mapping[str, str]) -> None:
    await visitor.log_in("digid")
    asked = {"client_id": "portal", "post_logout_redirect_uri": BACK, "state": "s", **changes}
    answer = await visitor.http.get(f"{URL}/digid/logout", params=asked)
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "gaf een adres op dat niet mag" in answer.text
    assert "elsewhere" not in answer.text
    assert not await offered(visitor)


async def test_logging_out_of_nothing_in_particular_is_a_page(visitor: Visitor) -> None:
    await visitor.log_in("eherkenning")
    answer = await visitor.http.get(f"{URL}/eherkenning/logout")
    assert answer.status_code == 200
    assert "U bent uitgelogd bij de eHerkenning-simulator" in answer.text
    assert "Verder als" not in (await visitor.ask("eherkenning")).text
