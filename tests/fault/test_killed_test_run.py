"""A test run that is killed leaves no database in memory, and one in the background can stop what it starts."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.embedded import eventually
from tests.fixtures.hasty import in_memory

pytestmark = pytest.mark.fault

RUN = """
import sys
from pathlib import Path
from tests.fixtures.hasty import in_memory
with in_memory(Path(sys.argv[1]), Path(sys.argv[2])) as directory:
    (directory / "database").write_text("x")
    print(directory, flush=True)
    sys.stdin.read()
"""

STARTS = """
import subprocess, sys
import tests.conftest
told = "import signal; print(signal.SIG_IGN in (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGHUP)))"
subprocess.run([sys.executable, "-c", told], check=True)
"""


def run(folder: Path) -> tuple[subprocess.Popen[str], Path]:
    running = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", RUN, str(folder / "data"), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        start_new_session=True,
    )
    assert running.stdout is not None
    return running, Path(running.stdout.readline().strip())


def test_what_stands_in_memory_goes_with_the_last_who_needs_it_also_if_that_is_killed(tmp_path: Path) -> None:
    with in_memory(tmp_path / "data", tmp_path) as directory:
        assert directory is not None
        killed, same = run(tmp_path)
        assert same == directory
        with killed:
            os.killpg(killed.pid, signal.SIGKILL)
        assert (directory / "database").exists()
    assert not directory.exists()
    alone, same = run(tmp_path)
    assert same.exists()
    with alone:
        os.killpg(alone.pid, signal.SIGKILL)
    eventually(lambda: not directory.exists())


def test_what_a_run_in_the_background_starts_can_be_interrupted_and_hung_up() -> None:
    ignoring = ["/bin/sh", "-c", """trap "" INT HUP; exec "$@" """, "sh"]
    command = [*ignoring, sys.executable, "-c", STARTS]
    told = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert told.stdout == "False\n"
