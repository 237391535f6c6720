"""Requests that no client library sends, byte by byte: each costs its sender more than the service, and no other."""

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fixtures.forking import Forked
from tests.fixtures.process import Installation
from tests.fixtures.raw_http import connected, flooded, post, resident_bytes, said, statuses, until_closed
from tests.fixtures.workers import workers

pytestmark = pytest.mark.fault

ASK = json.dumps({"query": "{ __typename }"}).encode()
ANSWER = b'{"data":{"__typename":"Query"}}'
MEGABYTE = 1 << 20
HEADER = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n"
LIVE = HEADER + b"Connection: close\r\n\r\n"
BUFFERED = 8 * MEGABYTE
"""More than what is on its way between two processes of one machine."""


@dataclass(frozen=True)
class Edge:
    """A running service of one worker."""

    port: int
    service: Forked

    def exchange(self, *pieces: bytes, pause: float = 0.0) -> bytes:
        """All that comes back on a connection of its own."""
        with connected(self.port) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in pieces:
                client.sendall(piece)
                time.sleep(pause)
            return said(client)

    def is_live(self) -> bool:
        """Whether somebody else is answered."""
        return statuses(self.exchange(LIVE)) == [200]

    def memory(self) -> int:
        """What its processes take."""
        return resident_bytes(self.service.pid, *workers(self.service))


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory, filled: Path) -> Iterator[Edge]:
    made = Installation(tmp_path_factory.mktemp("edge"), more={"DATA_DIR": str(filled)})
    with made.running() as service:
        yield Edge(made.port, service)
    assert "Traceback" not in made.output()


def test_requests_sent_at_once_and_never_read_take_bounded_memory(edge: Edge) -> None:
    assert edge.is_live()
    before = edge.memory()
    one = post(ASK)
    with connected(edge.port) as client:
        flooded(client, one * 100, 40 * MEGABYTE)
        assert edge.is_live()
        assert edge.memory() - before < 48 * MEGABYTE
    for _ in range(3):
        with connected(edge.port) as client:
            flooded(client, one * 100, 40 * MEGABYTE)
    assert edge.is_live()
    assert edge.memory() - before < 64 * MEGABYTE


@pytest.mark.parametrize(
    ("beginning", "endless"),
    [
        (HEADER + b"X: ", b"x" * 65_536),
        (HEADER, b"X: " + b"y" * 65_000 + b"\r\n"),
        (HEADER, b"X:\r\n" * 10_000),
        (b"GET /", b"x" * 65_536),
        (b"GET /health/live HTTP/1.1\r\nHost: x\r\nAccept: ", b"text/html;q=0.1," * 4_096),
        (HEADER + b"X: y\r\n ", b"z" * 65_536),
        (b"", b"\r\n" * 30_000),
        (b"", b"\0" * 65_536),
    ],
    ids=["line", "lines", "empty fields", "URL", "Accept", "folded line", "empty lines", "NUL"],
)
def test_a_header_without_end_is_closed_soon_and_slows_nobody(edge: Edge, beginning: bytes, endless: bytes) -> None:
    before = edge.memory()
    with connected(edge.port) as client:
        client.sendall(beginning)
        assert flooded(client, endless, 64 * MEGABYTE) < BUFFERED
        assert edge.is_live()
    assert edge.memory() - before < 16 * MEGABYTE


@pytest.mark.parametrize("size", [100_000, 1_000_000])
@pytest.mark.parametrize(
    "shape",
    [b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: %b\r\n\r\n"],
    ids=["URL", "field"],
)
def test_a_header_that_is_too_large_is_refused(edge: Edge, shape: bytes, size: int) -> None:
    with connected(edge.port) as client:
        flooded(client, shape % (b"a" * size), 1)
        assert statuses(said(client)) in ([431], [414], [])


def test_more_than_a_hundred_fields_are_refused(edge: Edge) -> None:
    received = edge.exchange(HEADER + b"".join(b"X%d: y\r\n" % number for number in range(200)) + b"\r\n")
    assert statuses(received) == [431]


def test_trailers_without_end_are_closed(edge: Edge) -> None:
    head = post(ASK).partition(b"\r\n\r\n")[0]
    head = re.sub(rb"Content-Length: \d+", b"Transfer-Encoding: chunked", head)
    with connected(edge.port) as client:
        client.sendall(head + b"\r\n\r\n%x\r\n%b\r\n0\r\n" % (len(ASK), ASK))
        assert flooded(client, b"X: y\r\n" * 10_000, 64 * MEGABYTE) < BUFFERED
    assert edge.is_live()


@pytest.mark.parametrize(
    "fields",
    [
        ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"),
        ("Connection: Upgrade", "Upgrade: foo"),
        ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAA"),
        ("Upgrade: TLS/1.0",),
    ],
    ids=["h2c", "unknown", "WebSocket", "without Connection"],
)
def test_an_upgrade_is_ignored_however_the_request_is_cut(edge: Edge, fields: tuple[str, ...]) -> None:
    whole = post(ASK, *fields)
    head, end, body = whole.partition(b"\r\n\r\n")
    for pieces in ((whole,), (head + end, body), (whole[:-5], whole[-5:])):
        with connected(edge.port) as client:
            for piece in pieces:
                client.sendall(piece)
                time.sleep(0.1)
            client.sendall(LIVE)  # the connection goes on as it was
            received = said(client)
        assert statuses(received) == [200, 200]
        assert ANSWER in received


def test_the_body_of_a_request_with_an_upgrade_is_never_a_request(edge: Edge) -> None:
    inner = b"GET /schema.graphql HTTP/1.1\r\nHost: x\r\n\r\n"
    head = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: foo\r\nContent-Length: %d\r\n\r\n"
    received = edge.exchange(head % len(inner), inner, LIVE, pause=0.2)
    assert statuses(received) == [200, 200]
    assert b"type Query" not in received


def test_http_2_in_clear_text_is_not_spoken(edge: Edge) -> None:
    received = edge.exchange(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
    assert statuses(received) in ([400], [505], [])
    assert b"\0\0\0\4\0" not in received


def test_a_request_cut_at_any_byte_has_the_answer_of_a_whole_one(edge: Edge) -> None:
    whole = post(ASK, "Connection: close")
    for place in range(1, len(whole), 3):
        received = edge.exchange(whole[:place], whole[place:], pause=0.01)
        assert statuses(received) == [200], place
        assert received.endswith(ANSWER), place


def test_a_request_that_comes_byte_by_byte_is_answered(edge: Edge) -> None:
    received = edge.exchange(*(bytes([byte]) for byte in post(ASK, "Connection: close")), pause=0.002)
    assert received.endswith(ANSWER)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /health/live HTTP/1.1\r\n\r\n", 400),
        (b"GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /health/live HTTP/1.1\r\nHost:\r\n\r\n", 400),
        (b"GET /health/live HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        (b"GET /health/live HTTP/1.1\r\nHost: x\r\nX\r\n\r\n", 400),
        (b"GET /health/live HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 400),
        (b"GET /health/live HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n", 400),
        (b"GET /health/live HTTP/3.7\r\nHost: x\r\n\r\n", 400),
        (b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 400),
        (b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}", 400),
        (b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 2, 2\r\n\r\n{}", 400),
        (b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}", 400),
        (b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n{}", 400),
        (b"POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
        (b"POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n", 400),
        (b"POST /graphql HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ],
)
def test_what_two_readers_could_read_in_two_ways_is_refused_and_closed(
    edge: Edge, request_: bytes, status: int
) -> None:
    received = edge.exchange(request_ + LIVE)
    assert statuses(received) == [status], received


@pytest.mark.parametrize("size", [b"xyz", b"-1", b"ffffffffffffffffffff", b"0x5", b"5;" + b"e" * 100_000])
def test_a_chunk_whose_size_cannot_be_read_ends_the_connection(edge: Edge, size: bytes) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    received = edge.exchange(head + size + b"\r\n" + ASK + b"\r\n0\r\n\r\n" + LIVE)
    assert 200 not in statuses(received)
    assert edge.is_live()


def test_after_a_length_and_a_coding_together_the_connection_is_closed(edge: Edge) -> None:
    """RFC 9112 section 6.1: the coding counts; whoever believed the length can't have more answered."""
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    length, coding = b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n"
    for fields in (length + coding, coding + length):
        received = edge.exchange(head + fields + b"\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(ASK), ASK) + HEADER + b"\r\n")
        assert statuses(received) in ([200], [400]), received
        assert b"\r\nconnection: close\r\n" in received


def test_half_a_header_is_closed_in_time_and_so_is_a_silent_connection(edge: Edge) -> None:
    with connected(edge.port) as half, connected(edge.port) as silent, connected(edge.port) as kept:
        half.sendall(HEADER)
        kept.sendall(post(ASK))
        found = [threading.Event() for _ in range(3)]

        def watch(client: socket.socket, closed: threading.Event) -> None:
            if until_closed(client, 40):
                closed.set()

        watching = [threading.Thread(target=watch, args=pair) for pair in zip((half, silent, kept), found, strict=True)]
        for thread in watching:
            thread.start()
        for thread in watching:
            thread.join()
        assert [closed.is_set() for closed in found] == [True, True, True]


def test_a_thousand_connections_that_wait_keep_nobody_waiting(edge: Edge) -> None:
    waiting = [connected(edge.port) for _ in range(1_000)]
    try:
        for client in waiting[:500]:
            client.sendall(HEADER)
        assert edge.is_live()
        for client in waiting[500:]:
            client.sendall(LIVE)
        assert all(statuses(said(client)) == [200] for client in waiting[500:])
    finally:
        for client in waiting:
            client.close()
    assert edge.is_live()
