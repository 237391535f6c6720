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
    own = [STATIC / name for name in ("portal.css", "session.js", "log-out.js", "bsn.js", "busy.js", "icon.svg")]
    loaded = [STATIC / VENDORED, tokens, *own]
    assert sum(len(gzip.compress(file.read_bytes())) for file in loaded) < 70_000


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip", True),
        ("GZIP;q=0.1", True),
        ("br, gzip", True),
        ("*", True),
        ("x-gzip", True),
        ("identity;q=0, gzip;q=1.0", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("supergzip", False),
        ("gzip2", False),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip;q=nan", False),
        ("gzip;q=-1", False),
        ("gzip;q=", False),
        ("", False),
        ("identity", False),
        ("a," * 8_000 + "gzip", False),
    ],
)
async def test_who_refuses_gzip_gets_the_file_as_it_is(
    client: httpx2.AsyncClient, accepted: str, *, compressed: bool
) -> None:
    answer = await client.get("/static/portal.css", headers={"accept-encoding": accepted})
    assert answer.text == (STATIC / "portal.css").read_text(encoding="utf-8")
    assert ("content-encoding" in answer.headers) == compressed


@pytest.mark.parametrize("ranges", ["lines=1-2", "bytes", "bytes=a-b", "", "=", "seconds=0-9, bytes=0-1"])
async def test_a_range_of_a_unit_that_is_not_known_is_ignored(client: httpx2.AsyncClient, ranges: str) -> None:
    answer = await client.get("/static/portal.css", headers={"accept-encoding": "identity", "range": ranges})
    assert (answer.status_code, answer.content) == (200, (STATIC / "portal.css").read_bytes())


@pytest.mark.parametrize(
    "path",
    ["portal.css/", "portal.css//", "portal.css/%2E", "/portal.css", "%2E/portal.css", "x/%2E%2E/portal.css", ""],
)
async def test_a_file_has_one_path(client: httpx2.AsyncClient, path: str) -> None:
    url = httpx2.URL("http://127.0.0.1", raw_path=f"/static/{path}".encode())
    assert (await client.get(url)).status_code == 404


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
async def test_head_tells_what_get_would_send(client: httpx2.AsyncClient, encoding: str) -> None:
    headers = {"accept-encoding": encoding}
    got, told = [await client.request(method, "/static/portal.css", headers=headers) for method in ("GET", "HEAD")]
    assert told.headers == got.headers
    again = await client.head("/static/portal.css", headers=headers | {"if-none-match": got.headers["etag"]})
    assert (again.status_code, again.headers["etag"]) == (304, got.headers["etag"])
    since = {"if-modified-since": got.headers["last-modified"]}
    assert (await client.get("/static/portal.css", headers=headers | since)).status_code == 304
