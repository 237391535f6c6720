"""Looks at a page as it is in small and large windows, in light and dark colours."""

from playwright.async_api import Page

from tests.browser.conftest import AXE, Scheme, Tab
from tests.browser.graphiql_page import WCAG

LOOKS: tuple[tuple[int, Scheme], ...] = ((1280, "light"), (1280, "dark"), (320, "light"), (320, "dark"))
PICTURED = {(1280, "light"), (320, "dark")}
_CUT = """() => {
  const cut = [];
  for (const heading of document.querySelectorAll("h1, h2, h3, legend, label, th, dt, button")) {
    const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const part of texts.currentNode.data.matchAll(/[^\\s-]+/g)) {
        if (part[0].length > 40) continue; // somebody's name, longer than any line
        const range = document.createRange();
        range.setStart(texts.currentNode, part.index);
        range.setEnd(texts.currentNode, part.index + part[0].length);
        const lines = new Set([...range.getClientRects()].map((box) => box.top)).size;
        if (lines > part[0].split("\\u00ad").length) cut.push(part[0]);
      }
    }
  }
  return cut;
}"""
"""Words that are broken over lines without a hyphen, but for those that no line of a phone holds."""
_NAMES = """[...document.querySelectorAll("title, a, button, label, legend, [aria-label]")]
  .filter((one) => (one.ariaLabel ?? one.textContent).includes("\\u00ad")).length"""
"""Names that hold a soft hyphen: what one says, or reads in a list, is the word."""
_OPTIONS = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}


async def faults(tab: Tab, name: str) -> set[str]:
    """What axe finds, and whether one has to scroll sideways; leaves two pictures."""
    page, found = tab.page, set()
    if names := await page.evaluate(_NAMES):
        found.add(f"{names} names hold a soft hyphen")
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    for width, scheme in LOOKS:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme)
        if width != await _widest(page):
            found.add(f"{width}: {await _widest(page)} wide")
        found |= {f"{width}: cut is {word}" for word in await page.evaluate(_CUT)}
        result = await page.evaluate("options => axe.run(document, options)", _OPTIONS)
        found |= {
            f"{width} {scheme} {one['id']}: {node['target']}" for one in result["violations"] for node in one["nodes"]
        }
        if (width, scheme) in PICTURED:
            await page.screenshot(path=tab.folder / f"look-{name}-{scheme}-{width}.png", full_page=True)
    return found


async def _widest(page: Page) -> int:
    return int(await page.evaluate("Math.max(innerWidth, document.documentElement.scrollWidth)"))
