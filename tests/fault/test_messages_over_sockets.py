"""Messages of neighbours byte by byte, over sockets: too long, cut off, and sent again; half of one records nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from domain.roles import Role
from graph.engine.limits import Limits
from models.database import ServingPools
from server.composition import build
from tests.api.conftest import parts_of, token
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.dkd import BSN, MUNICIPALITIES, ROTTERDAM, of
from tests.fixtures.portal import free_port, running
from tests.fixtures.suwinet_messages import enveloped, request_of

pytestmark = [pytest.mark.fault, pytest.mark.timeout(120)]

OFFICER = {"oin": ROTTERDAM.oin, "name": ROTTERDAM.name, "kind": "MUNICIPALITY"}
BEARERS = {"/dkd/v0200": token(Role.SUWINET, organisation=OFFICER), "/suwinet/v0300": token(Role.SUWINET)}
MESSAGES = {"/dkd/v0200": of(BSN), "/suwinet/v0300": enveloped(request_of(people.NEVER_HEARD_OF)).encode()}
FIFTY_MEGABYTES = 50_000_000
BLOCK = b" " * 50_000


@asynccontextmanager
async def listening(pools: ServingPools) -> AsyncIterator[int]:
    """The service on a port of its own."""
    socket, _ = free_port()
    port = socket.getsockname()[1]
    app = build(parts_of(pools, municipalities=MUNICIPALITIES, limits=Limits(operation_seconds=20)))
    async with running(app, socket, lifespan=False), asyncio.timeout(90):
        yield port


def head(path: str, *fields: str) -> bytes:
    usual = (
        "Host: register.example",
        "Content-Type: text/xml",
        f"Authorization: Bearer {BEARERS[path]}",
        'SOAPAction: ""',
    )
    return "\r\n".join([f"POST {path} HTTP/1.1", *usual, *fields, "", ""]).encode()


async def received(reader: asyncio.StreamReader) -> bytes:
    """What comes back until the connection is closed, however it is."""
    got = b""
    with suppress(ConnectionError):
        while block := await reader.read(65_536):
            got += block
    return got


async def whole(port: int, path: str, body: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head(path, f"Content-Length: {len(body)}", "Connection: close") + body)
    answer = await received(reader)
    writer.close()
    return answer


async def written(owner: Owner) -> list[int]:
    tables = ("register.ground", "cases.file", "cases.letter", "cases.outbox", "log.record")
    return [await owner.fetchval(f"select count(*) from {table}") for table in tables]


@pytest.mark.parametrize("path", MESSAGES)
@pytest.mark.parametrize("told", ["its length", "chunks"])
async def test_fifty_megabytes_are_refused_long_before_they_have_come(
    path: str, told: str, pools: ServingPools, owner: Owner
) -> None:
    field = f"Content-Length: {FIFTY_MEGABYTES}" if told == "its length" else "Transfer-Encoding: chunked"
    piece = BLOCK if told == "its length" else b"%x\r\n%s\r\n" % (len(BLOCK), BLOCK)
    async with listening(pools) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head(path, field))
        answering, sent = asyncio.ensure_future(received(reader)), 0
        with suppress(ConnectionError):
            while sent < FIFTY_MEGABYTES and not answering.done():
                writer.write(piece)
                await writer.drain()
                sent += len(BLOCK)
                await asyncio.sleep(0)
        writer.close()
        answer = await answering
        assert sent < FIFTY_MEGABYTES
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"BSN" not in answer
        assert await written(owner) == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("path", MESSAGES)
@pytest.mark.parametrize("end", ["closed", "half closed", "broken off"])
async def test_a_body_that_is_cut_off_records_nothing_and_is_no_error(
    path: str, end: str, pools: ServingPools, owner: Owner, capfd: pytest.CaptureFixture[str]
) -> None:
    body = MESSAGES[path]
    async with listening(pools) as port:
        for missing in (1, len(body) // 2, len(body)):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head(path, f"Content-Length: {len(body)}") + body[: len(body) - missing])
            await writer.drain()
            if end == "broken off":
                writer.transport.abort()
            elif end == "half closed":
                writer.write_eof()
                assert not (await received(reader)).startswith(b"HTTP/1.1 2")
                writer.close()
            else:
                writer.close()
        assert (await whole(port, path, body)).startswith(b"HTTP/1.1 200 ")
    output = "".join(capfd.readouterr())
    assert "Traceback" not in output
    [grounds, files, *_, records] = await written(owner)
    assert (grounds, files, records) == ((1, 1, 1) if path == "/dkd/v0200" else (0, 0, 1)), "the whole one only"


async def test_a_message_that_is_replayed_byte_by_byte_records_nothing_more(pools: ServingPools, owner: Owner) -> None:
    path = "/dkd/v0200"
    async with listening(pools) as port:
        first = await whole(port, path, MESSAGES[path])
        before = (await written(owner))[:4]
        again = [await whole(port, path, MESSAGES[path]) for _ in range(3)]
    assert b"<Code>RECORDED</Code>" in first
    assert all(b"<Code>KNOWN</Code>" in one for one in again)
    assert (await written(owner))[:4] == before
