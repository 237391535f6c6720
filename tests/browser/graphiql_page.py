"""What one does on the page at /graphiql, and what one then sees."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import AXE

RUN = ".graphiql-execute-button"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


async def ready(page: Page) -> None:
    """Wait until GraphiQL stands there with its three editors, and a query in the first."""
    await expect(page.locator(RUN)).to_be_visible()
    await expect(page.locator("#graphiql .CodeMirror")).to_have_count(3)
    await text_of(page, ".graphiql-query-editor")


async def text_of(page: Page, place: str) -> str:
    """The text of an editor, when it has one; what it shows of it is only what fits."""
    for _ in range(200):
        text = str(await page.locator(f"{place} .CodeMirror").evaluate("editor => editor.CodeMirror.getValue()"))
        if text:
            return text
        await asyncio.sleep(0.05)
    raise AssertionError(f"{place} stays empty")


async def opened(page: Page) -> None:
    await page.goto("/graphiql")
    await ready(page)


async def act_as(page: Page, login: str) -> None:
    """Choose a log-in, and wait until GraphiQL has its examples and its schema."""
    await page.evaluate("document.getElementById('graphiql').firstElementChild.dataset.before = 'yes'")
    async with page.expect_response(lambda response: "__schema" in (response.request.post_data or "")):
        await page.select_option("#login", login)
    await expect(page.locator("#graphiql > [data-before]")).to_have_count(0)
    await ready(page)


async def run(page: Page) -> Any:
    """Press the button; gives the answer that GraphiQL shows."""
    async with page.expect_response("**/graphql"):
        await page.click(RUN)
    return await shown(page)


async def shown(page: Page) -> Any:
    """The answer that GraphiQL shows, when it has come."""
    return json.loads(await text_of(page, ".graphiql-response"))


async def open_tab(page: Page, name: str) -> None:
    await page.locator(".graphiql-tab button", has_text=re.compile(f"^{name}$")).click()
    await expect(page.locator(".graphiql-tab-active")).to_contain_text(name)
    assert f"query {name}" in await text_of(page, ".graphiql-query-editor")


async def stored(page: Page) -> list[int]:
    """How much the browser keeps: of localStorage, sessionStorage, IndexedDB, caches and cookies."""
    found = await page.evaluate(
        "(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,"
        " (await caches.keys()).length])()"
    )
    return [*found, len(await page.context.cookies())]


def within(answer: Any, part: dict[str, object]) -> bool:
    """Whether somewhere in an answer there is an object with these fields."""
    if isinstance(answer, dict):
        return part.items() <= {k: v for k, v in answer.items() if k in part}.items() or any(
            within(value, part) for value in answer.values()
        )
    return isinstance(answer, list) and any(within(value, part) for value in answer)


async def violations(page: Page, context: dict[str, object]) -> set[str]:
    """What axe has to say, as its rules' names."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": WCAG}}
    found = await page.evaluate("([context, options]) => axe.run(context, options)", [context, options])
    return {f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]}


def answering(answer: httpx2.Response) -> Callable[[Route], Awaitable[None]]:
    """A handler that answers a request of the page with this."""

    async def fulfil(route: Route) -> None:
        await route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

    return fulfil
