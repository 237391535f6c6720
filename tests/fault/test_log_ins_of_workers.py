"""Log-ins under way are counted by all workers together: more of them let no more begin."""

import http.client
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.embedded import eventually
from tests.fixtures.patience import PATIENCE
from tests.fixtures.portal import DIGID
from tests.fixtures.process import Installation
from tests.fixtures.workers import workers

pytestmark = pytest.mark.fault

SENT_ON = 303


@pytest.fixture
def installation(tmp_path: Path, filled: Path) -> Iterator[Installation]:
    made = Installation(tmp_path, more={"DATA_DIR": str(filled), "WORKERS": "2", "LOG_INS": "3"})
    yield made
    eventually(lambda: made.processes() == [])


def begun(installation: Installation, count: int) -> list[int]:
    """The statuses of so many log-ins that are begun one after the other, each on a connection of its own."""
    found = []
    for _ in range(count):
        client = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=PATIENCE)
        client.request("GET", f"/login/{DIGID}")
        answer = client.getresponse()
        found.append(answer.status)
        assert answer.status != SENT_ON or "/simulator/" in (answer.getheader("location") or "")
        client.close()
    return found


def test_two_workers_let_no_more_log_ins_begin_than_one_and_a_new_one_knows_of_them(
    installation: Installation,
) -> None:
    with installation.running() as service:
        before = workers(service)
        assert sorted(begun(installation, 8)) == [SENT_ON] * 3 + [503] * 5
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: len(workers(service) - before) == 2)
        assert begun(installation, 4) == [503] * 4
