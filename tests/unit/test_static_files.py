"""The files under /static, as browsers get them."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from portal.static_files import static_files

STATIC = Path(__file__).parents[2] / "portal" / "static"
VENDORED = "vendor/utrecht-component-library-css-9.0.4/index.css"


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=Starlette(routes=[Mount("/static", static_files())]))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as made:
        yield made


async def test_a_style_sheet_is_sent_compressed_to_who_reads_gzip(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/static/portal.css", headers={"accept-encoding": "gzip, br"})
    assert answer.text == (STATIC / "portal.css").read_text(encoding="utf-8")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert int(answer.headers["content-length"]) < len((STATIC / "portal.css").read_bytes()) / 3


async def test_it_is_sent_as_it_is_to_who_does_not(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/static/portal.css", headers={"accept-encoding": "identity"})
    assert answer.content == (STATIC / "portal.css").read_bytes()
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
async def test_what_has_not_changed_is_not_sent_again(client: httpx2.AsyncClient, encoding: str) -> None:
    headers = {"accept-encoding": encoding}
    first = await client.get("/static/portal.css", headers=headers)
    again = await client.get("/static/portal.css", headers=headers | {"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "public, max-age=300"


async def test_a_file_with_its_version_in_its_path_is_kept(client: httpx2.AsyncClient) -> None:
    answer = await client.get(f"/static/{VENDORED}", headers={"accept-encoding": "gzip"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_a_part_of_a_file_is_not_compressed(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/static/portal.css", headers={"accept-encoding": "gzip", "range": "bytes=0-9"})
    assert (answer.status_code, answer.content) == (206, (STATIC / "portal.css").read_bytes()[:10])


async def test_what_is_not_there_is_not_found(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/static/nothing.css")).status_code == 404


def test_a_page_stays_light() -> None:
    """Everything a page may load, compressed: the rest of the 150 kB is for the page itself."""
    tokens = STATIC / "vendor" / "nl-design-system-unstable-voorbeeld-design-tokens-7.4.1" / "variables.css"
    own = [STATIC / name for name in ("portal.css", "session.js", "bsn.js", "busy.js", "icon.svg")]
    loaded = [STATIC / VENDORED, tokens, *own]
    assert sum(len(gzip.compress(file.read_bytes())) for file in loaded) < 70_000
