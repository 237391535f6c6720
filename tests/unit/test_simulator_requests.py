"""What the simulator makes of a portal's request that isn't in order."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.fixtures.log_in_simulator import CHALLENGE, ORIGIN, URL, Form, Visitor, parameters, simulator
from tests.fixtures.tokens import Clock


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    clock = Clock()
    return Visitor(simulator(tmp_path, clock), clock)


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "another"},
        {"client_id": None},
        {"redirect_uri": "https://elsewhere.example/login/digid-simulator/callback"},
        {"redirect_uri": f"{ORIGIN}/login/digid-simulator/callback/"},
        {"redirect_uri": f"{ORIGIN}/login/digid-simulator/callback?a=b"},
        {"redirect_uri": f"{ORIGIN}/login/eherkenning-simulator/callback"},
        {"redirect_uri": None},
    ],
)
async def test_a_foreign_client_or_address_gets_a_page_and_never_a_redirect(
    visitor: Visitor, changes: dict[str, str | None]
) -> None:
    for more in ({}, {"response_type": "token"}):
        answer = await visitor.ask("digid", **{**more, **changes})
        assert answer.status_code == 400
        assert "location" not in answer.headers
        assert "Inloggen lukt niet" in answer.text
        assert "elsewhere" not in answer.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": CHALLENGE[1:]}, "invalid_request"),
        ({"code_challenge": f"{CHALLENGE[1:]}="}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"resource": "https://another.example/graphql"}, "invalid_target"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"request_uri": "urn:a"}, "request_uri_not_supported"),
        ({"nonce": "n" * 1001}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
async def test_any_other_fault_is_told_to_the_portal(
    visitor: Visitor, changes: dict[str, str | None], error: str
) -> None:
    found = parameters(await visitor.ask("digid", **changes))
    assert found.pop("error_description").isascii()
    assert found == {"error": error, "state": "state-1", "iss": f"{URL}/digid"}


@pytest.mark.parametrize("state", [None, ""])
async def test_a_request_without_state_is_refused_without_state(visitor: Visitor, state: str | None) -> None:
    found = parameters(await visitor.ask("digid", state=state))
    assert (found["error"], found["iss"]) == ("invalid_request", f"{URL}/digid")
    assert "state" not in found


@pytest.mark.parametrize("name", ["state", "nonce", "scope", "code_challenge"])
async def test_a_parameter_that_is_given_twice_is_refused(visitor: Visitor, name: str) -> None:
    asked = (await visitor.ask("digid")).request.url
    again = await visitor.http.get(f"{asked}&{name}=twice")
    assert parameters(again)["error"] == "invalid_request"
    assert (await visitor.http.get(f"{asked}&redirect_uri=twice")).status_code == 400


async def test_who_has_no_resource_to_name_gets_tokens_for_the_api(visitor: Visitor) -> None:
    found = await visitor.tokens("digid", {"resource": None})
    assert (await visitor.verified(found["access_token"])).role == "CITIZEN"


async def test_whoever_cancels_is_sent_back_without_a_code(visitor: Visitor) -> None:
    for slug in visitor.issuers:
        page = Form((await visitor.ask(slug)).text)
        assert page.buttons[-1] == "cancel"
        answer = await visitor.send(slug, page.filled_in(action="cancel"))
        assert parameters(answer) == {"error": "access_denied", "state": "state-1", "iss": f"{URL}/{slug}"}
        assert "set-cookie" not in answer.headers


async def test_a_page_is_good_for_a_quarter_of_an_hour(visitor: Visitor) -> None:
    visitor.clock.now = 1_770_000_000  # 3:40 in the Netherlands
    page = await visitor.ask("digid")
    assert "U kunt tot 03:55 uur inloggen." in page.text
    visitor.clock.now += 900
    answer = await visitor.send("digid", Form(page.text).filled_in(action="login"))
    assert answer.status_code == 400
    assert "U was te laat" in answer.text
    assert "error=access_denied&amp;state=state-1&amp;iss=" in answer.text
    assert "set-cookie" not in answer.headers


async def test_the_request_cannot_be_altered_or_carried_to_another_provider(visitor: Visitor) -> None:
    page = Form((await visitor.ask("digid")).text)
    sealed = dict(page.fields)["request"]
    altered = sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:]
    for other in (altered, "", "é", sealed[:8]):
        answer = await visitor.send("digid", page.filled_in(action="login", request=other))
        assert answer.status_code == 400, other
    eherkenning = Form((await visitor.ask("eherkenning")).text)
    answer = await visitor.send("eherkenning", eherkenning.filled_in(action="login", request=sealed))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "http://127.0.0.1:8001"},
        {"origin": "http://localhost:8000"},
        {"origin": "null"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_form_of_another_site_is_refused(visitor: Visitor, headers: dict[str, str]) -> None:
    page = Form((await visitor.ask("digid")).text)
    answer = await visitor.send("digid", page.filled_in(action="login"), headers)
    assert answer.status_code == 403
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers


async def test_a_body_that_is_no_form_or_too_big_is_refused(visitor: Visitor) -> None:
    fields = Form((await visitor.ask("digid")).text).filled_in(action="login")
    bodies = [
        ([*fields, ("x", "y" * 20_000)], {}),
        ([*fields, *(("x", "y") for _ in range(100))], {}),
        (fields, {"content-type": "multipart/form-data"}),
    ]
    for body, headers in bodies:
        assert (await visitor.send("digid", body, headers)).status_code == 400
    raw = await visitor.http.post(
        f"{URL}/digid/authorize",
        content=b"request=%ff&action=login",
        headers={"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"},
    )
    assert raw.status_code == 400


async def test_the_metadata_names_everything_at_the_issuers_own_address(visitor: Visitor) -> None:
    for slug, issuer in visitor.issuers.items():
        found = (await visitor.http.get(f"{issuer.issuer}/.well-known/openid-configuration")).json()
        assert found["issuer"] == issuer.issuer
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"):
            assert urlsplit(found[name]).path.startswith(f"/simulator/{slug}/")
        assert found["response_types_supported"] == ["code"]
        assert found["grant_types_supported"] == ["authorization_code"]
        assert found["code_challenge_methods_supported"] == ["S256"]
        assert found["token_endpoint_auth_methods_supported"] == ["client_secret_basic"]
        assert found["id_token_signing_alg_values_supported"] == ["ES256"]
        assert found["authorization_response_iss_parameter_supported"] is True
        assert set(issuer.acr_values) <= set(found["acr_values_supported"])
