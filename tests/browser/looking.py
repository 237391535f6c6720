"""Looks at a page as it is in small and large windows, in light and dark colours."""

from playwright.async_api import Page

from tests.browser.conftest import AXE, Scheme, Tab
from tests.browser.graphiql_page import WCAG

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
_NOT_ONLY_COLOURS = """() => {
  const isColour = (name, value) => /^--|color$/.test(name) && CSS.supports("color", value);
  const isSchemed = (rule) => rule.media?.mediaText.includes("prefers-color-scheme");
  const found = (rules, schemed) => [...rules].flatMap((rule) => [
    ...(schemed && rule.style ? [...rule.style] : [])
      .filter((name) => name !== "box-shadow" && !isColour(name, rule.style.getPropertyValue(name).trim())),
    ...found(rule.cssRules ?? [], schemed || isSchemed(rule)),
  ]);
  return [...document.styleSheets].flatMap((sheet) => found(sheet.cssRules, isSchemed(sheet)));
}"""
"""What but colours light or dark changes: while it is nothing, only rules about colours find other things in each."""
_LOOK = f"""async (rules) => {{
  const cut = ({_CUT})();
  const wide = Math.max(innerWidth, document.documentElement.scrollWidth);
  const {{ violations }} = await axe.run(document, {{ runOnly: rules, resultTypes: ["violations"] }});
  return [wide, cut, violations.flatMap((one) => one.nodes.map((node) => `${{one.id}}: ${{node.target}}`))];
}}"""
_Rules = dict[str, str | list[str]]
_ALL: _Rules = {"type": "tag", "values": WCAG}
_COLOURS: _Rules = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

LOOKS: dict[tuple[int, Scheme], _Rules] = {
    (1280, "light"): _ALL,
    (1280, "dark"): _COLOURS,
    (320, "dark"): _ALL,
    (320, "light"): _COLOURS,
}
"""Windows, and which of axe's rules look at them."""


async def faults(tab: Tab, name: str) -> set[str]:
    """What axe finds, and whether one has to scroll sideways; may leave two pictures."""
    page, found = tab.page, set()
    if names := await page.evaluate(_NAMES):
        found.add(f"{names} names hold a soft hyphen")
    found |= {f"light or dark changes {what}" for what in await page.evaluate(_NOT_ONLY_COLOURS)}
    await _load_axe(page)
    for (width, scheme), rules in LOOKS.items():
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme)
        wide, cut, violations = await page.evaluate(_LOOK, rules)
        if width != wide:
            found.add(f"{width}: {wide} wide")
        found |= {f"{width}: cut is {word}" for word in cut}
        found |= {f"{width} {scheme} {one}" for one in violations}
        if rules is _ALL:
            await tab.picture(page, f"look-{name}-{scheme}-{width}")
    return found


async def _load_axe(page: Page) -> None:
    """Its source goes to a browser context once: sending and reading it takes longer than a look."""
    if not await page.evaluate("globalThis.loadAxe?.(), 'axe' in globalThis"):
        source = AXE.read_text(encoding="utf-8")
        await page.context.add_init_script(f"globalThis.loadAxe = () => {{{source}}}")
        await page.evaluate(source)
