"""How many log-ins may be under way, from one address and in all; one too many is a page that says so."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from portal.languages import Language, Texts
from server.http.edge.limits import EdgeLimits
from tests.conftest import Database
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.kept_sessions import sessions
from tests.fixtures.portal import DIGID, EHERKENNING, Site, served

pytest_plugins = ["tests.fixtures.portal_fixtures"]

NL = Texts(Language.NL)
FIRST, SECOND = "198.51.100.7", "198.51.100.8"


@pytest.fixture
async def crowded(portal_register: Database, tmp_path: Path) -> AsyncIterator[Site]:
    """Portals behind a proxy, with few places to log in."""
    more: dict[str, Any] = {
        "edge": EdgeLimits(log_ins_address=2, log_ins=3),
        "proxies": frozenset({"127.0.0.0/8"}),
    }
    async with served(portal_register.pools(), tmp_path, **more) as opened:
        yield opened


async def test_one_address_has_so_many_log_ins_under_way_and_no_more(crowded: Site, portal_owner: Owner) -> None:
    browsers = [crowded.browser() for _ in range(6)]
    before = await sessions(portal_owner)
    begun = [
        await browser.get(f"/login/{DIGID}", follow=False, **{"x-forwarded-for": address})
        for browser, address in zip(browsers, [FIRST, FIRST, FIRST, SECOND, SECOND, FIRST], strict=True)
    ]
    assert [page.status for page in begun] == [303, 303, 429, 303, 503, 429]
    assert len(await sessions(portal_owner, before)) == 3
    for refused in (begun[2], begun[4]):
        assert refused.says(NL("failed.log_ins.title"), NL("failed.log_ins.text"))
        assert refused.headers["retry-after"] == "60"
    page = await browsers[0].fill_in(await browsers[0].get(begun[0].location))
    assert (page.status, page.path) == (200, "/burger")
    again = await browsers[2].get(f"/login/{DIGID}", follow=False, **{"x-forwarded-for": f"{SECOND}, {FIRST}"})
    assert again.status == 303


async def test_what_anybody_but_a_trusted_proxy_says_of_an_address_counts_for_nothing(
    portal_register: Database, tmp_path: Path
) -> None:
    more: dict[str, Any] = {"edge": EdgeLimits(log_ins_address=2)}
    async with served(portal_register.pools(), tmp_path, **more) as opened:
        statuses = []
        for number in range(3):
            said = {"x-forwarded-for": f"203.0.113.{number}"}
            statuses.append((await opened.browser().get(f"/login/{DIGID}", follow=False, **said)).status)
    assert statuses == [303, 303, 429]


@pytest.mark.parametrize("mark", ["", "x.y", "0" * 32 + "." + "0" * 32, "." + "a" * 32, "." + "\u00e9" * 32])
async def test_nobody_without_a_mark_of_ours_has_anything_kept(site: Site, portal_owner: Owner, mark: str) -> None:
    browser = site.browser()
    before = await portal_owner.fetchval("select coalesce(sum(length(content)), 0) from portal.session")
    typed = {"csrf": mark, "terug": "/werkgever", "veld.bsn": people.TWO_GROUNDS * 1_000}
    await browser.post(f"/login/{EHERKENNING}", typed, follow=False)
    after = await portal_owner.fetchval("select coalesce(sum(length(content)), 0) from portal.session")
    assert after - before < 2_000
