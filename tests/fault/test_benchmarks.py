"""The benchmarks run, all of them: the smallest of everything, without the peers that npm installs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
SAID = (
    "slowest refusal:",
    "CSV, rows a second in those of COPY to a file:",
    "CSV, MB of resident memory above idle:",
    "a person: registered, end date, as employer",
    "service, 2 processes",
    "service, no log",
    "plain Strawberry",
    "a person with counting start date and grounds, as suwinet",
    "a roster: 25 rows and their total count, as employer",
    "50 persons: registered, end date, as suwinet",
    "at half of its top rate",
    "pgbench:",
    "the log takes a share of the requests a second of:",
    "into an empty register",
    "the plan of an employer's look-up:",
    "the same files again",
    "recompute:",
    "beside 20,000 other employments",
)


@pytest.mark.fault
@pytest.mark.timeout(900)
def test_every_benchmark_runs_and_leaves_nothing(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}  # noqa: TID251 - handed on
    output = tmp_path / "output"
    with output.open("w") as written:
        benchmarks = subprocess.Popen(
            [sys.executable, "-m", "bench", "--quick"], cwd=tmp_path, env=environment, stdout=written, stderr=written
        )
    try:
        assert benchmarks.wait(timeout=600) == 0, output.read_text()
    finally:
        benchmarks.terminate()
        benchmarks.wait()
    told = output.read_text()
    assert [one for one in SAID if one not in told] == []
    assert list((tmp_path / ".data").iterdir()) == []
