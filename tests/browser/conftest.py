"""A real service with demo data, and Debian's Chromium to look at it."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.conftest import ROOT
from tests.fixtures.process import Installation

SCREENSHOTS = ROOT / ".data" / "screenshots"
AXE = ROOT / "tests" / "browser" / "vendor" / "axe-core-4.14.1" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) =>
  window.violations.push(`${e.violatedDirective} ${e.blockedURI.slice(0, 60)}`));
"""

Scheme = Literal["light", "dark"]


@dataclass
class Visit:
    """A page, and what happened while it was open."""

    page: Page
    home: str
    console: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)

    @property
    def elsewhere(self) -> list[str]:
        """What was asked of others than the service."""
        return [url for url in self.requested if not url.startswith((f"{self.home}/", "data:"))]


class Visiting(Protocol):
    """Opens a page in a browser context of its own."""

    def __call__(
        self, *, width: int = 1280, height: int = 800, scheme: Scheme = "light"
    ) -> AbstractAsyncContextManager[Visit]:
        """Open it."""
        ...


def chromium() -> str:
    """Where Chromium is; installed if it isn't there and we may. Skips the test, or in CI fails it, if we may not."""
    found = shutil.which("chromium")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *step], check=False, capture_output=True)  # noqa: S603, S607 - the system's own
        found = shutil.which("chromium")
    if found is None:
        advice = "The browser tests need Chromium: install Debian's package `chromium`."
        if os.environ.get("CI") == "true":  # noqa: TID251 - tests have no settings
            pytest.fail(advice, pytrace=False)
        pytest.skip(advice)
    return found


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """What `make run` starts."""
    made = Installation(tmp_path_factory.mktemp("browser"))
    try:
        with made.running():
            yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium a run."""
    path = chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        await started.close()


@pytest.fixture
def visiting(browser: Browser, installation: Installation) -> Visiting:
    """Opens a page of that service."""

    @asynccontextmanager
    async def visit(*, width: int = 1280, height: int = 800, scheme: Scheme = "light") -> AsyncIterator[Visit]:
        home = f"http://127.0.0.1:{installation.port}"
        context = await browser.new_context(
            base_url=home, viewport={"width": width, "height": height}, color_scheme=scheme
        )
        await context.add_init_script(NOTE_VIOLATIONS)
        page = await context.new_page()
        made = Visit(page, home)
        page.on("console", lambda message: made.console.append(message.text[:200]))
        page.on("pageerror", lambda error: made.console.append(str(error)))
        page.on("request", lambda request: made.requested.append(request.url))
        yield made
        await context.close()

    return visit


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where to leave pictures for a person to look at; git ignores it."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS
