"""Every page in every state, for everybody: WCAG 2.2 AA as far as axe sees it, no scrolling sideways, and light."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Cookie, Request

from tests.browser.conftest import LogIns, Opening, Tab
from tests.browser.looking import faults
from tests.browser.people import Person
from tests.browser.places import PLACES
from tests.browser.ways import Place

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000
MOST_REQUESTS = 12

Windows = Callable[[Place], Awaitable[Tab]]


@pytest.fixture(scope="module")
async def windows(opening: Opening, log_ins: LogIns) -> AsyncIterator[Windows]:
    """One window a person, as it was just after the log-in: making one takes half the time of such a test."""
    async with AsyncExitStack() as stack:
        opened: dict[Person | None, Tab] = {}
        kept: dict[Person | None, list[Cookie]] = {}

        async def window(place: Place) -> Tab:
            if place.person not in opened or place.alone or log_ins.are_over(place.person):
                tab = await stack.enter_async_context(opening(place.person))
                browser = await tab.context.new_cdp_session(tab.page)
                await browser.send("Network.enable")
                await browser.send("Network.setCacheDisabled", {"cacheDisabled": True})  # each visit is a first one
                if place.alone:
                    return tab
                opened[place.person] = tab
                kept[place.person] = await tab.context.cookies()
            tab = opened[place.person]
            await tab.page.unroute_all()
            await tab.context.clear_cookies()
            await tab.context.add_cookies(kept[place.person])  # type: ignore[arg-type] # what came can go
            await tab.page.set_viewport_size({"width": 1280, "height": 800})
            tab.watch.forget()
            return tab

        yield window


@pytest.mark.parametrize("place", PLACES, ids=[place.name for place in PLACES])
async def test_everybody_can_use_a_page(windows: Windows, place: Place) -> None:
    tab = await windows(place)
    await place.reach(tab.page)
    assert tab.watch.documents[-1].status == place.status
    assert await tab.page.locator("html").get_attribute("lang") == ("en" if "english" in place.name else "nl")
    assert await tab.page.locator("h1").count() == 1
    first, *others = re.split(" [—–] ", await tab.page.title())
    assert first not in others
    loaded = requests_of_the_page(tab)
    assert len(loaded) < MOST_REQUESTS
    assert sum([await weight(one) for one in loaded]) < MOST_BYTES
    assert await faults(tab, place.name) == set()
    assert await tab.watch.faults() == []


def requests_of_the_page(tab: Tab) -> list[Request]:
    """What the last document is and loads; not what its scripts ask later."""
    asked = [one for one in tab.watch.requests if one.resource_type != "fetch"]
    last = max(place for place, one in enumerate(asked) if one.is_navigation_request() and not one.redirected_to)
    return asked[last:]


async def weight(request: Request) -> int:
    """Bytes that came over the line."""
    if request.failure:
        return 0
    sizes = await request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


async def test_the_icon_is_there(opening: Opening) -> None:
    async with opening() as tab:
        await tab.page.goto("/")
        icon = await tab.page.locator("link[rel=icon]").get_attribute("href")
        answer = await tab.page.request.get(str(icon))
        assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
