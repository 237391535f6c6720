"""Every page in every state, for everybody: WCAG 2.2 AA as far as axe sees it, no scrolling sideways, and light."""

import pytest
from playwright.async_api import Request

from tests.browser.conftest import Opening, Tab
from tests.browser.looking import faults
from tests.browser.places import PLACES, Place

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000
MOST_REQUESTS = 10


@pytest.mark.parametrize("place", PLACES, ids=[place.name for place in PLACES])
async def test_everybody_can_use_a_page(opening: Opening, place: Place) -> None:
    async with opening(place.person) as tab:
        browser = await tab.context.new_cdp_session(tab.page)
        await browser.send("Network.enable")
        await browser.send("Network.setCacheDisabled", {"cacheDisabled": True})  # each visit is a first one
        await place.reach(tab.page)
        assert tab.watch.documents[-1].status == place.status
        assert await tab.page.locator("html").get_attribute("lang") == ("en" if "english" in place.name else "nl")
        assert await tab.page.locator("h1").count() == 1
        loaded = requests_of_the_page(tab)
        assert len(loaded) < MOST_REQUESTS
        assert sum([await weight(one) for one in loaded]) < MOST_BYTES
        assert await faults(tab, place.name) == set()


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
