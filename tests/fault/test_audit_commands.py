"""The commands of `audit`, as an operator runs them beside the service."""

import csv
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from models.audit.checkpoint_files import CheckpointFiles
from server.postgres import EmbeddedPostgres
from server.postgres.cluster import find
from server.secrets import load_secrets
from tests.conftest import pools_at
from tests.fixtures import people
from tests.fixtures.audited import Audited
from tests.fixtures.embedded import eventually
from tests.fixtures.process import Installation

pytestmark = [pytest.mark.fault, pytest.mark.timeout(240)]

OUTPUT = re.compile(r"[\x20-\x7e\n]*")  # nothing that a terminal obeys


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    tmp_path.chmod(0o700)
    made = Installation(tmp_path, more={"WORKERS": "2", "CHECKPOINT_SECONDS": "0.2", "DEMO": "0"})
    yield made
    eventually(lambda: made.processes() == [])
    made.remove()


@pytest.fixture
def held(installation: Installation) -> Iterator[None]:
    """Its database runs all the time: each command would start it, and stop it."""
    with EmbeddedPostgres(installation.data).hold():
        yield


@asynccontextmanager
async def audited(installation: Installation) -> AsyncIterator[Audited]:
    """Its log, to tamper with as the superuser that the embedded database's owner is, and who has its keys."""
    data = installation.folder / "data"
    keys = load_secrets(data / "secrets.toml").checkpoint_keys()
    with EmbeddedPostgres(data).hold() as info:
        owner = await asyncpg.connect(
            host=info.host, port=info.port, user=info.user, password=info.password, database=info.database
        )
        pools = pools_at("postgresql://nowhere/none")
        yield Audited(owner, pools, CheckpointFiles(data / "checkpoints", keys))
        await owner.close()


async def an_hour_ago(log: Audited) -> None:
    """Let all have been written then, in one call of each lane."""
    at = await log.owner.fetchval("select (now() - interval '1 hour')::text")
    for row in await log.owner.fetch("select lane, array_agg(number) as numbers from log.record group by lane"):
        await log.date_back(row["numbers"], at, row["lane"])


def copy(cluster: Path, backup: Path) -> None:
    """Copy a cluster's files, with whose they are."""
    subprocess.run(["cp", "-a", cluster, backup], check=True)  # noqa: S603, S607 - the system's


def consult(installation: Installation, count: int) -> None:
    """Look somebody up, so many times."""
    token = installation.command("token", "--role", "suwinet").stdout.strip()
    for _ in range(count):
        answer = installation.ask(
            token,
            "query($bsn: BSN!) { person(bsn: $bsn, purpose: REINTEGRATION) { registered } }",
            {"bsn": people.NEVER_HEARD_OF},
        )
        assert "errors" not in answer


@pytest.mark.usefixtures("held")
async def test_a_log_is_verified_reported_exported_and_shortened(installation: Installation) -> None:
    checkpoints = installation.folder / "data" / "checkpoints"
    with installation.running():
        consult(installation, 3)
        eventually(lambda: any(checkpoints.glob("*.jsonl")))
        while_running = installation.command("audit", "verify")
        assert "The log is intact." in while_running.stdout
    intact = installation.command("audit", "verify")
    assert OUTPUT.fullmatch(intact.stdout)
    assert intact.stderr == ""
    assert re.search(r"^Checkpoints cover every record; the last is of ", intact.stdout, re.MULTILINE)
    [last] = [file.read_bytes().splitlines()[-1] for file in sorted(checkpoints.glob("*.jsonl"))[-1:]]
    digest = hashlib.sha256(last).hexdigest()
    assert f"\nThe last checkpoint's SHA-256, for a witness elsewhere: {digest}\n" in intact.stdout
    now = datetime.now(ZoneInfo("Europe/Amsterdam"))  # noqa: TID251 - the months of what was just written

    text = installation.command("audit", "report", "--month", f"{now:%Y-%m}").stdout
    assert "Look-ups per organisation" in text
    assert "  none" in text
    table = installation.command("audit", "report", "--month", f"{now:%Y-%m}", "--format", "csv").stdout
    rows = list(csv.DictReader(table.splitlines(), delimiter=";"))
    totals = [(row["look_ups"], row["persons"]) for row in rows if row["part"] == "totals"]
    assert totals == [("5", "3")]  # that it is reported is a look as well, this time and the time before
    assert "\nCheckpoints cover every record" in installation.command("audit", "verify").stdout

    assert "Nothing was written before" in installation.command("audit", "retention").stdout
    async with audited(installation) as log:
        await log.tamper("update log.record set at = at - interval '100 days' where number = 1")
    refused = installation.command("audit", "retention", "--months", "1", "--yes", check=False)
    assert refused.returncode == 1
    assert "record 1 (" in refused.stdout
    broken = installation.command("audit", "verify", check=False)
    assert broken.returncode == 1
    assert OUTPUT.fullmatch(broken.stdout)
    assert re.match(r"lane \d+: record 1 \(20.* UTC\) was changed", broken.stdout)
    assert broken.stderr.startswith("doelgroepregister: The log is not intact: ")
    assert broken.stderr.count("\n") == 1


@pytest.mark.usefixtures("held")
async def test_what_is_settled_is_exported_and_that_is_recorded(installation: Installation) -> None:
    with installation.running():
        consult(installation, 3)
    now = datetime.now(ZoneInfo("Europe/Amsterdam"))  # noqa: TID251 - the time of what was just written
    day, until = f"{now - timedelta(days=1):%Y-%m-%d}", (now - timedelta(seconds=31)).isoformat()
    for unsettled in ((now - timedelta(seconds=25)).isoformat(), f"{now + timedelta(days=2):%Y-%m-%d}"):
        refused = installation.command("audit", "export", "--from", day, "--until", unsettled, check=False)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith("doelgroepregister: --until must lie half a minute back")
    async with audited(installation) as log:
        await an_hour_ago(log)
    lines = installation.command("audit", "export", "--from", day, "--until", until).stdout.splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["raadplegenPersoon"] * 3
    file = installation.folder / "export.jsonl"
    told = installation.command("audit", "export", "--from", day, "--until", until, "--out", str(file)).stdout
    assert told == f"3 lines written to {file}\n"
    assert file.read_text().splitlines() == lines
    assert not list(installation.folder.glob("*.part"))
    async with audited(installation) as log:
        rows = await log.owner.fetch(
            "select decision, organisation, purpose, fields, legal_basis, subject, subject_count from log.record"
            " where role = 'AUDITOR'"
        )
    mine = ("DISCLOSED", "doelgroepregister", "OVERSIGHT", "audit export", "AVG 5 lid 2", None, 0)
    assert [tuple(row) for row in rows] == [mine, mine]


@pytest.mark.usefixtures("held")
async def test_checkpoints_that_are_gone_are_a_fault(installation: Installation) -> None:
    with installation.running():
        consult(installation, 2)
    async with audited(installation) as log:
        await an_hour_ago(log)
        shutil.rmtree(log.files.directory)
    found = installation.command("audit", "verify", check=False)
    assert found.returncode == 1
    assert re.match(r"lane \d+: records? .* covered by no checkpoint, the first written 20.* UTC:", found.stdout)
    assert OUTPUT.fullmatch(found.stdout)
    assert installation.command("audit", "retention", "--yes", check=False).returncode == 1


@pytest.mark.usefixtures("held")
async def test_old_months_are_dropped_while_the_service_runs(installation: Installation) -> None:
    with installation.running():
        consult(installation, 4)
    async with audited(installation) as log:  # those were so long ago, and so were their checkpoints
        lanes = [row["lane"] for row in await log.owner.fetch("select distinct lane from log.record")]
        for lane in lanes:
            await log.date_back([1], "2020-02-02 02:02+00", lane)
        shutil.rmtree(log.files.directory)
        await log.checkpoints_of_then()
    with installation.running():
        consult(installation, 1)
        eventually(lambda: "\nCheckpoints cover every record" in installation.command("audit", "verify").stdout)
        unsure = installation.command("audit", "retention", check=False)
        assert unsure.returncode == 2
        assert unsure.stdout.startswith(f"{len(lanes):,} record")
        assert unsure.stderr == "doelgroepregister: Nothing was dropped: say --yes.\n"
        assert installation.command("audit", "retention", "--yes").stdout.endswith("It is dropped.\n")
        consult(installation, 1)
        left = installation.command("audit", "verify").stdout
        assert left.startswith(f"Read {6 - len(lanes)} records in ")
        assert left.endswith("The log is intact.\n")
    assert installation.command("audit", "verify").stdout.endswith("The log is intact.\n")


async def test_a_restored_backup_is_declared_while_the_service_runs_and_hides_nothing_else(
    installation: Installation,
) -> None:
    with installation.running():
        consult(installation, 3)
    cluster = find(installation.data).files
    backup = cluster.with_name("backup")
    copy(cluster, backup)
    with installation.running():
        consult(installation, 4)
    shutil.rmtree(cluster)
    backup.rename(cluster)

    accused = installation.command("audit", "verify", check=False)
    assert accused.returncode == 1
    assert accused.stdout.endswith("A restore to an earlier state, or a failover, may have caused them.\n")
    assert "declare it with `audit restored --reason`" in accused.stderr
    with installation.running():
        consult(installation, 1)  # to a lane that lost its end
        declared = installation.command("audit", "restored", "--reason", "the disk broke; backup of 02:00").stdout
        assert OUTPUT.fullmatch(declared)
        assert re.match(r"Lost by a restore or failover, as \S+ declared at 20\S+: the disk broke; backup", declared)
        assert "\nThat is declared. New records go to new lanes." in declared
        consult(installation, 3)
        again = installation.command("audit", "restored", "--reason", "once more", check=False)
        assert (again.returncode, again.stdout) == (1, "")
        assert again.stderr.startswith("doelgroepregister: Nothing is lost: all that checkpoints know is there, or")
    clean = installation.command("audit", "verify")
    assert clean.stdout.endswith("The log is intact, but for what a restore or failover lost, as declared.\n")
    assert "Nothing was written before" in installation.command("audit", "retention").stdout
    async with audited(installation) as log:
        rows = await log.owner.fetch("select fields from log.record where role = 'AUDITOR'")
        assert [row["fields"] for row in rows] == ["audit restored"]
        await log.tamper("update log.record set purpose = 'X' where role = 'AUDITOR'")
    broken = installation.command("audit", "verify", check=False)
    assert (broken.returncode, "was changed" in broken.stdout) == (1, True)
    refused = installation.command("audit", "restored", "--reason", "it was the disk", check=False)
    assert refused.returncode == 1
    assert "No restore or failover explains what is wrong, so nothing was declared." in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("restored",),
        ("restored", "--reason", " "),
        ("restored", "--reason", "two\nlines"),
        ("export", "--from", "2026-01-01", "--until", "2026-01-01"),
        ("export", "--from", "2026-01-01T10:00", "--until", "2026-02-01"),
        ("export", "--from", "yesterday", "--until", "2026-02-01"),
        ("export", "--from", "2026-01-01"),
        ("report", "--month", "2026-13"),
        ("report", "--month", "november"),
        ("report", "--month", "9999-12"),
        ("report", "--month", "0001-01"),
        ("report", "--month", "2026-01", "--top", "9" * 20),
        ("export", "--from", "0001-01-01", "--until", "2026-01-01"),
        ("export", "--from", "0001-01-01T00:00:00+14:00", "--until", "2026-01-01"),
        ("export", "--from", "2025-01-01", "--until", "2026-01-01", "--out", ""),
        ("report",),
        ("retention", "--months", "0"),
        ("verify", "everything"),
    ],
)
def test_wrong_use_is_told_in_one_line(installation: Installation, arguments: tuple[str, ...]) -> None:
    done = installation.command("audit", *arguments, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("doelgroepregister: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["verify", "restored", "retention", "report", "export"])
def test_each_command_explains_itself(installation: Installation, command: str) -> None:
    assert len(installation.command("audit", command, "--help").stdout) > 300
