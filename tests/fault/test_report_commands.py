"""The commands of `report`, as an operator runs them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.postgres import EmbeddedPostgres
from tests.fixtures.embedded import eventually
from tests.fixtures.process import Installation

pytestmark = [pytest.mark.fault, pytest.mark.timeout(240)]

WRONG = [
    (("publish", "2026", "3"), 2, "Invalid value"),
    (("publish", "year", "2025", "4"), 2, "A year has no quarter."),
    (("publish", "quarter", "2025"), 2, "Say which quarter"),
    (("show", "year", "99999"), 2, "A year is from"),
    (("show", "quarter", "2025", "4", "--version", "9" * 20), 2, "Invalid value for '--version'"),
    (("show", "quarter", "2025", "4", "--version", "0"), 2, "Invalid value for '--version'"),
    (("show", "quarter", "2025", "4", "--out", ""), 2, "Invalid value for '--out'"),
    (("publish", "quarter", "2025", "5"), 2, "A quarter is 1, 2, 3 or 4."),
    (("publish", "factsheet", "2099", "1"), 1, "The factsheet of quarter 1 of 2099 isn't over yet."),
    (("publish", "quarter", "2025", "3", "--what-changed", "x"), 1, "leave out --what-changed"),
    (("publish", "quarter", "2025", "4"), 1, "say by --what-changed"),
    (("publish", "quarter", "2025", "4", "--what-changed", "x"), 1, "Nothing has changed since version 1"),
    (("show", "quarter", "2025", "4", "--version", "2"), 1, "Quarter 4 of 2025 wasn't published in version 2."),
    (("show", "year", "2024"), 1, "Year 2024 wasn't published."),
    (
        ("show", "quarter", "2025", "4", "--out", "/nowhere/report.csv"),
        1,
        "/nowhere/report.csv: No such file or directory; see to it",
    ),
]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    tmp_path.chmod(0o700)
    made = Installation(tmp_path, more={"WORKERS": "1", "DEMO": "0"})
    with EmbeddedPostgres(made.data).hold():  # each command would start it, and stop it
        yield made
    eventually(lambda: made.processes() == [])
    made.remove()


def test_reports_are_published_listed_and_shown(installation: Installation) -> None:
    files = str(installation.folder / "files")
    installation.command("migrate")
    installation.command("demo-data", "--out", files, "--persons", "600", "--employments", "2000")
    installation.command("import", files)
    for which, name in (
        (("quarter", "2025", "4"), "Quarter 4 of 2025"),
        (("year", "2025"), "Year 2025"),
        (("factsheet", "2025", "4"), "The factsheet of quarter 4 of 2025"),
    ):
        published = installation.command("report", "publish", *which)
        assert published.stdout == f"{name} is published in version 1.\n"
    listed = [line.split("\t")[:2] for line in installation.command("report", "list").stdout.splitlines()]
    assert listed == [
        ["factsheet 2025 4", "version 1"],
        ["year 2025", "version 1"],
        ["quarter 2025 4", "version 1"],
    ]
    assert len(installation.command("report", "list", "year").stdout.splitlines()) == 1
    out = installation.folder / "report.csv"
    installation.command("report", "show", "quarter", "2025", "4", "--out", str(out))
    lines = out.read_bytes().decode("utf-8-sig").splitlines()
    assert "Rapport;;;Titel;Banenafspraak, 4e kwartaal 2025" in lines
    [persons] = [line for line in lines if line.startswith("Kerncijfers;PERSONS;")]
    assert int(persons.rpartition(";")[2]) > 100
    for form, begins in (("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-"), ("ods", b"PK")):
        installation.command("report", "show", "year", "2025", "--format", form, "--out", str(out))
        assert out.read_bytes().startswith(begins)
    for arguments, status, says in WRONG:
        refused = installation.command("report", *arguments, check=False)
        assert (refused.returncode, refused.stdout) == (status, ""), arguments
        assert says in refused.stderr, arguments
        assert len(refused.stderr.splitlines()) == 1, arguments
