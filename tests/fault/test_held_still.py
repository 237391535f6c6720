"""A worker that is held still, as when its machine is paused: no request is given up for it, and operators are told."""

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.embedded import eventually
from tests.fixtures.held_still import hang
from tests.fixtures.process import Installation
from tests.fixtures.raw_http import connected, post, said, statuses
from tests.fixtures.workers import metrics, workers

pytestmark = pytest.mark.fault

ASK = json.dumps({"query": "{ __typename }"}).encode()
HELD = "doelgroepregister_held_still_seconds_total"


@pytest.fixture
def installation(tmp_path: Path, filled: Path) -> Iterator[Installation]:
    made = Installation(tmp_path, more={"DATA_DIR": str(filled), "BODY_SECONDS": "4", "WORKERS": "1"})
    yield made
    eventually(lambda: made.processes() == [])


def test_a_body_that_came_meanwhile_is_answered_and_log_and_metrics_tell_of_it(installation: Installation) -> None:
    with installation.running() as service, connected(installation.port) as client:
        [worker] = workers(service)
        client.sendall(post(ASK, "Connection: close")[:-5])
        time.sleep(0.2)
        hang(worker)
        time.sleep(9)
        client.sendall(ASK[-5:])
        os.kill(worker, signal.SIGCONT)
        assert statuses(said(client)) == [200]
        eventually(lambda: metrics(installation.port)[HELD] > 8)
    told = re.findall(r"warning .*this process was held still .*seconds=(\d+\.\d)\b", installation.output())
    assert max(map(float, told)) > 8
