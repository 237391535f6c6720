"""Clients that hang up while a file is sent to them, over real sockets: they take nothing with them."""

import asyncio
import json
import socket
import struct
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from server.postgres import EmbeddedPostgres
from tests.fixtures import people
from tests.fixtures.embedded import eventually
from tests.fixtures.large_roster import ROWS, fill
from tests.fixtures.patience import PATIENCE
from tests.fixtures.process import Installation

pytestmark = pytest.mark.fault

ROSTER = "query($org: ID!) { roster(organisation: $org, year: 2025) { csv { url } } }"
SMALL_WINDOW = 4_096
"""Bytes that a client's socket takes, so that the service still has most of the file when the client goes."""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    tmp_path.chmod(0o700)
    made = Installation(tmp_path, more={"DEMO": "0", "DEVELOPMENT": "1", "LOG_FORMAT": "json"})
    yield made
    eventually(lambda: made.processes() == [])
    made.remove()


async def filled(installation: Installation) -> None:
    with EmbeddedPostgres(installation.data).hold() as info:
        owner = await asyncpg.connect(
            host=info.host, port=info.port, user=info.user, password=info.password, database=info.database
        )
        await fill(owner, people.KVK)
        await owner.close()


def begun(installation: Installation, path: str, token: str) -> socket.socket:
    """A download of which the client has read the beginning."""
    client = socket.socket()
    client.settimeout(PATIENCE)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_WINDOW)
    client.connect(("127.0.0.1", installation.port))
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    assert client.recv(SMALL_WINDOW).startswith(b"HTTP/1.1 200 ")
    return client


def has_a_place(installation: Installation, path: str, token: str) -> bool:
    """Whether a download is begun, which is then read to its end."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{installation.port}{path}", headers={"authorization": f"Bearer {token}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - loopback
            assert answer.read().count(b"\r\n") == ROWS + 1
    except urllib.error.HTTPError as error:
        if error.code == 503:
            return False
        raise
    return True


def test_who_hangs_up_gives_the_place_back_and_is_no_fault_of_the_service(installation: Installation) -> None:
    with installation.running():
        asyncio.run(filled(installation))
        token = installation.command("token", "--role", "employer", "--organisation", people.KVK).stdout.strip()
        url = installation.ask(token, ROSTER, {"org": people.KVK})["data"]["roster"]["csv"]["url"]
        path = "/downloads/" + url.rpartition("/")[2]
        for by_reset in (False, True):
            clients = [begun(installation, path, token) for _ in range(2)]  # all that an organisation has
            for client in clients:
                if by_reset:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                client.close()
            eventually(lambda: has_a_place(installation, path, token))
    lines = [json.loads(line) for line in installation.output().splitlines() if line.startswith("{")]
    assert [line for line in lines if line["level"] in {"error", "critical"}] == []
    assert "Traceback" not in installation.output()
