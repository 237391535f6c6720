"""Messages of neighbours byte by byte, over sockets: too long, cut off, and sent again; half of one records nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from domain.roles import Role
from graph.engine.limits import Limits
from models.database import ServingPools
from models.imports import Silence, import_directory
from server.composition import build
from tests.api.conftest import parts_of, token
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, entries, eventually, refusals, subject
from tests.fixtures.dkd import BSN, MUNICIPALITIES, ROTTERDAM, of
from tests.fixtures.portal import free_port, running
from tests.fixtures.suwinet_messages import OIN, enveloped, header, request_of

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


def head(path: str, *fields: str, bearer: str | None = None) -> bytes:
    usual = (
        "Host: register.example",
        "Content-Type: text/xml",
        f"Authorization: Bearer {bearer or BEARERS[path]}",
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


async def whole(port: int, path: str, body: bytes, bearer: str | None = None) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head(path, f"Content-Length: {len(body)}", "Connection: close", bearer=bearer) + body)
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
        # whoever sends on after the answer is reset, and may lose it
        assert answer.startswith(b"HTTP/1.1 413 ") or not answer
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


@pytest.fixture
async def peopled(owner: Owner, tmp_path: Path) -> Owner:
    """The owner's connection to a register with the persons of the tests."""
    files = people.write_files(tmp_path)
    people.write_ground_codes(files)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    return owner


SUWINET = "/suwinet/v0300"


def asked(bsn: str, sender: str = OIN) -> bytes:
    """A message about a person; all of them have the same MessageID."""
    return enveloped(request_of(bsn), header(From=f"https://gemeente.example/suwinet?oin={sender}")).encode()


async def test_a_look_up_that_is_replayed_is_answered_the_same_and_each_time_recorded(
    pools: ServingPools, peopled: Owner
) -> None:
    async with listening(pools) as port:
        answers = [await whole(port, SUWINET, asked(people.RAN_ON)) for _ in range(3)]
        side_by_side = await asyncio.gather(*(whole(port, SUWINET, asked(people.RAN_ON)) for _ in range(5)))
    bodies = {one.partition(b"\r\n\r\n")[2] for one in (*answers, *side_by_side)}
    assert len(bodies) == 1
    assert all(one.startswith(b"HTTP/1.1 200 ") for one in (*answers, *side_by_side))
    recorded = await entries(peopled)
    assert [one.subjects for one in recorded] == [(subject(people.RAN_ON),)] * 8, "who gets an answer has looked"


async def test_a_message_id_that_comes_with_another_person_opens_nothing_of_the_first(
    pools: ServingPools, peopled: Owner
) -> None:
    async with listening(pools) as port:
        found = await whole(port, SUWINET, asked(people.RAN_ON))
        other = await whole(port, SUWINET, asked(people.TWO_GROUNDS))
        nobody = await whole(port, SUWINET, asked(people.NEVER_HEARD_OF))
    assert people.RAN_ON.encode() in found
    assert people.TWO_GROUNDS.encode() in other
    assert people.RAN_ON.encode() not in other + nobody
    assert b"NietsGevonden" in nobody
    assert [one.subjects for one in await entries(peopled)] == [
        (subject(bsn),) for bsn in (people.RAN_ON, people.TWO_GROUNDS, people.NEVER_HEARD_OF)
    ]


async def test_a_message_of_one_client_that_another_sends_again_is_refused_without_a_word_of_it(
    pools: ServingPools, peopled: Owner
) -> None:
    another = token(Role.SUWINET, sub="another", organisation=OFFICER)
    async with listening(pools) as port:
        first = await whole(port, SUWINET, asked(people.RAN_ON))
        stolen = [await whole(port, SUWINET, asked(bsn), another) for bsn in (people.RAN_ON, people.NEVER_HEARD_OF)]
        own = await whole(port, SUWINET, asked(people.LAPSED, ROTTERDAM.oin), another)
        await eventually(lambda: refusals(peopled), 2)
    assert first.startswith(b"HTTP/1.1 200 ")
    assert all(one.startswith(b"HTTP/1.1 403 ") for one in stolen)
    assert len({one.partition(b"\r\n\r\n")[2] for one in stolen}) == 1
    for bsn in (people.RAN_ON, people.NEVER_HEARD_OF):
        assert bsn.encode() not in b"".join(stolen)
    assert b"NietsGevonden" in own, "the same id of another client is another message"
    seen = [(one.organisation_id, one.subjects) for one in await entries(peopled) if one.decision == "DISCLOSED"]
    assert seen == [(OIN, (subject(people.RAN_ON),)), (ROTTERDAM.oin, (subject(people.LAPSED),))]


@pytest.mark.parametrize("identity", ["", "urn:uuid:1 2", "x" * 513, "urn:x\x07"], ids=["none", "two", "long", "bell"])
async def test_a_message_id_that_is_none_is_refused_and_not_repeated(
    identity: str, pools: ServingPools, owner: Owner
) -> None:
    body = enveloped(request_of(people.RAN_ON), header(MessageID=identity)).encode()
    async with listening(pools) as port:
        refused = await whole(port, SUWINET, body)
    assert refused.startswith(b"HTTP/1.1 400 ")
    assert people.RAN_ON.encode() not in refused
    assert not identity or identity.encode() not in refused
    assert await written(owner) == [0, 0, 0, 0, 0]
