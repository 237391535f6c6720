"""The page as it is without DEVELOPMENT: no menu, a field for a token."""

import httpx2
import pytest
from playwright.async_api import expect
from starlette.applications import Starlette

from portal import graphiql
from tests.browser.conftest import Visiting
from tests.browser.graphiql_page import answering, opened, ready, run, stored, violations, within
from tests.fixtures.process import Installation

pytestmark = pytest.mark.browser


async def test_in_production_one_pastes_a_token_that_only_memory_holds(
    visiting: Visiting, installation: Installation
) -> None:
    """The page of production, before the API of the service that runs."""
    application = httpx2.ASGITransport(Starlette(routes=graphiql.routes()))
    token = installation.command("token", "--role", "suwinet").stdout.strip()
    async with httpx2.AsyncClient(transport=application, base_url="http://127.0.0.1") as client, visiting() as visit:
        page = visit.page
        for path in ("/graphiql", "/graphiql/examples.json"):
            await page.route(f"{visit.home}{path}", answering(await client.get(path)))
        await opened(page)
        assert await page.locator("#login").count() == 0
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await page.get_by_role("button", name="Kopieer als curl").click()
        await expect(page.locator("#said")).to_have_text("Gekopieerd.")
        assert "authorization" not in str(await page.evaluate("navigator.clipboard.readText()")).lower()
        assert await violations(page, {"exclude": [["#graphiql"]]}) == set()

        await page.fill("#token", f"Bearer {token[:-4]}AAAA")
        await page.click("#use")
        await expect(page.locator("#said")).to_have_text("Dit token is niet geaccepteerd (HTTP 401).")

        await page.fill("#token", token)
        await page.keyboard.press("Enter")
        await expect(page.locator("#said")).to_have_text("Rol: SUWINET")
        await expect(page.locator(".graphiql-tab").first).to_contain_text("Client")
        await ready(page)
        assert await page.locator("#token").get_attribute("type") == "password"
        assert await page.locator("#token").input_value() == ""
        await page.locator(".graphiql-editor-tool .CodeMirror").evaluate(
            """editor => editor.CodeMirror.setValue('{"bsn": "999900006"}')"""
        )
        assert within(await run(page), {"code": "WAJONG", "startDate": "2014-03-01"})
        assert await stored(page) == [0, 0, 0, 0, 0]
        assert token not in await page.content()
        assert await page.evaluate("window.violations") == []
