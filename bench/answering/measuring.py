"""Taking one measurement: by the client, or by pgbench."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from bench.answering.contenders import Contender, stop
from bench.answering.load import Job, Result
from bench.answering.questions import ASKS, Person, Workload, exchanges
from bench.answering.register import CHECKOUT, Register
from server.postgres.binaries import bundled

_PGBENCH_CLIENTS: Final = "8"
_DRAWN: Final = 1_024
_TPS: Final = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_SECONDS_BEYOND: Final = 60


class FailedError(RuntimeError):
    """A contender doesn't answer, or wrongly: its figures would mean nothing."""


def answers(  # noqa: PLR0913 - what to measure, and how long
    register: Register,
    contender: Contender,
    workload: Workload,
    *,
    warm_up: float,
    seconds: float,
    rate: float | None = None,
) -> Result:
    """Let the client ask.

    Raises:
        FailedError: an answer was wrong, or none came.
    """
    job = Job(
        port=contender.port,
        token=register.token(ASKS[workload]),
        exchanges=exchanges(workload, contender.dialect, register.sample),
        warm_up=warm_up,
        seconds=seconds,
        service=contender.pid,
        database=register.postmaster,
        rate=rate,
    )
    client = subprocess.Popen(
        [sys.executable, "-O", "-m", "bench.answering.load"],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        said, complaint = client.communicate(json.dumps(asdict(job)).encode(), warm_up + seconds + _SECONDS_BEYOND)
    except subprocess.TimeoutExpired:
        raise FailedError(f"{contender.name}, {workload}: the client doesn't end") from None
    finally:
        stop(client)
    if client.returncode != 0:
        raise FailedError(f"{contender.name}, {workload}: {complaint.decode(errors='replace').strip()}")
    return Result(**json.loads(said))


def pgbench(register: Register, seconds: float) -> float:
    """Prepared look-ups of single rows a second, by the database's own client over its socket.

    Raises:
        FailedError: it didn't run.
    """
    script = register.data_dir / "pgbench.sql"
    script.write_text(_script(register.sample.persons, register.day.isoformat()), encoding="ascii")
    info = register.info
    command = [
        *(str(bundled() / "pgbench"), "-n", "-M", "prepared", "-c", _PGBENCH_CLIENTS),
        *("-T", str(max(1, round(seconds))), "-f", str(script)),
        *("-h", info.host, "-p", str(info.port), "-U", info.user, info.database),
    ]
    client = subprocess.Popen(
        command,
        env={"PGPASSWORD": info.password},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        said, complaint = client.communicate(timeout=seconds + _SECONDS_BEYOND)
    except subprocess.TimeoutExpired:
        raise FailedError("pgbench doesn't end") from None
    finally:
        stop(client)
    found = _TPS.search(said.decode())
    if client.returncode != 0 or found is None:
        raise FailedError(f"pgbench: {complaint.decode(errors='replace').strip()}")
    return float(found[1])


def _script(persons: Sequence[Person], day: str) -> str:
    """A look-up of one of the persons that the contenders are asked about. pgbench has no lists, but conditions."""
    drawn = [person.bsn for person in persons[:_DRAWN]]
    return (
        f"\\set place random(0, {len(drawn) - 1})\n"
        f"\\set bsn {_choice(drawn, 0)}\n"
        "select r.ends_on, r.counting_from from register.registration r\n"
        f"where r.bsn = :bsn and r.from_day <= '{day}' and r.until_day > '{day}';\n"
    )


def _choice(numbers: Sequence[int], first: int) -> str:
    if len(numbers) == 1:
        return str(numbers[0])
    half = len(numbers) // 2
    lower, upper = _choice(numbers[:half], first), _choice(numbers[half:], first + half)
    return f"case when :place < {first + half} then {lower} else {upper} end"
