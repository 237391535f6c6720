"""The portals by the keyboard alone: where the focus is, whether one sees it, and whether one can go on."""

from typing import Any

from playwright.async_api import Locator, Page, expect

_FOCUS = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    what: `${element.tagName} ${element.id || element.name || element.textContent.trim().slice(0, 40)}`,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 1 && box.height > 1
      && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
MOST = 60
"""No page has more to tab through."""


class Keyboard:
    """Presses keys, and sees to it that the focus is always seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def tab(self, key: str = "Tab") -> str | None:
        """One further; gives what has the focus then, None: nothing on the page."""
        await self.page.keyboard.press(key)
        focus: dict[str, Any] | None = await self.page.evaluate(_FOCUS)
        if focus is None:
            return None
        assert focus["outlined"], f"{focus['what']} has the focus, and nobody sees it"
        assert focus["seen"], f"{focus['what']} has the focus, out of sight"
        return str(focus["what"])

    async def to(self, target: Locator, key: str = "Tab") -> None:
        """Go on until this has the focus."""
        reached = []
        for _ in range(MOST):
            reached.append(await self.tab(key))
            if await target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{target} isn't reached, only {reached}")

    async def press(self, target: Locator, key: str = "Enter") -> None:
        """Go there, and press a key that leads to another page."""
        await self.to(target)
        async with self.page.expect_navigation():
            await self.page.keyboard.press(key)

    async def choose(self, first: Locator, wanted: Locator) -> None:
        """A radio button: to the group, and by the arrows on to the wanted one. Only the checked one is tabbed to."""
        group = self.page.locator(f"input[name='{await wanted.get_attribute('name')}']")
        checked = [one for one in await group.all() if await one.is_checked()]
        await self.to(checked[0] if checked else first)
        await self.page.keyboard.press("Space")
        for _ in range(await group.count()):
            if await wanted.is_checked():
                break
            await self.page.keyboard.press("ArrowDown")
        await expect(wanted).to_be_checked()

    async def type(self, target: Locator, text: str) -> None:
        """Fill in a field; what was in it is selected by tabbing to it."""
        await self.to(target)
        await self.page.keyboard.type(text)
        await expect(target).to_have_value(text)

    async def once_around(self) -> list[str]:
        """All that can have the focus, until it leaves the page or is where it began."""
        found: list[str] = []
        for _ in range(MOST):
            here = await self.tab()
            if here is None or (found and here == found[0]):
                return found
            found.append(here)
        raise AssertionError(f"The focus doesn't get out: {found}")
