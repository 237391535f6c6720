"""A real service with demo data, and Debian's Chromium to look at it."""

import fcntl
import math
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal, Protocol

import pytest
from playwright.async_api import Browser, BrowserContext, Page, StorageState, async_playwright, expect

from tests.browser.figures import publish_reports
from tests.browser.letters import write_letters
from tests.browser.people import Person, log_in
from tests.browser.watch import Watch, bsns_in
from tests.conftest import DATA, ROOT
from tests.fixtures import staff
from tests.fixtures.process import Installation

SCREENSHOTS = ROOT / ".data" / "screenshots"
AXE = ROOT / "tests" / "browser" / "vendor" / "axe-core-4.14.1" / "axe.min.js"
SHELL = "chromium-headless-shell"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IDLE_SECONDS = 900
"""After which a session of the service's defaults is over."""
expect.set_options(timeout=20_000)

NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) =>
  window.violations.push(`${e.violatedDirective} ${e.blockedURI.slice(0, 60)}`));
"""

Scheme = Literal["light", "dark"]
Picture = Callable[[Page, str], Awaitable[None]]
"""Leaves a picture of a page under a name, if pictures are asked for."""


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
    """Where Chromium is: its shell for programs, which takes half the time, or else that for people.

    The shell is installed if it isn't there and we may. Without either this skips the test, or in CI fails it.
    """
    if os.geteuid() == 0 and shutil.which("apt-get"):
        DATA.parent.mkdir(exist_ok=True)
        with (DATA.parent / "chromium.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # another worker may be installing it
            if shutil.which(SHELL) is None:
                for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", SHELL]):
                    subprocess.run(["apt-get", *step], check=False, capture_output=True)  # noqa: S603, S607 - the system's
    found = shutil.which(SHELL) or shutil.which("chromium")
    if found is None:
        advice = f"The browser tests need Chromium: install Debian's package `{SHELL}`."
        if os.environ.get("CI") == "true":  # noqa: TID251 - tests have no settings
            pytest.fail(advice, pytrace=False)
        pytest.skip(advice)
    return found


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """What `make run` starts, telling all it can of what it does."""
    made = Installation(tmp_path_factory.mktemp("browser"), more={"LOG_LEVEL": "debug"})
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


@dataclass
class Tab:
    """A page of the portals, and what its context does."""

    page: Page
    context: BrowserContext
    watch: Watch
    picture: Picture

    async def see(self, name: str) -> None:
        """Leave a picture; and nothing of who it is about is in what the browser keeps or shows outside the page."""
        page = self.page
        await self.picture(page, f"portal-{name}")
        assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
        cookies = [f"{cookie['name']}={cookie['value']}" for cookie in await self.context.cookies()]
        assert bsns_in(" ".join([page.url, await page.title(), *cookies])) == set()


class Opening(Protocol):
    """Opens a page of the portals in a browser context of its own; at the end it looks back at what happened."""

    def __call__(
        self,
        person: Person | None = None,
        *,
        at: Installation | None = None,
        width: int = 1280,
        height: int = 900,
        scheme: Scheme = "light",
        javascript: bool = True,
    ) -> AbstractAsyncContextManager[Tab]:
        """Open it.

        Args:
            person: who is logged in already.
            at: another installation than the run's.
            width: of the window, in pixels.
            height: the same.
            scheme: light or dark.
            javascript: whether there is any.
        """
        ...


@pytest.fixture(scope="session")
async def staffed(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """That service, with employers of every size, letters, and published reports."""
    folder = staff.write_files(tmp_path_factory.mktemp("staff"))
    installation.command("import", str(folder), "--rejects", str(folder / "rejected.csv"))
    await write_letters(installation)
    await publish_reports(installation)
    return installation


class LogIns:
    """The cookies of who logged in before, while their sessions surely live."""

    def __init__(self) -> None:
        self._states: dict[Person, StorageState] = {}
        self._used_at: dict[Person | None, float] = {}

    def are_over(self, person: Person | None) -> bool:
        """Whether somebody's cookies were last used so long ago that their session may be over; uses them if not."""
        over = person is not None and monotonic() - self._used_at.get(person, -math.inf) > IDLE_SECONDS / 3
        if not over:
            self._used_at[person] = monotonic()
        return over

    def of(self, person: Person) -> StorageState | None:
        """Somebody's cookies; None: they log in."""
        return None if self.are_over(person) else self._states.get(person)

    def keep(self, person: Person, state: StorageState) -> None:
        """Keep the cookies of who has just logged in."""
        self._states[person] = state
        self._used_at[person] = monotonic()


@pytest.fixture(scope="session")
def log_ins() -> LogIns:
    """Those of the run's service."""
    return LogIns()


@pytest.fixture(scope="session")
def opening(browser: Browser, staffed: Installation, log_ins: LogIns, picture: Picture) -> Opening:
    """Opens a page of the portals of that service."""

    @asynccontextmanager
    async def opened(
        person: Person | None = None,
        *,
        at: Installation | None = None,
        width: int = 1280,
        height: int = 900,
        scheme: Scheme = "light",
        javascript: bool = True,
    ) -> AsyncIterator[Tab]:
        service = at or staffed
        home = f"http://127.0.0.1:{service.port}"
        state = log_ins.of(person) if person is not None and at is None else None
        context = await browser.new_context(
            base_url=home,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            storage_state=state,
        )
        watch = Watch(home)
        watch.at(context)
        page = await context.new_page()
        if person is not None and state is None:
            await log_in(page, person)
            if at is None:
                log_ins.keep(person, await context.storage_state())
        yield Tab(page, context, watch, picture)
        assert await watch.faults() == []
        await context.close()
        assert bsns_in(service.output()) == set()

    return opened


@pytest.fixture(scope="session")
def picture(pytestconfig: pytest.Config) -> Picture:
    """Takes them where the run has `--pictures`, for a person to look at; git ignores them."""
    wanted = pytestconfig.getoption("pictures")
    if wanted:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    async def take(page: Page, name: str) -> None:
        if wanted:
            await page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    return take
