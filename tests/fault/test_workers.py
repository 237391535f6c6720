"""Several processes that answer: killed, stopped and counted, one by one and with their parent."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.frame import HOMES
from tests.external import free_port
from tests.fixtures import people
from tests.fixtures.embedded import eventually, kill, kill_all, postmaster_of, processes_of, supervisors_of
from tests.fixtures.held_still import hang
from tests.fixtures.patience import PATIENCE
from tests.fixtures.process import Installation
from tests.fixtures.workers import metrics, workers

pytestmark = pytest.mark.fault

QUERY = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }"
FAILING = """
from server.errors import CommandError
from server.workers import Workers

def work(number, answers):
    raise ValueError(number)

try:
    Workers(2, work, 1).run(started=lambda: print("started"), every_second=int, died=int)
except CommandError as error:
    print(error)
"""


@pytest.fixture
def installation(tmp_path: Path, filled: Path) -> Iterator[Installation]:
    made = Installation(tmp_path, more={"WORKERS": "2", "DATA_DIR": str(filled)})
    yield made
    eventually(lambda: made.processes() == [])


def status(port: int, path: str) -> int:
    """The status of an answer, over a connection of its own."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
            got: int = answer.status
            return got
    except urllib.error.HTTPError as error:
        return error.code


def refuses(port: int) -> bool:
    """Whether nobody listens any more."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return True
    return False


def live_requests(port: int) -> float:
    return metrics(port)['doelgroepregister_requests_total{route="/health/live",status="2xx"}']


def test_a_single_worker_that_is_killed_comes_back_and_no_connection_is_refused(installation: Installation) -> None:
    installation.more["WORKERS"] = "1"
    with installation.running() as service:
        [killed] = workers(service)
        kill(killed)
        for _ in range(20):
            assert status(installation.port, "/health/live") == 200
        assert workers(service).isdisjoint({killed})


def test_several_workers_answer_and_greet_once(installation: Installation) -> None:
    with installation.running() as service:
        assert len(workers(service)) == 2
        token = installation.command("token", "--role", "suwinet").stdout.strip()
        for _ in range(10):
            assert installation.ask(token, QUERY, {"bsn": people.RAN_ON})["data"]["person"]["registered"]
        assert installation.output().count("The doelgroepregister runs on") == 1
        for home in HOMES.values():
            assert f":{installation.port}{home}\n" in installation.output()


def test_a_killed_worker_comes_back_and_the_service_answers_meanwhile(installation: Installation) -> None:
    with installation.running() as service:
        before = workers(service)
        kill(min(before))
        deadline = time.monotonic() + 10
        while len(workers(service)) < 2:
            assert status(installation.port, "/health/live") == 200
            assert time.monotonic() < deadline
        assert max(before) in workers(service)
        assert min(before) not in workers(service)
        assert metrics(installation.port)["doelgroepregister_worker_restarts_total"] == 1


def test_a_worker_that_dies_again_and_again_is_started_after_ever_longer_pauses(installation: Installation) -> None:
    with installation.running() as service:
        steady = min(workers(service))
        for _ in range(5):
            eventually(lambda: len(workers(service)) == 2)
            kill(*(workers(service) - {steady}))
        killed = time.monotonic()
        eventually(lambda: len(workers(service)) == 2)
        assert 1.0 < time.monotonic() - killed < 5.0


def test_ctrl_c_leaves_nothing_running(installation: Installation) -> None:
    with installation.running() as service:
        os.killpg(service.pid, signal.SIGINT)
        assert service.wait(timeout=PATIENCE) == 0
        assert installation.processes() == []
    assert "Traceback" not in installation.output()


@pytest.mark.parametrize(("number", "ends_with"), [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGHUP, 0)])
def test_a_stopped_parent_stops_its_workers_first(
    installation: Installation, number: signal.Signals, ends_with: int
) -> None:
    with installation.running() as service:
        service.send_signal(number)
        assert service.wait(timeout=PATIENCE) == ends_with
        assert installation.processes() == []
    assert "Traceback" not in installation.output()


def test_a_killed_parent_leaves_no_process(installation: Installation) -> None:
    with installation.running() as service:
        token = installation.command("token", "--role", "suwinet").stdout.strip()
        assert "data" in installation.ask(token, QUERY, {"bsn": people.RAN_ON})
        service.kill()
        service.wait()
        eventually(lambda: installation.processes() == [])


def test_a_killed_parent_leaves_not_even_a_worker_that_hangs(installation: Installation) -> None:
    with installation.running() as service:
        hung = min(workers(service))
        hang(hung)
        service.kill()
        service.wait()
        eventually(lambda: {pid for pid, line in installation.processes() if "server run" in line} == {hung})
        os.kill(hung, signal.SIGCONT)
        eventually(lambda: installation.processes() == [])


def test_a_worker_that_does_not_stop_is_killed(installation: Installation) -> None:
    installation.more["OPERATION_SECONDS"] = "1"  # it is waited for longer than an operation may take
    with installation.running() as service:
        hang(min(workers(service)))
        service.terminate()
        assert service.wait(timeout=PATIENCE) == 0
        assert installation.processes() == []


def test_a_request_under_way_is_answered_before_its_worker_stops(installation: Installation) -> None:
    with installation.running() as service:
        token = installation.command("token", "--role", "suwinet").stdout.strip()
        body = json.dumps({"query": QUERY, "variables": {"bsn": people.RAN_ON}}).encode()
        head = f"POST /graphql HTTP/1.1\r\nhost: register\r\nauthorization: Bearer {token}\r\n"
        head += f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", installation.port), timeout=PATIENCE) as client:
            client.sendall(head.encode() + body[:5])
            time.sleep(0.5)
            service.terminate()
            eventually(lambda: refuses(installation.port))
            time.sleep(6)  # an operation may take longer
            client.sendall(body[5:])
            answer = client.makefile("rb").read()
        assert answer.startswith(b"HTTP/1.1 200")
        assert b'"registered":true' in answer
        assert service.wait(timeout=PATIENCE) == 0


def test_the_parent_watches_the_database(installation: Installation) -> None:
    data = installation.data
    with installation.running() as service:
        before = workers(service)
        kill_all(supervisors_of, data)
        kill(postmaster_of(data))
        eventually(lambda: len(supervisors_of(data)) == 2)
        installation.until_ready(service)
        assert workers(service) == before
    assert processes_of(data) == {}


def test_one_scrape_gives_the_sum_of_all_workers_also_of_one_that_died(installation: Installation) -> None:
    with installation.running() as service:
        one, other = sorted(workers(service))
        for idle, requests in ((one, 3), (other, 5)):
            hang(idle)
            for _ in range(requests):
                assert status(installation.port, "/health/live") == 200
            os.kill(idle, signal.SIGCONT)
        eventually(lambda: live_requests(installation.port) == 8)  # a worker counts after it has answered
        kill(one)
        eventually(lambda: len(workers(service)) == 2)
        hang(other)
        assert status(installation.port, "/health/live") == 200
        eventually(lambda: live_requests(installation.port) == 9)
        os.kill(other, signal.SIGCONT)


def test_outside_development_metrics_have_only_a_listener_of_their_own(installation: Installation) -> None:
    issuers = installation.folder / "issuers.toml"
    issuers.write_text(
        'audience = "https://register.example/graphql"\n[[issuer]]\nissuer = "https://digid.example"\n'
        'jwks_uri = "https://digid.example/jwks"\nroles = ["CITIZEN"]\n'
    )
    own = free_port()
    production = {"DEVELOPMENT": "0", "ISSUERS_FILE": str(issuers), "METRICS_PORT": str(own), "LISTEN": "0.0.0.0"}  # noqa: S104 - as in production
    installation.more.update(production, CONTACT_OBJECTIONS="UWV, Postbus 1, 1000 AA Voorbeeldstad")
    with installation.running():
        assert status(installation.port, "/metrics") == 404
        assert status(own, "/metrics") == 200
        for path in ("/graphql", "/health/live", "/"):
            assert status(own, path) == 404
        assert metrics(own)['doelgroepregister_requests_total{route="unknown route",status="4xx"}'] == 1
        listening = re.findall(rf": ([0-9A-F]{{8}}):{own:04X} 00000000:0000 0A", Path("/proc/net/tcp").read_text())
        assert listening == ["0100007F"], "not on the loopback address alone"


def test_in_development_the_service_itself_shows_its_metrics(installation: Installation) -> None:
    with installation.running():
        assert status(installation.port, "/metrics") == 200


def test_a_taken_port_for_metrics_is_named_in_one_line(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        installation.more["METRICS_PORT"] = str(taken.getsockname()[1])
        refused = installation.command("run", check=False)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "set METRICS_PORT" in refused.stderr


def test_workers_that_cannot_start_are_an_error_and_not_tried_for_ever() -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", FAILING],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stdout.splitlines()[-1] == "A worker can't be started; the log says why."
    assert "started\n" not in done.stdout
