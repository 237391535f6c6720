"""Looks at a page as it is in small and large windows, in light and dark colours."""

from playwright.async_api import Page

from tests.browser.conftest import AXE, Scheme, Tab
from tests.browser.graphiql_page import WCAG

LOOKS: tuple[tuple[int, Scheme], ...] = ((1280, "light"), (1280, "dark"), (320, "light"), (320, "dark"))
PICTURED = {(1280, "light"), (320, "dark")}
_OPTIONS = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}


async def faults(tab: Tab, name: str) -> set[str]:
    """What axe finds, and whether one has to scroll sideways; leaves two pictures."""
    page, found = tab.page, set()
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    for width, scheme in LOOKS:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme)
        if width != await _widest(page):
            found.add(f"{width}: {await _widest(page)} wide")
        result = await page.evaluate("options => axe.run(document, options)", _OPTIONS)
        found |= {
            f"{width} {scheme} {one['id']}: {node['target']}" for one in result["violations"] for node in one["nodes"]
        }
        if (width, scheme) in PICTURED:
            await page.screenshot(path=tab.folder / f"look-{name}-{scheme}-{width}.png", full_page=True)
    return found


async def _widest(page: Page) -> int:
    return int(await page.evaluate("Math.max(innerWidth, document.documentElement.scrollWidth)"))
