"""How the service stops: told by any signal, it sends clients elsewhere first, answers what came, and ends well."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.embedded import eventually
from tests.fixtures.patience import PATIENCE
from tests.fixtures.process import Installation
from tests.fixtures.raw_http import connected, post, said, statuses
from tests.fixtures.workers import workers

pytestmark = pytest.mark.fault

ASK = json.dumps({"query": "{ __typename }"}).encode()
ANSWER = b'{"data":{"__typename":"Query"}}'
READY = b"GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture
def installation(tmp_path: Path, filled: Path) -> Iterator[Installation]:
    made = Installation(tmp_path, more={"DATA_DIR": str(filled)})
    yield made
    eventually(lambda: made.processes() == [])


def first(client: socket.socket, request: bytes) -> bytes:
    """The response to a request, on a connection that stays."""
    client.sendall(request)
    received = b""
    while not received.endswith((b"}", b"]")):
        chunk = client.recv(1 << 16)
        if not chunk:
            break
        received += chunk
    return received


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_told_to_stop_it_is_not_ready_but_answers_and_closes_until_it_stops(
    installation: Installation, number: signal.Signals
) -> None:
    installation.more |= {"LAME_DUCK_SECONDS": "4", "WORKERS": "2"}
    with installation.running() as service, connected(installation.port) as kept:
        assert b"connection: close" not in first(kept, post(ASK))
        service.send_signal(number)
        told = time.monotonic()
        eventually(lambda: statuses(_once(installation.port, READY)) == [503])
        for _ in range(5):
            answer = _once(installation.port, post(ASK))
            assert ANSWER in answer
            assert b"\r\nconnection: close\r\n" in answer
        kept.sendall(post(ASK))
        assert said(kept).endswith(ANSWER)
        assert service.wait(timeout=PATIENCE) == 0
        assert time.monotonic() - told > 3.5
        with pytest.raises(ConnectionRefusedError):
            connected(installation.port)
    assert "Traceback" not in installation.output()


def _once(port: int, request: bytes) -> bytes:
    with connected(port) as client:
        return first(client, request)


def test_a_second_ctrl_c_ends_at_once_what_would_take_its_time(installation: Installation) -> None:
    installation.more |= {"LAME_DUCK_SECONDS": "60"}
    with installation.running() as service, connected(installation.port) as half:
        half.sendall(post(ASK)[:-3])
        os.killpg(service.pid, signal.SIGINT)
        time.sleep(1)
        assert service.poll() is None
        os.killpg(service.pid, signal.SIGINT)
        assert service.wait(timeout=PATIENCE) == 130
    eventually(lambda: installation.processes() == [])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_again_and_again_it_ends_well(installation: Installation, number: signal.Signals) -> None:
    with installation.running() as service:
        service.send_signal(signal.SIGTERM)
        assert service.wait_while_told(number, PATIENCE) == 0


def test_a_service_that_a_closing_terminal_must_not_end_goes_on(installation: Installation) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does; a child inherits it
    try:
        with installation.running() as service:
            service.send_signal(signal.SIGHUP)
            time.sleep(1)
            assert service.poll() is None
            assert ANSWER in _once(installation.port, post(ASK))
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_request_that_never_ends_does_not_keep_it_running(installation: Installation) -> None:
    installation.more["OPERATION_SECONDS"] = "1"
    with installation.running() as service, connected(installation.port) as half, connected(installation.port) as body:
        half.sendall(b"GET / HTTP/1.1\r\nHost:")
        body.sendall(post(ASK)[:-3])
        time.sleep(0.5)
        service.terminate()
        assert service.wait(timeout=PATIENCE) == 0
    assert "Traceback" not in installation.output()


def test_start_and_stop_are_a_line_each(installation: Installation) -> None:
    installation.more |= {"LOG_FORMAT": "json", "WORKERS": "2", "LISTEN": "127.0.0.1 ::1"}
    with installation.running() as service:
        assert len(workers(service)) == 2
        service.terminate()
        assert service.wait(timeout=PATIENCE) == 0
    lines = [json.loads(line) for line in installation.output().splitlines() if line.startswith("{")]
    [started] = [line for line in lines if line["event"] == "started"]
    assert started["addresses"] == [f"http://127.0.0.1:{installation.port}", f"http://[::1]:{installation.port}"]
    assert (started["workers"], started["pid"]) == (2, service.pid)
    assert started["version"]
    assert [line["event"] for line in lines].count("stopped") == 1


def test_no_connection_is_refused_while_no_worker_lives(installation: Installation) -> None:
    installation.more["WORKERS"] = "2"
    with installation.running() as service:
        for _ in range(3):
            eventually(lambda: len(workers(service)) == 2)
            for pid in workers(service):
                os.kill(pid, signal.SIGKILL)
            assert ANSWER in _once(installation.port, post(ASK))


@pytest.mark.parametrize(
    ("most", "connections", "soft"), [(300, 100, 300), (5_000, 4_000, 4_200)], ids=["fewer", "as many as are wanted"]
)
def test_it_takes_as_many_connections_as_it_may_have_files_and_says_if_that_is_too_few(
    most: int, connections: int, soft: int
) -> None:
    script = f"""
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (300, {most}))
from server.http.open_files import connections_within_limit
print(connections_within_limit(4000), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", script], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == f"{connections} {soft}"
    assert ("raise `ulimit -n`, or set CONNECTIONS lower" in done.stdout) == (connections < 4_000)
