"""`import-dkd` as its operators run it: what it says, its status, its list, and Ctrl-C."""

import base64
import json
import os
import pty
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.bsn import passes_eleven_test
from tests.conftest import ROOT
from tests.fixtures.dkd import BSN, of
from tests.fixtures.process import Installation

pytestmark = pytest.mark.fault

DAY = "2026-11-23"
MUNICIPALITY = '[municipalities."0599"]\noin = "00000001001234567000"\nname = "Gemeente Rotterdam"\n'
ONE = "messages read: 1; wage values recorded: {}, known already: {}; messages without a wage value: 0\n"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An empty register, and a file that says whose messages are read."""
    folder = tmp_path_factory.mktemp("dkd")
    folder.chmod(0o700)
    (folder / "dkd.toml").write_text(MUNICIPALITY)
    made = Installation(folder, more={"DEVELOPMENT": "1", "TODAY": DAY, "DKD_FILE": str(folder / "dkd.toml")})
    made.command("migrate")
    yield made
    made.remove()


def people(count: int) -> Iterator[str]:
    numbers = (f"{number:09}" for number in range(200_000_000, 300_000_000))
    return (number for _, number in zip(range(count), filter(passes_eleven_test, numbers), strict=False))


def imported(installation: Installation, path: Path, *more: str) -> tuple[int, str, str]:
    done = installation.command("import-dkd", str(path), *more, check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_message_is_recorded_once_and_nothing_is_listed(migrated: Installation, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(of("999900018"))
    rejects = tmp_path / "rejected.csv"
    assert imported(migrated, tmp_path, "--rejects", str(rejects)) == (0, ONE.format(1, 0), "")
    assert imported(migrated, tmp_path / "a.xml", "--rejects", str(rejects)) == (0, ONE.format(0, 1), "")
    assert not rejects.exists()


def test_what_is_rejected_is_in_a_list_of_the_owners_with_no_number_in_it(
    migrated: Installation, tmp_path: Path
) -> None:
    inbox, rejects = tmp_path / "in", tmp_path / "rejected.csv"
    inbox.mkdir()
    (inbox / f"{BSN}.xml").write_bytes(of(BSN, day="20260000"))
    (inbox / "b.xml").write_bytes(of("999900031").replace(b"0599", b"0344"))
    status, out, err = imported(migrated, inbox, "--rejects", str(rejects))
    assert (status, err) == (
        1,
        f"doelgroepregister: 2 items are rejected, listed in {rejects}; all else is recorded.\n",
    )
    assert out.splitlines() == [
        "messages read: 2; wage values recorded: 0, known already: 0; messages without a wage value: 0",
        "wage values of municipalities that DKD_FILE doesn't name: 0344 1",
    ]
    first = "AtlRelatie[1]/ReIntegratievoorziening[1]"
    assert rejects.read_text().splitlines() == [
        "file,line,column,reason",
        f"number 1,1,{first}/DatBRv,partial date where a day is needed",
        f"b.xml,1,{first}/Bron,unknown municipality",
    ]
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    target = tmp_path / "target"
    target.write_text("somebody else's")
    rejects.unlink()
    rejects.symlink_to(target)
    status, _, err = imported(migrated, inbox, "--rejects", str(rejects))
    assert (status, err.count("\n"), "symbolic link" in err) == (1, 1, True)
    assert target.read_text() == "somebody else's"


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        ("", None, (2, "DKD_FILE: name the file that says whose messages are read")),
        ("dkd.toml", None, (1, "let DKD_FILE name a readable file")),
        ("dkd.toml", "x", (1, "is not valid TOML")),
        ("dkd.toml", MUNICIPALITY, (1, "name a file, a directory or an archive")),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    migrated: Installation, tmp_path: Path, file: str, content: str | None, expected: tuple[int, str]
) -> None:
    if content is not None:
        (tmp_path / file).write_text(content)
    more = {"DEVELOPMENT": "1", **({"DKD_FILE": str(tmp_path / file)} if file else {})}
    status, out, err = imported(Installation(migrated.folder, more=more), tmp_path / "nowhere")
    assert (status, out, err.count("\n")) == (expected[0], "", 1)
    assert expected[1] in err


def test_a_token_of_a_municipality_is_made_to_try_it_with(migrated: Installation) -> None:
    made = migrated.command("token", "--role", "suwinet", "--municipality").stdout
    claims = json.loads(base64.urlsafe_b64decode(made.split(".")[1] + "=="))
    assert (claims["organisation"]["kind"], claims["organisation"]["oin"]) == ("MUNICIPALITY", "00000099000000040000")
    other = migrated.command("token", "--role", "citizen", "--municipality")
    assert other.stderr == "--municipality is for a Suwinet officer's token; left out.\n"


def test_a_list_that_would_replace_a_message_is_refused(migrated: Installation, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(content := of(BSN, day="20260000"))
    for path in (tmp_path, tmp_path / "a.xml"):
        status, _, err = imported(migrated, path, "--rejects", str(tmp_path / "a.xml"))
        assert (status, "would replace a message" in err) == (1, True)
    assert (tmp_path / "a.xml").read_bytes() == content


def test_ctrl_c_ends_it_in_one_line_and_the_next_run_goes_on(migrated: Installation, tmp_path: Path) -> None:
    for number, bsn in enumerate(people(150)):
        (tmp_path / f"{number:04}.xml").write_bytes(of(bsn))
    terminal, its_end = pty.openpty()
    arguments = [sys.executable, "-m", "server", "import-dkd", str(tmp_path), "--rejects", str(tmp_path / "r.csv")]
    with subprocess.Popen(  # noqa: S603 - our own program
        arguments, env={**migrated.environment, "TERM": "xterm"}, cwd=ROOT, stdout=subprocess.PIPE, stderr=its_end
    ) as process:
        os.close(its_end)
        shown = ""
        while not re.search(r"[1-9][0-9]%", shown):  # the bar has moved
            shown += os.read(terminal, 4096).decode()
        process.send_signal(signal.SIGINT)
        try:
            while part := os.read(terminal, 4096):
                shown += part.decode()
        except OSError:  # how a terminal ends whose other end is closed
            os.close(terminal)
        assert (process.wait(), process.stdout and process.stdout.read()) == (130, b"")
    told = re.search(r"doelgroepregister: Stopped\. ([0-9]+) wage values are recorded; run it again to go on", shown)
    assert told is not None
    recorded = int(told[1])
    assert 0 < recorded < 150
    status, out, err = imported(migrated, tmp_path)
    assert (status, err) == (0, "")
    found = re.match(r"messages read: 150; wage values recorded: ([0-9]+), known already: ([0-9]+);", out)
    assert found is not None
    assert int(found[1]) + int(found[2]) == 150
    assert recorded <= int(found[2]) <= recorded + 4  # what was under way was told to stop, and some was done
