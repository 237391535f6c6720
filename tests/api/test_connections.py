"""Connections: how long they may be silent, and that answers come whole, one after another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
import structlog

from domain.roles import Role
from graph.engine.limits import Limits
from models.database import ServingPools
from server.composition import build
from server.http import server as http_server
from server.http.metrics import Metrics
from tests.api.conftest import parts_of, token
from tests.fixtures import people
from tests.fixtures.patience import PATIENCE
from tests.fixtures.portal import free_port, running

QUERY = (
    b'{"query": "query($bsn: BSN!) { person(bsn: $bsn, purpose: EMPLOYEE) { registered } }",'
    b' "variables": {"bsn": "%s"}}'
)


@asynccontextmanager
async def listening(pools: ServingPools, **changes: Any) -> AsyncIterator[int]:
    """The service on a port of its own, as `serve` makes it, with changed parts."""
    listener, _ = free_port()
    port = listener.getsockname()[1]
    async with running(build(parts_of(pools, **changes)), listener, lifespan=False):
        yield port


def request(bsn: str, *fields: str, version: str = "1.1", bearer: str | None = None) -> bytes:
    """A look-up as an employer, with more header fields."""
    body = QUERY % bsn.encode()
    head = (
        f"POST /graphql HTTP/{version}",
        "Host: x",
        f"Authorization: Bearer {bearer or token(Role.EMPLOYER)}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *fields,
    )
    return "\r\n".join([*head, "", ""]).encode() + body


async def sent(port: int, *pieces: bytes) -> bytes:
    """All that comes back until the service hangs up, after these pieces."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.05)
    received = await reader.read()
    writer.close()
    return received


def parted(response: bytes) -> tuple[bytes, set[bytes], bytes]:
    """The status line, the header fields but for the time of day, and the body."""
    head, _, body = response.partition(b"\r\n\r\n")
    status, *fields = head.splitlines()
    return status, {field for field in fields if not field.startswith(b"date:")}, body


async def answer(reader: asyncio.StreamReader) -> bytes:
    """The body of the next answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    length = next(line for line in head.splitlines() if line.lower().startswith(b"content-length:"))
    return await reader.readexactly(int(length.partition(b":")[2]))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "HEADER_SECONDS", 0.3)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("sent", [b"", b"POST /graphql HTTP/1.1\r\nHost: x\r\n"], ids=["nothing", "half a header"])
async def test_a_connection_that_sends_no_whole_header_is_closed(serving: ServingPools, sent: bytes) -> None:
    async with listening(serving) as port, asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        assert await reader.read() == b""
        writer.close()


@pytest.mark.usefixtures("impatient")
async def test_a_connection_that_is_silent_after_an_answer_is_closed(serving: ServingPools) -> None:
    async with listening(serving) as port, asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(people.RAN_ON))
        assert b'"registered"' in await answer(reader)
        assert await reader.read() == b""
        writer.close()


async def test_requests_sent_at_once_are_answered_one_after_another(serving: ServingPools) -> None:
    async with listening(serving) as port, asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(people.RAN_ON) * 5)
        answers = [await answer(reader) for _ in range(5)]
        assert len(set(answers)) == 1
        assert b'"registered"' in answers[0]
        writer.close()


@pytest.mark.parametrize("fields", [(), ("Accept: text/html",), ("Content-Encoding: gzip",)])
async def test_a_request_in_pieces_has_the_answer_of_a_whole_one(
    serving: ServingPools, fields: tuple[str, ...]
) -> None:
    whole = request(people.RAN_ON, "Connection: close", *fields)
    async with listening(serving) as port, asyncio.timeout(PATIENCE):
        answer_to_whole = parted(await sent(port, whole))
        assert b"connection: close" in answer_to_whole[1]
        assert parted(await sent(port, whole[:-10], whole[-10:])) == answer_to_whole
        assert parted(await sent(port, whole[:30], whole[30:-80], whole[-80:])) == answer_to_whole


async def test_a_body_in_chunks_is_read(serving: ServingPools) -> None:
    head, _, body = request(people.RAN_ON, "Connection: close").partition(b"\r\n\r\n")
    head = head.replace(b"Content-Length: %d" % len(body), b"Transfer-Encoding: chunked")
    whole = b"%b\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (head, len(body), body)
    async with listening(serving) as port, asyncio.timeout(PATIENCE):
        answers = [parted(await sent(port, whole)), parted(await sent(port, whole[:-20], whole[-20:]))]
    assert answers[0] == answers[1]
    assert b'"registered"' in answers[0][2]


async def test_a_field_after_the_body_is_no_header_field(serving: ServingPools) -> None:
    head, _, body = request(people.RAN_ON, "Connection: close", "Transfer-Encoding: chunked").partition(b"\r\n\r\n")
    head = head.replace(b"\r\nContent-Length: %d" % len(body), b"")
    fields = [field for field in head.split(b"\r\n") if field.startswith(b"Authorization")]
    late = head.replace(b"\r\n%b" % fields[0], b"")
    whole = b"%b\r\n\r\n%x\r\n%b\r\n0\r\n%b\r\n\r\n" % (late, len(body), body, fields[0])
    async with listening(serving) as port, asyncio.timeout(PATIENCE):
        assert (await sent(port, whole)).startswith(b"HTTP/1.1 401 ")


async def test_requests_of_all_kinds_sent_at_once_are_answered_in_their_order(serving: ServingPools) -> None:
    live = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    one = request(people.RAN_ON)
    async with listening(serving) as port, asyncio.timeout(PATIENCE):
        received = await sent(port, live + one + one + live + one + live[:-2] + b"Connection: close\r\n\r\n")
    kinds = [b"registered" in part for part in received.split(b"HTTP/1.1 200 OK\r\n")[1:]]
    assert kinds == [False, True, True, False, True, False]


async def test_a_client_that_expects_to_be_told_to_go_on_is(serving: ServingPools) -> None:
    head, end, body = request(people.RAN_ON, "Expect: 100-continue", "Connection: close").partition(b"\r\n\r\n")
    async with listening(serving) as port, asyncio.timeout(PATIENCE):
        received = await sent(port, head + end, body)
    assert received.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")


async def test_http_1_0_is_answered_and_the_connection_closed(serving: ServingPools) -> None:
    async with listening(serving) as port, asyncio.timeout(PATIENCE):
        assert b'"registered"' in await sent(port, request(people.RAN_ON, version="1.0"))


async def test_a_body_that_is_too_large_is_refused(serving: ServingPools) -> None:
    limits = Limits(body_bytes=100)
    whole = request(people.RAN_ON, "Connection: close")
    async with listening(serving, limits=limits) as port, asyncio.timeout(PATIENCE):
        for pieces in ([whole], [whole[:-10], whole[-10:]]):
            assert (await sent(port, *pieces)).startswith(b"HTTP/1.1 413 ")


async def test_what_is_refused_is_counted_and_logged(serving: ServingPools) -> None:
    metrics = Metrics()
    with structlog.testing.capture_logs() as lines:
        async with listening(serving, metrics=metrics) as port, asyncio.timeout(PATIENCE):
            refused = await sent(port, request(people.RAN_ON, "Connection: close", bearer="nobody's"))
    assert refused.startswith(b"HTTP/1.1 401 ")
    assert b"\r\nwww-authenticate: Bearer " in refused
    assert b'requests_total{route="/graphql",status="4xx"} 1.0' in metrics.text()
    [line] = [line for line in lines if line["event"] == "request"]
    assert (line["method"], line["route"], line["status"]) == ("POST", "/graphql", 401)


async def test_a_fault_of_ours_is_a_500_that_tells_nothing(
    serving: ServingPools, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError(people.RAN_ON)

    monkeypatch.setattr("graph.http.endpoint.GraphQLEndpoint._reply", broken)
    async with listening(serving) as port, asyncio.timeout(PATIENCE):
        received = await sent(port, request(people.RAN_ON))
    assert received.startswith(b"HTTP/1.1 500 ")
    assert b"\r\nconnection: close\r\n" in received
    assert received.endswith(b"\r\n\r\nInternal Server Error")


async def test_who_hangs_up_before_the_answer_harms_nobody(serving: ServingPools) -> None:
    async with listening(serving) as port, asyncio.timeout(PATIENCE):
        for _ in range(5):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request(people.RAN_ON))
            writer.transport.abort()
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            assert (await client.get("/health/live")).status_code == 200
        assert b'"registered"' in await sent(port, request(people.RAN_ON, "Connection: close"))
