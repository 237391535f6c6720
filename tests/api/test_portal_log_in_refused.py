"""Log-ins that aren't good: each comes to nothing, whoever made it so, and leaves nobody logged in."""

import time
from typing import Any

import pytest
from joserfc.jwk import ECKey

from domain.roles import Role
from portal.languages import Language, Texts
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.kept_sessions import sessions
from tests.fixtures.portal import DIGID, EHERKENNING
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_provider import ScriptedProvider, TwoProviders, begun
from tests.fixtures.tokens import LOA3, SigningIssuer, segment

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
OFFICER: dict[str, object] = {"organisation": {"oin": "00000099000000010000", "name": "UWV (voorbeeld)", "kind": "UWV"}}
EMPLOYER: dict[str, object] = {"role": "EMPLOYER", "acr": LOA3, "kvk": "90000001", "services": ["ROSTER"]}
HOUR = 3600


async def nobody(browser: Browser, page: Page, fault: str = "failed", *, under_way: bool = False) -> None:
    """The page says that it didn't work, and nobody is logged in; what is under way in another tab goes on."""
    assert page.status == 400
    assert page.says(NL(f"log_in_failed.{fault}.title"), NL(f"log_in_failed.{fault}.text"))
    assert ("/", "__Host-session") not in browser.cookies
    assert (("/", "__Host-log-in") in browser.cookies) is under_way
    asked = await browser.get("/burger")
    assert asked.says(NL("log_in.why.citizen"))
    assert "data-csrf" not in asked.html


@pytest.mark.parametrize("state", ["unknown", "", None])
async def test_an_answer_without_the_state_that_was_sent_comes_to_nothing(two: TwoProviders, state: str | None) -> None:
    browser = two.site.browser()
    await nobody(browser, await (await begun(browser, two.citizens)).end(state=state), under_way=True)
    assert two.citizens.asked == []


async def test_an_answer_in_another_browser_comes_to_nothing(two: TwoProviders) -> None:
    victim, attacker = two.site.browser(), two.site.browser()
    journey = await begun(attacker, two.citizens)
    journey.browser = victim
    await nobody(victim, await journey.end(), "too_late")
    own = await begun(victim, two.citizens)
    own.asked["state"] = journey.asked["state"]
    await nobody(victim, await own.end(), under_way=True)
    assert two.citizens.asked == []


async def test_an_answer_after_a_quarter_of_an_hour_is_too_late(two: TwoProviders, portal_owner: Owner) -> None:
    browser = two.site.browser()
    journey = await begun(browser, two.citizens)
    changed = await portal_owner.fetch(
        """update portal.session set ends_at = clock_timestamp() where used_at = (
            select max(used_at) from portal.session) returning idle_seconds, ends_at - used_at < '1 minute' as young"""
    )
    assert [tuple(row) for row in changed] == [(900, True)]
    await nobody(browser, await journey.end(), "too_late")
    assert two.citizens.asked == []


@pytest.mark.parametrize("issuer", ["https://evil.example", "", None, "twice", "a slash too much"])
async def test_an_answer_that_does_not_say_it_is_this_providers_comes_to_nothing(
    two: TwoProviders, issuer: str | None
) -> None:
    browser = two.site.browser()
    journey = await begun(browser, two.citizens)
    own = two.citizens.url
    if issuer == "twice":
        address = f"{two.citizens.path}/callback?code=1&state={journey.asked['state']}&iss={own}&iss={own}"
        page = await browser.get(address, follow=False)
    else:
        page = await journey.end(iss=f"{own}/" if issuer == "a slash too much" else issuer)
    await nobody(browser, page)
    assert two.citizens.asked == []


async def test_the_code_of_one_provider_never_goes_to_another(two: TwoProviders) -> None:
    browser = two.site.browser()
    journey = await begun(browser, two.citizens)
    other = browser.twin()
    crossed = await other.get(
        f"{two.employers.path}/callback?code=1&state={journey.asked['state']}&iss={two.citizens.url}", follow=False
    )
    await nobody(other, crossed, under_way=True)
    await nobody(browser, await journey.end(iss=two.employers.url))
    assert two.citizens.asked == two.employers.asked == []


ID_TOKENS: dict[str, dict[str, object]] = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "for another": {"aud": "another"},
    "for nobody": {"aud": None},
    "for another, made for us": {"aud": "another", "azp": "portal-at-this-one"},
    "for others, made for us": {"aud": ["one", "other"], "azp": "portal-at-this-one"},
    "for us and others, made for one of those": {"aud": ["portal-at-this-one", "other"], "azp": "other"},
    "for the API": {"aud": "https://register.example/graphql"},
    "of another issuer": {"iss": "https://evil.example"},
    "over": {"exp": int(time.time()) - 10 * 60},
    "without an end": {"exp": None},
    "not yet": {"nbf": int(time.time()) + HOUR},
    "of nobody": {"sub": None},
    "of another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("case", ID_TOKENS)
async def test_an_id_token_that_is_not_good_comes_to_nothing(two: TwoProviders, case: str) -> None:
    browser = two.site.browser()
    journey = await begun(browser, two.citizens)
    two.citizens.identity = ID_TOKENS[case]
    await nobody(browser, await journey.end())
    assert len(two.citizens.asked) == 1


NOW = int(time.time())
ACCESS_TOKENS: dict[str, dict[str, object]] = {
    "another role": EMPLOYER,
    "an officer's": {"role": "SUWINET", **OFFICER},
    "an auditor's": {"role": "AUDITOR", **OFFICER},
    "for another API": {"aud": "https://other.example"},
    "for the portal": {"aud": "portal-at-this-one"},
    "over": {"iat": NOW - 2 * HOUR, "exp": NOW - HOUR},
    "not yet": {"iat": NOW + HOUR, "exp": NOW + 2 * HOUR},
    "of an untrusted issuer": {"iss": "https://evil.example"},
    "without a number": {"bsn": None},
    "a number that fails its test": {"bsn": "999990018"},
}


@pytest.mark.parametrize("case", ACCESS_TOKENS)
async def test_an_access_token_that_the_api_would_refuse_comes_to_nothing(two: TwoProviders, case: str) -> None:
    browser = two.site.browser()
    journey = await begun(browser, two.citizens)
    two.citizens.access = ACCESS_TOKENS[case]
    await nobody(browser, await journey.end())


async def test_an_access_token_of_another_provider_comes_to_nothing(two: TwoProviders) -> None:
    """It is good for the API; but who logs in with one provider gets nobody's token of another."""
    browser = two.site.browser()
    journey = await begun(browser, two.citizens)
    now = int(time.time())
    other = two.employers.own.token(Role.EMPLOYER, iat=now, exp=now + HOUR)
    two.citizens.answer = {"access_token": other}
    await nobody(browser, await journey.end())


def unsigned(claims: dict[str, object]) -> str:
    """An ID token with no signature."""
    return f"{segment({'alg': 'none', 'typ': 'JWT'})}.{segment(claims)}."


def forged(case: str, provider: ScriptedProvider, nonce: str) -> dict[str, object]:
    """What a token endpoint may answer that isn't good."""
    now = int(time.time())
    claims: dict[str, object] = {
        "iss": provider.url, "sub": "user-1", "aud": "portal-at-this-one", "iat": now, "exp": now + 300, "nonce": nonce,
    }  # fmt: skip
    stranger = SigningIssuer(provider.url)
    key = ECKey.generate_key("P-256")
    answers: dict[str, dict[str, object]] = {
        "unsigned": {"id_token": unsigned(claims)},
        "signed by a stranger": {"id_token": stranger.sign(claims, {"typ": "JWT", "kid": provider.own.kid})},
        "signed by a key that it brings along": {
            "id_token": stranger.sign(claims, {"typ": "JWT", "jwk": key.as_dict(private=False)})
        },
        "no ID token": {"id_token": None},
        "an ID token that is none": {"id_token": "x"},
        "no access token": {"access_token": None},
        "an access token that is none": {"access_token": "x"},
        "an access token that is a list": {"access_token": ["x"]},
        "the ID token twice": {"access_token": provider.own.sign(claims, {"typ": "JWT"})},
        "an ID token that is a list": {"id_token": ["x"]},
        "an ID token of something else": {"id_token": provider.own.sign(["x"], {"typ": "JWT"})},
        "an error": {"error": "invalid_grant"},
    }
    return answers[case]


@pytest.mark.parametrize(
    "case",
    [
        "unsigned", "signed by a stranger", "signed by a key that it brings along", "no ID token",
        "an ID token that is none", "no access token", "an access token that is none",
        "an access token that is a list", "the ID token twice", "an error",
        "an ID token that is a list", "an ID token of something else",
    ],
)  # fmt: skip
async def test_an_answer_of_the_token_endpoint_that_is_not_good_comes_to_nothing(two: TwoProviders, case: str) -> None:
    browser = two.site.browser()
    journey = await begun(browser, two.citizens)
    two.citizens.answer = forged(case, two.citizens, journey.asked["nonce"])
    await nobody(browser, await journey.end())


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"7", b'{"a": "', b"null", b"[" * 100_000])
async def test_a_token_endpoint_that_answers_no_tokens_at_all_comes_to_nothing(two: TwoProviders, body: bytes) -> None:
    browser = two.site.browser()
    journey = await begun(browser, two.citizens)
    two.citizens.raw = body
    await nobody(browser, await journey.end())


@pytest.mark.parametrize("error", ["invalid_request", "server_error", "login_required", "<script>alert(1)</script>"])
async def test_an_error_of_the_provider_comes_to_nothing_and_is_never_shown(two: TwoProviders, error: str) -> None:
    browser = two.site.browser()
    told: dict[str, Any] = {"code": None, "error": error, "error_description": "Say <b>this</b>"}
    page = await (await begun(browser, two.citizens)).end(**told)
    await nobody(browser, page)
    assert error not in page.html
    assert "this" not in page.lines


async def test_whatever_came_of_a_log_in_it_is_over_and_nothing_is_kept_of_it(
    two: TwoProviders, portal_owner: Owner
) -> None:
    before = await sessions(portal_owner)
    for changes in ({"iss": None}, {"code": None, "error": "server_error"}):
        browser = two.site.browser()
        await (await begun(browser, two.citizens)).end(**changes)
    assert await sessions(portal_owner, before) == set()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_log_ins_in_two_tabs_both_end_inside_whichever_ends_first(
    two: TwoProviders, portal_owner: Owner, order: tuple[int, int]
) -> None:
    before = await sessions(portal_owner)
    browser = two.site.browser()
    tabs = [await begun(browser, two.citizens, path) for path in ("/burger", "/burger/wie-heeft-gekeken")]
    assert len(await sessions(portal_owner, before)) == 1
    for number in order:
        page = await tabs[number].end()
        assert (page.status, page.location) == (303, ["/burger", "/burger/wie-heeft-gekeken"][number])
        assert (await browser.get("/burger")).status == 200
    assert browser.cookies.keys() == {("/", "__Host-session")}
    assert len(await sessions(portal_owner, before)) == 1


async def test_log_ins_at_two_providers_in_two_tabs_both_end_inside_or_with_a_clear_word(two: TwoProviders) -> None:
    browser = two.site.browser()
    citizen, employer = await begun(browser, two.citizens), await begun(browser, two.employers)
    assert (await employer.end()).location == "/werkgever"
    assert (await browser.get("/werkgever")).status == 200
    assert (await citizen.end()).location == "/burger"
    assert (await browser.get("/burger")).status == 200
    assert (await browser.get("/werkgever")).says(NL("other_role.title"))


async def test_an_answer_that_is_loaded_again_leads_inside(two: TwoProviders) -> None:
    browser = two.site.browser()
    journey = await begun(browser, two.citizens)
    await journey.end()
    before, asked = browser.session, len(two.citizens.asked)
    page = await journey.end()
    assert (page.status, page.location) == (303, "/burger")
    assert (browser.session, len(two.citizens.asked)) == (before, asked)


async def test_of_many_tabs_the_last_five_can_log_in(two: TwoProviders, portal_owner: Owner) -> None:
    before = await sessions(portal_owner)
    browser = two.site.browser()
    tabs = [await begun(browser, two.citizens) for _ in range(7)]
    assert len(await sessions(portal_owner, before)) == 1
    await nobody(browser, await tabs[1].end(), under_way=True)
    assert (await tabs[2].end()).status == 303


async def test_a_level_that_is_too_low_never_logs_in_also_beside_a_session(browser: Browser) -> None:
    """Who is logged in as one person and fails to log in as another stays who he is."""
    await browser.log_in(DIGID)
    before = browser.session
    page = await browser.log_in(EHERKENNING, level="urn:etoegang:core:assurance-class:loa2")
    assert page.status == 403
    assert browser.session == before
    assert (await browser.get("/burger")).status == 200
