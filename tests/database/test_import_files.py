from pathlib import Path
from typing import Any

import pytest

from models.imports import ImportRefusedError, Silence, import_directory
from tests.fixtures.deliveries import (
    ANNA,
    BERT,
    GOOD,
    HEADERS,
    Load,
    everything,
    lines,
    listed,
    put,
    write,
)


class Notes(Silence):
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


async def test_an_unusual_but_valid_file_loads(owner: Any, tmp_path: Path, rejects: Path) -> None:
    directory = write(tmp_path / "delivery", {"persons": [f'"{ANNA}",', f"{BERT},", "", ""]}, end="\r\n")
    grounds = f'\ufeff{HEADERS["grounds"]}\n{ANNA},WAJONG,2020-01-01,,"a ""quote"", \\N and a comma"\nx,,,,\n'
    put(directory / "grounds.csv", grounds.encode())
    put(directory / "notes.csv", b"not ours")
    progress = Notes()

    report = await import_directory(owner, directory, skip_invalid=True, rejects=rejects, progress=progress)

    assert report.read == {"persons.csv": 2, "grounds.csv": 1}
    assert listed(rejects) == ["grounds.csv,3,bsn,malformed value"]
    assert await owner.fetchval("select end_reason from register.ground") == 'a "quote", \\N and a comma'
    assert progress.notes == ["notes.csv is not an import file and was not read."]


FAULTS: dict[str, tuple[bytes | None, str]] = {
    "another header": (b"bsn,born\n", "persons.csv: the first line must be bsn,birth_date"),
    "an empty file": (b"", "persons.csv: the first line must be bsn,birth_date"),
    "Latin-1": (b"bsn,birth_date\n999900006,\n999900018,\xe9\n", "persons.csv line 3 is not UTF-8"),
    "a character cut off": (b"bsn,birth_date\n999900006,\xc3", "persons.csv line 2 is not UTF-8"),
    "a NUL byte": (b"bsn,birth_date\n999900006,\n\n9999\x0000018,\n", "persons.csv line 4 has a NUL byte"),
    "quotes that don't end": (b'bsn,birth_date\n999900006,"\n999900018,\n', "persons.csv line 2: a quoted value"),
    "nothing at all": (None, "has none of persons.csv, organisations.csv"),
}


@pytest.mark.parametrize("case", FAULTS)
async def test_a_file_that_cant_be_read_refuses_the_import(
    case: str, owner: Any, load: Load, tmp_path: Path, rejects: Path
) -> None:
    await load(GOOD)
    before = await everything(owner)
    content, message = FAULTS[case]
    directory = write(tmp_path / "delivery", {})
    if content is not None:
        put(directory / "persons.csv", content)

    with pytest.raises(ImportRefusedError, match=message) as refused:
        await import_directory(owner, directory, skip_invalid=True, rejects=rejects, progress=Silence())

    assert "9999" not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert await everything(owner) == before


async def test_a_directory_that_isnt_there_is_named(owner: Any, tmp_path: Path, rejects: Path) -> None:
    with pytest.raises(ImportRefusedError, match="No such file or directory"):
        await import_directory(owner, tmp_path / "no", skip_invalid=False, rejects=rejects, progress=Silence())


async def test_the_list_of_rejects_never_replaces_a_file_to_import(owner: Any, tmp_path: Path) -> None:
    directory = write(tmp_path / "delivery", GOOD)

    with pytest.raises(ImportRefusedError, match="--rejects"):
        await import_directory(
            owner, directory, skip_invalid=True, rejects=directory / "persons.csv", progress=Silence()
        )

    assert lines(directory / "persons.csv")[0] == "bsn,birth_date"


async def test_a_value_too_large_for_the_reader_is_one_bad_row(load: Load, rejects: Path) -> None:
    report = await load({"persons": [f"{ANNA},{'9' * 200_000}", f"{BERT},"]}, skip_invalid=True)

    assert report.read == {"persons.csv": 1}
    assert listed(rejects) == ["persons.csv,2,,malformed value"]
