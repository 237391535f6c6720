"""`run` as a newcomer uses it: started, stopped and killed in every way, beside another, and with commands."""

import os
import signal
import time
import urllib.error
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from server.cli import cli
from server.postgres.cluster import find
from tests.fixtures import people
from tests.fixtures.embedded import eventually, wait_for_another_postmaster
from tests.fixtures.forking import Forked
from tests.fixtures.patience import PATIENCE
from tests.fixtures.process import Installation

pytestmark = pytest.mark.fault

CASES = "{ cases(first: 50, filter: { states: [SUBMITTED, IN_REVIEW, GRANTED] }) { edges { node { id state } } } }"
QUERY = "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    tmp_path.chmod(0o700)
    made = Installation(tmp_path)
    yield made
    assert made.processes() == []
    made.remove()


@pytest.fixture
def started_before(tmp_path: Path, filled: Path) -> Iterator[Installation]:
    """One whose first start has been, with the demo data."""
    made = Installation(tmp_path, more={"DATA_DIR": str(filled)})
    yield made
    assert made.processes() == []


def is_registered(installation: Installation, bsn: str = people.RAN_ON) -> bool:
    token = installation.command("token", "--role", "suwinet").stdout.strip()
    answer: bool = installation.ask(token, QUERY, {"bsn": bsn})["data"]["person"]["registered"]
    return answer


def issuers_with(secret_file: str) -> str:
    """An ISSUERS_FILE with a provider to log in with."""
    return (
        'audience = "https://register.example/graphql"\n[[issuer]]\nissuer = "https://digid.example"\n'
        f'roles = ["CITIZEN"]\nlabel = "DigiD"\nclient_id = "register"\nclient_secret_file = "{secret_file}"\n'
    )


def cases_of(installation: Installation) -> Any:
    token = installation.command("token", "--role", "assessor").stdout.strip()
    return installation.ask(token, CASES, {})["data"]["cases"]["edges"]


def answers(installation: Installation) -> bool:
    try:
        return is_registered(installation)
    except urllib.error.HTTPError as error:
        if error.code != 503:
            raise
        return False


def gone(installation: Installation, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while installation.processes() and time.monotonic() < until:
        time.sleep(0.05)
    return installation.processes() == []


def test_the_first_start_answers_and_ctrl_c_leaves_nothing_running(installation: Installation) -> None:
    with installation.running() as service:
        assert is_registered(installation)
        written = installation.output()
        assert f"http://127.0.0.1:{installation.port}" in written
        assert "token --role" in written
        assert f"the data:   {find(installation.data).home}\n" in written
        os.killpg(service.pid, signal.SIGINT)
        assert service.wait(timeout=PATIENCE) == 0
    assert gone(installation, 1)
    assert "Traceback" not in installation.output()


def test_a_second_start_keeps_the_data(installation: Installation) -> None:
    with installation.running():
        installation.command("import", str(people.write_files(installation.folder)))
        assert is_registered(installation, people.SINCE_2008)
        cases = cases_of(installation)
        assert len(cases) > 15
    with installation.running():
        assert is_registered(installation, people.SINCE_2008)
        assert cases_of(installation) == cases


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_who_is_told_to_stop_stops_well_and_leaves_nothing_running(
    started_before: Installation, number: signal.Signals
) -> None:
    with started_before.running() as service:
        service.send_signal(number)
        assert service.wait(timeout=PATIENCE) == 0
    assert gone(started_before, 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_again_and_again_while_it_starts_it_leaves_nothing_running(
    installation: Installation, number: signal.Signals
) -> None:
    output = installation.folder / "output"
    service = Forked(("run",), installation.environment, (output, output))
    eventually(lambda: any("/bin/postgres" in line for _, line in installation.processes()))
    assert service.wait_while_told(number, PATIENCE) == 128 + number
    assert gone(installation, 1)
    assert "Traceback" not in installation.output()


def test_a_killed_service_takes_its_database_with_it_and_starts_again(started_before: Installation) -> None:
    with started_before.running() as service:
        service.kill()
    assert gone(started_before)
    with started_before.running():
        assert is_registered(started_before)


def test_a_killed_database_is_back_by_itself(started_before: Installation) -> None:
    with started_before.running():
        assert is_registered(started_before)
        killed = started_before.postmaster()
        os.kill(killed, signal.SIGKILL)
        wait_for_another_postmaster(killed, started_before.data)
        eventually(lambda: answers(started_before))
        assert is_registered(started_before)


def test_after_everything_was_killed_the_next_start_has_all_data(started_before: Installation) -> None:
    with started_before.running() as service:
        service.send_signal(signal.SIGSTOP)
        for pid, _ in started_before.processes():
            with suppress(ProcessLookupError):  # a child may go with its parent
                os.kill(pid, signal.SIGKILL)
    assert gone(started_before)
    with started_before.running():
        assert is_registered(started_before)


def test_two_installations_run_side_by_side(
    started_before: Installation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Installation(tmp_path_factory.mktemp("other"), more={"DEMO": "0"})
    with started_before.running(), other.running():
        assert is_registered(started_before)
        assert not is_registered(other)
    assert gone(other, 1)
    other.remove()


def test_commands_work_without_a_service_and_leave_nothing_running(installation: Installation) -> None:
    installation.command("migrate")
    files = people.write_files(installation.folder)
    assert "14 new" in installation.command("import", str(files)).stdout
    assert "Nothing has changed." in installation.command("import", str(files)).stdout
    assert "all are as recorded" in installation.command("recompute").stdout
    assert gone(installation, 1)


def test_cases_are_added_to_demo_data_that_was_imported_by_hand(installation: Installation) -> None:
    installation.command("migrate")
    files = str(installation.folder / "files")
    installation.command("demo-data", "--out", files, "--persons", "150", "--employments", "300")
    early = installation.command("demo-data", "--cases", check=False)
    assert (early.returncode, len(early.stderr.splitlines())) == (1, 1)
    installation.command("import", files)
    assert installation.command("demo-data", "--cases").stdout == "The demo cases are in the register.\n"
    assert "all are as recorded" in installation.command("recompute").stdout


def test_the_production_service_is_not_ready_before_it_is_migrated(installation: Installation) -> None:
    installation.command("migrate")
    refused = installation.command("serve", check=False)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "ISSUERS_FILE" in refused.stderr


def test_a_service_with_which_nobody_could_log_in_does_not_start(installation: Installation) -> None:
    installation.command("migrate")
    folder = installation.folder
    (folder / "issuers.toml").write_text(issuers_with("digid-secret"))
    installation.more |= {"ISSUERS_FILE": str(folder / "issuers.toml"), "CONTACT_OBJECTIONS": "UWV, Postbus 1, Adam"}
    refused = installation.command("serve", check=False)
    assert (refused.returncode, refused.stderr) == (
        1,
        (
            f"doelgroepregister: {folder}/digid-secret (client_secret_file of https://digid.example): "
            "No such file or directory; let client_secret_file name a readable file.\n"
        ),
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("audit", "verify"),
        ("audit", "retention", "--yes"),
        ("audit", "report", "--month", "2026-01"),
        ("audit", "export", "--from", "2026-01-01", "--until", "2026-02-01"),
        ("recompute",),
        ("import", "."),
        ("serve",),
    ],
)
def test_a_command_that_needs_data_makes_nothing_where_there_are_none(
    installation: Installation, arguments: tuple[str, ...]
) -> None:
    refused = installation.command(*arguments, check=False)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"doelgroepregister: There is no database in {installation.data}: check DATA_DIR, or set DATABASE_URL;"
        " `migrate` makes one.\n"
    )
    assert not installation.data.exists()


def test_what_cannot_be_started_says_so_in_one_line(started_before: Installation) -> None:
    with started_before.running():
        beside = Installation(started_before.folder, started_before.port, dict(started_before.more))
        taken = beside.command("run", check=False)
        assert (taken.returncode, len(taken.stderr.splitlines())) == (1, 1)
        assert "set PORT" in taken.stderr
    started_before.more["LISTEN"] = "0.0.0.0"  # noqa: S104 - is refused
    everywhere = started_before.command("run", check=False)
    assert (everywhere.returncode, len(everywhere.stderr.splitlines())) == (1, 1)
    assert "loopback" in everywhere.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["import", "nowhere"], 1, "nowhere"),
        (["frobnicate"], 2, "frobnicate"),
        (["token"], 2, "--role"),
        (["token", "--role", "king"], 2, "king"),
        (["token", "--role", "citizen", "--bsn", "123456789"], 2, "11-test"),
        (["schema", "--role", "king"], 2, "king"),
        (["demo-data"], 2, "--out"),
        (["demo-data", "--out", "nowhere", "--cases"], 2, "--out"),
        (["demo-data", "--cases"], 1, "no case yet"),
        (["migrate", "--revision", "9999"], 1, "9999"),
    ],
)
def test_a_command_that_cannot_be_done_says_why_in_one_line(
    started_before: Installation, arguments: list[str], status: int, says: str
) -> None:
    done = started_before.command(*arguments, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (status, 1), done.stderr
    assert says in done.stderr
    assert "123456789" not in done.stderr


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_explains_itself(installation: Installation, name: str) -> None:
    assert installation.command(name, "--help").stdout.startswith("Usage: ")


def test_the_databases_own_log_names_nobody(installation: Installation) -> None:
    with installation.running():
        files = people.write_files(installation.folder)
        installation.command("import", str(files))
        (files / "grounds.csv").write_text(people.GROUNDS + f"{people.RAN_ON},NONSENSE,2020-01-01,,\n")
        rejected = installation.command("import", str(files), "--rejects", str(files / "rejected.csv"), check=False)
        assert rejected.returncode == 1
        assert is_registered(installation)
    logs = [installation.output(), *(one.read_text(errors="replace") for one in (files / "data").glob("*.log"))]
    logs.append((files / "rejected.csv").read_text())
    for line in people.PERSONS.splitlines()[1:]:
        assert not [log for log in logs if line.partition(",")[0] in log]
    assert (files / "rejected.csv").read_text().splitlines() == [
        "file,line,column,reason", f"grounds.csv,{len(people.GROUNDS.splitlines()) + 1},ground,unknown code"
    ]  # fmt: skip


@pytest.mark.parametrize("day", ["2026-02-03", "2029-02-03"])
def test_a_database_of_development_is_asked_about_the_day_that_the_service_is_given(
    installation: Installation, day: str
) -> None:
    installation.command("migrate")
    installation.more.update(DEVELOPMENT="1", TODAY=day)
    installation.command("letters", "penalties")
    with installation.running("serve"):
        token = installation.command("token", "--role", "citizen").stdout.strip()
        told = installation.ask(token, "{ viewer { person { registered } } }", {})
    assert told == {"data": {"viewer": {"person": {"registered": False}}}}


def test_a_service_whose_secret_at_a_provider_others_can_read_starts_and_says_so(installation: Installation) -> None:
    installation.command("migrate")
    folder = installation.folder
    (folder / "issuers.toml").write_text(issuers_with("digid-secret"))
    (folder / "digid-secret").write_text("only for tests")
    (folder / "digid-secret").chmod(0o644)
    installation.more |= {"ISSUERS_FILE": str(folder / "issuers.toml"), "CONTACT_OBJECTIONS": "UWV, Postbus 1, Adam"}
    with installation.running("serve"):
        assert "others can read what the portals prove with: chmod o= it" in installation.output()
        assert "only for tests" not in installation.output()
