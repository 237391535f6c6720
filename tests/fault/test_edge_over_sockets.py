"""The edge byte by byte, over sockets, with the server that the product has."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from domain.roles import Role
from graph.engine.limits import Limits
from models.database import ServingPools
from server.composition import build
from server.http.edge.limits import EdgeLimits
from tests.api.conftest import parts_of, token
from tests.conftest import MakeDatabase
from tests.fixtures import people
from tests.fixtures.portal import free_port, running

pytestmark = [pytest.mark.fault, pytest.mark.timeout(120)]

HOST = "Host: register.example"
FORM = "Content-Type: application/x-www-form-urlencoded"
ROUTES = ["/graphql", "/burger", "/login/digid", "/uitloggen", "/sessie", "/static/portal.css", "/nowhere", "/"]


@pytest.fixture(scope="module")
async def serving(make_database: MakeDatabase) -> AsyncIterator[ServingPools]:
    """Connections to an empty register."""
    pools = (await make_database()).pools()
    yield pools
    await pools.close()


@asynccontextmanager
async def listening(pools: ServingPools, **limits: Any) -> AsyncIterator[int]:
    """The service on a port of its own, with these limits."""
    socket, _ = free_port()
    port = socket.getsockname()[1]
    app = build(parts_of(pools, edge=EdgeLimits(**limits), limits=Limits(operation_seconds=5)))
    async with running(app, socket, lifespan=False), asyncio.timeout(60):
        yield port


def head(method: str, path: str, *fields: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", *fields, "", ""]).encode()


async def opened(port: int, *sent: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in sent:
        writer.write(piece)
    await writer.drain()
    return reader, writer


async def answer(port: int, *sent: bytes) -> bytes:
    """All that comes back until the service closes the connection."""
    reader, writer = await opened(port, *sent)
    received = await reader.read()
    writer.close()
    return received


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ([], 400),
        (["Host:"], 400),
        ([HOST, HOST], 400),
        ([HOST, "Host: other.example"], 400),
        ([HOST, "Content-Length: 1", "Content-Length: 2"], 400),
        ([HOST, "Content-Length: 1, 1"], 400),
        ([HOST, "Content-Length: +1"], 400),
        ([HOST, "Transfer-Encoding: gzip, chunked"], 501),
        ([HOST, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], 501),
        ([HOST, "Authorization: Bearer a", "Authorization: Bearer b"], 400),
        ([HOST, "Content-Type: application/json", FORM], 400),
        ([HOST, "Accept: " + "a," * 12_000], 431),
    ],
)
async def test_a_header_that_contradicts_itself_is_refused_and_the_connection_closed(
    serving: ServingPools, fields: list[str], status: int
) -> None:
    async with listening(serving) as port:
        received = await answer(port, head("POST", "/graphql", *fields) + b"1\r\na\r\n0\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 %d " % status)
    assert received.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("order", [1, -1])
async def test_a_length_beside_a_coding_smuggles_nothing(serving: ServingPools, order: int) -> None:
    framing = ["Content-Length: 4", "Transfer-Encoding: chunked"][::order]
    smuggled = head("GET", "/health/live", HOST)
    async with listening(serving) as port:
        received = await answer(port, head("POST", "/graphql", HOST, *framing) + b"0\r\n\r\n" + smuggled)
    assert received.count(b"HTTP/1.1 ") == 1
    assert received.startswith(b"HTTP/1.1 4")
    assert b"live" not in received


@pytest.mark.parametrize("space", [" ", "\t", " \t "])
async def test_white_space_around_a_value_is_no_part_of_it(serving: ServingPools, space: str) -> None:
    body = b'{"query": "{ viewer { role } }"}'
    fields = (
        f"{HOST}{space}",
        f"Content-Type:{space}application/json{space}",
        f"Authorization:{space}Bearer {token(Role.EMPLOYER)}{space}",
        f"Accept:{space}application/json{space}",
        f"Content-Length:{space}{len(body)}{space}",
        f"Connection:{space}close{space}",
    )
    async with listening(serving) as port:
        received = await answer(port, head("POST", "/graphql", *fields) + body)
    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.endswith(b'{"data":{"viewer":{"role":"EMPLOYER"}}}')


@pytest.mark.parametrize("path", ROUTES)
async def test_a_body_that_drips_is_closed_on_every_route(serving: ServingPools, path: str) -> None:
    async with listening(serving, body_seconds=0.5) as port:
        reader, writer = await opened(port, head("POST", path, HOST, FORM, "Content-Length: 1000"))
        receiving = asyncio.ensure_future(reader.read())
        while not receiving.done():
            writer.write(b"a")
            await asyncio.wait([receiving], timeout=0.05)
        assert receiving.result().startswith(b"HTTP/1.1 408 ")
        writer.close()


async def test_many_half_bodies_leave_room_for_everybody_else(serving: ServingPools) -> None:
    half = head("POST", "/burger", HOST, FORM, "Content-Length: 100") + b"a"
    body = b'{"query": "query($bsn: BSN!) { person(bsn: $bsn, purpose: ASSESSMENT) { registered } }", "variables": '
    body += b'{"bsn": "%s"}}' % people.RAN_ON.encode()
    bearer = f"Authorization: Bearer {token(Role.SUWINET)}"
    fields = (HOST, bearer, "Content-Type: application/json", f"Content-Length: {len(body)}", "Connection: close")
    async with listening(serving, in_flight=50, body_seconds=8) as port:
        waiting = [await opened(port, half) for _ in range(300)]
        assert b'"live"' in await answer(port, head("GET", "/health/live", HOST, "Connection: close"))
        await asyncio.sleep(1.2)  # they had their time to come
        for _ in range(3):
            assert b'"live"' in await answer(port, head("GET", "/health/live", HOST, "Connection: close"))
            assert b'"registered":' in await answer(port, head("POST", "/graphql", *fields) + body)
        statuses = [(await reader.read(13))[9:12] for reader, _ in waiting]
        assert (statuses.count(b"503"), statuses.count(b"408")) == (250, 50)
        for _, writer in waiting:
            writer.close()


@pytest.mark.parametrize("path", ROUTES)
async def test_who_hangs_up_while_sending_is_no_error(
    serving: ServingPools, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async with listening(serving) as port:
        _, writer = await opened(port, head("POST", path, HOST, FORM, "Content-Length: 100") + b"a")
        await asyncio.sleep(0.1)
        writer.transport.abort()
        await asyncio.sleep(0.2)
        assert b'"live"' in await answer(port, head("GET", "/health/live", HOST, "Connection: close"))
    written = "".join(capfd.readouterr())
    assert "status=499" in written
    assert "Traceback" not in written
    assert "error" not in written.lower()
