"""Connections: how long they may be silent, and that answers come whole, one after another."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn

from domain.roles import Role
from models.database import ServingPools
from server import http_protocol
from server.app import build
from tests.api.conftest import parts_of, token
from tests.fixtures import people

QUERY = (
    b'{"query": "query($bsn: BSN!) { person(bsn: $bsn, purpose: EMPLOYEE) { registered } }",'
    b' "variables": {"bsn": "%s"}}'
)


@asynccontextmanager
async def listening(pools: ServingPools) -> AsyncIterator[int]:
    """The service on a port of its own."""
    config = uvicorn.Config(
        build(parts_of(pools)), http=http_protocol.Protocol, ws="none", lifespan="off", log_config=None
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = asyncio.create_task(server.serve(sockets=[listener]))
        yield listener.getsockname()[1]
        server.should_exit = True
        await running


def request(bsn: str) -> bytes:
    """A look-up as an employer."""
    body = QUERY % bsn.encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token(Role.EMPLOYER)}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def answer(reader: asyncio.StreamReader) -> bytes:
    """The body of the next answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    length = next(line for line in head.splitlines() if line.lower().startswith(b"content-length:"))
    return await reader.readexactly(int(length.partition(b":")[2]))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "SILENT_SECONDS", 0.3)
    monkeypatch.setattr(http_protocol, "_LOOK_SECONDS", 0.05)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("sent", [b"", b"POST /graphql HTTP/1.1\r\nHost: x\r\n"], ids=["nothing", "half a header"])
async def test_a_connection_that_sends_no_whole_header_is_closed(serving: ServingPools, sent: bytes) -> None:
    async with listening(serving) as port, asyncio.timeout(5):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        assert await reader.read() == b""
        writer.close()


@pytest.mark.usefixtures("impatient")
async def test_a_connection_that_is_silent_after_an_answer_is_closed(serving: ServingPools) -> None:
    async with listening(serving) as port, asyncio.timeout(5):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(people.RAN_ON))
        assert b'"registered"' in await answer(reader)
        assert await reader.read() == b""
        writer.close()


async def test_requests_sent_at_once_are_answered_one_after_another(serving: ServingPools) -> None:
    async with listening(serving) as port, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(people.RAN_ON) * 5)
        answers = [await answer(reader) for _ in range(5)]
        assert len(set(answers)) == 1
        assert b'"registered"' in answers[0]
        writer.close()
