"""Forms of other sites, and scripts without our mark: refused, and nothing is asked of the register for them."""

import asyncio
from dataclasses import dataclass

import pytest

from portal.languages import Language, Texts
from tests.fixtures import people
from tests.fixtures.portal import DIGID, EHERKENNING, SUWINET, Site
from tests.fixtures.portal_browser import Browser, Page
from tests.fixtures.portal_log import Asked, Watch

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
PERSON = "/werkgever/doelgroepregister/persoon"


@dataclass(frozen=True)
class Post:
    """A form that would do something: whose it is, where it stands and goes, what is typed, and what it asks."""

    slug: str
    page: str
    action: str
    typed: dict[str, str]
    asks: list[Asked]


POSTS = {
    "citizen": Post(DIGID, "/burger", "/burger", {}, [
        Asked("OWN_DATA", "Person.registered Person.registrationEndDate")]),
    "employer": Post(EHERKENNING, PERSON, PERSON, {"reden": "APPLICANT", "bsn": people.TWO_GROUNDS}, [
        Asked("APPLICANT", "Person.registered Person.registrationEndDate")]),
    "suwinet": Post(SUWINET, "/suwinet", "/suwinet", {"doel": "ASSESSMENT", "bsn": people.NEVER_HEARD_OF}, [
        Asked("ASSESSMENT", "Person.registered Person.registrationEndDate Person.countingStartDate "
              "Person.grounds Ground.code Ground.name Ground.legalBasis Ground.startDate Ground.endDate "
              "Ground.countsFor")]),
}  # fmt: skip
ELSEWHERE: dict[str, dict[str, str]] = {
    "another site": {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    "a site of the same owner": {"sec-fetch-site": "same-site", "origin": "https://other.register.example"},
    "the address bar": {"sec-fetch-site": "none"},
    "another origin, of an old browser": {"origin": "https://evil.example"},
    "no origin": {"origin": "null"},
    "nobody knows": {},
    "an origin that looks like ours": {"origin": "http://127.0.0.1"},
    "a lie about the origin": {"sec-fetch-site": "cross-site", "origin": "OURS"},
}


async def ready(browser: Browser, post: Post) -> tuple[Page, dict[str, str]]:
    """The page with the form, and the form as its owner would send it."""
    await browser.log_in(post.slug)
    page = await browser.get(post.page)
    return page, dict(page.form(post.action).filled_in({**post.typed}))


@pytest.mark.parametrize("whose", POSTS)
async def test_a_form_of_our_own_page_asks_what_it_should(browser: Browser, watch: Watch, whose: str) -> None:
    post = POSTS[whose]
    _, form = await ready(browser, post)
    assert await watch.asked() == []
    page = await browser.post(post.action, form)
    assert page.status == 200
    assert await watch.asked() == post.asks


@pytest.mark.parametrize("whose", POSTS)
async def test_an_old_browser_is_known_by_its_origin(browser: Browser, watch: Watch, whose: str) -> None:
    post = POSTS[whose]
    _, form = await ready(browser, post)
    assert (await browser.post(post.action, form, {"origin": browser.url})).status == 200
    assert await watch.asked() == post.asks


@pytest.mark.parametrize("where", ELSEWHERE)
@pytest.mark.parametrize("whose", POSTS)
async def test_a_form_from_elsewhere_is_refused_and_nothing_is_asked(
    browser: Browser, watch: Watch, whose: str, where: str
) -> None:
    post = POSTS[whose]
    _, form = await ready(browser, post)
    sent = {name: value.replace("OURS", browser.url) for name, value in ELSEWHERE[where].items()}
    page = await browser.post(post.action, form, sent)
    assert page.status == 403
    assert page.says(NL("failed.elsewhere.title"), NL("failed.elsewhere.text"))
    assert "data-csrf" not in page.html
    assert people.TWO_GROUNDS not in page.html
    assert await watch.asked() == []


@pytest.mark.parametrize("mark", ["none", "empty", "wrong", "cut", "of another session", "of an earlier session"])
@pytest.mark.parametrize("whose", POSTS)
async def test_a_form_without_the_sessions_own_mark_is_refused_and_nothing_is_asked(
    site: Site, watch: Watch, whose: str, mark: str
) -> None:
    post, browser, other = POSTS[whose], site.browser(), site.browser()
    _, earlier = await ready(browser, post)
    _, form = await ready(browser, post)
    _, others = await ready(other, post)
    good = form.pop("csrf")
    marks = {"empty": "", "wrong": "x" * 43, "cut": good.partition(".")[0][:-1] + ".x"}
    marks |= {"of another session": others["csrf"], "of an earlier session": earlier["csrf"]}
    sent = {**form, **({"csrf": marks[mark]} if mark in marks else {"x": "y"})}
    page = await browser.post(post.action, sent)
    assert page.status == 403
    assert page.says(NL("failed.form_over.title"), NL("failed.form_over.text"))
    assert await watch.asked() == []
    if post.typed:
        again = await browser.send(page, post.action)
        assert again.status == 200
        assert await watch.asked() == post.asks


@pytest.mark.parametrize(("where", "status"), [("another site", 403), ("a lie about the origin", 403)])
async def test_another_site_logs_nobody_out(browser: Browser, where: str, status: int) -> None:
    page = await browser.log_in(DIGID)
    form = dict(page.form("/uitloggen").fields)
    sent = {name: value.replace("OURS", browser.url) for name, value in ELSEWHERE[where].items()}
    assert (await browser.post("/uitloggen", form, sent)).status == status
    assert (await browser.post("/uitloggen", {"csrf": "x"})).status == 403
    assert (await browser.get("/uitloggen", follow=False)).status == 405
    assert (await browser.get("/sessie-voorbij", follow=False)).status == 303


async def test_another_site_begins_no_log_in_with_fields(browser: Browser) -> None:
    page = await browser.post(f"/login/{DIGID}", {"terug": "/burger", "veld.bsn": "1"}, ELSEWHERE["another site"])
    assert page.status == 403
    assert browser.cookies == {}


async def test_another_site_chooses_no_organisation(browser: Browser) -> None:
    await browser.log_in(EHERKENNING, organisation=[people.KVK, people.SECOND_KVK])
    page = await browser.get("/werkgever")
    form = dict(page.form("/werkgever/bedrijf").filled_in({"bedrijf": "2"}))
    assert (await browser.post("/werkgever/bedrijf", form, ELSEWHERE["another site"])).status == 403
    assert (await browser.post("/werkgever/bedrijf", {**form, "csrf": "x"})).status == 403
    assert (await browser.get("/werkgever", follow=False)).location == "/werkgever/bedrijf"


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", b'{"csrf": "CSRF", "reden": "APPLICANT", "bsn": "BSN"}'),
        ("text/plain", b"csrf=CSRF&reden=APPLICANT&bsn=BSN"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nCSRF\r\n--x--'),
        ("application/x-www-form-urlencoded", b"csrf=CSRF&reden=APPLICANT&bsn=BSN&bsn=BSN"),
        ("application/x-www-form-urlencoded", b"csrf=CSRF&reden=APPLICANT&bsn=BSN&csrf=x"),
        ("application/x-www-form-urlencoded", b"csrf=CSRF&reden=APPLICANT&bsn=BSN&x=" + b"y" * 20_000),
        ("application/x-www-form-urlencoded", b"csrf=CSRF&reden=APPLICANT&bsn=BSN" + b"&a=b" * 60),
        ("application/x-www-form-urlencoded", b"csrf=CSRF&reden=APPLICANT&bsn=BSN&x=%FF"),
        ("application/x-www-form-urlencoded", "csrf=CSRF&reden=APPLICANT&bsn=BSN&x=é".encode()),
    ],
    ids=["JSON", "text", "multipart", "a field twice", "the mark twice", "long", "many", "not UTF-8", "not ASCII"],
)
async def test_what_is_no_form_of_ours_is_not_read(
    browser: Browser, watch: Watch, media_type: str, body: bytes
) -> None:
    page, form = await ready(browser, POSTS["employer"])
    body = body.replace(b"CSRF", form["csrf"].encode()).replace(b"BSN", people.RAN_ON.encode())
    sent = {"content-type": media_type, "origin": browser.url, "sec-fetch-site": "same-origin"}
    sent["cookie"] = f"__Host-session={browser.session}"
    refused = Page(await browser.http.post(page.url, content=body, headers=sent))
    assert refused.status == 400
    assert refused.says(NL("failed.form.title"), NL("failed.form.text"))
    assert people.RAN_ON not in refused.html
    assert await watch.asked() == []


async def test_two_forms_at_once_are_both_answered(browser: Browser, watch: Watch) -> None:
    post = POSTS["citizen"]
    _, form = await ready(browser, post)
    pages = await asyncio.gather(*(browser.twin().post(post.action, form) for _ in range(4)))
    assert [page.status for page in pages] == [200] * 4
    assert await watch.asked() == post.asks * 4
