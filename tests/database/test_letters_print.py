"""`letters print`: each letter on paper goes to the print service once, dated by its print run, whatever happens."""

import asyncio
import json
import re
import stat
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.bsn import Bsn
from domain.letters import LetterChannel
from models import paper
from models.cases import StoredLetter
from models.imports.connection import Connection as Owner
from server import print_runs
from server.commands import letters as command
from server.commands.letters import print_letters
from server.database import Database as Place
from server.errors import CommandError
from server.print_runs import PrintRun
from server.public_holidays import is_public_holiday
from tests.conftest import Database
from tests.fixtures.letters import BSN, every_letter
from tests.fixtures.pdf_text import TaggedPdf, squeezed
from tests.fixtures.stored_letters import store

DAY = date(2026, 12, 1)


async def run(database: Database, out: Path) -> None:
    await print_letters(Place(database.owner), out, DAY, is_public_holiday)


def published(out: Path) -> list[Path]:
    return sorted(path for path in out.iterdir() if not path.name.startswith("."))


def hidden(out: Path) -> list[Path]:
    return [path for path in out.iterdir() if path.name.startswith(".") and path.name != ".lock"]


def printed(out: Path) -> list[str]:
    """The ids of the letters in all manifests, in order."""
    return [line["letter"] for folder in published(out) for line in manifest(folder)["letters"]]


def manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text())


async def printed_on(owner: Owner) -> dict[UUID, date | None]:
    return {row["id"]: row["printed_on"] for row in await owner.fetch("select id, printed_on from cases.letter")}


async def test_a_letter_is_printed_with_the_day_of_the_run_and_addressed_by_the_manifest_alone(
    database: Database, owner: Owner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = await store(owner), await store(owner, bsn=Bsn("123456782"), minutes=1)
    out = tmp_path / "spool" / "letters"
    await run(database, out)
    [folder] = published(out)
    assert re.fullmatch(r"2026-12-01-[0-9a-f]{8}", folder.name)
    assert sorted(path.name for path in folder.iterdir() if path.name != ".transaction") == [
        "brief-00001.pdf", "brief-00002.pdf", "manifest.json",
    ]  # fmt: skip
    file = (folder / "brief-00001.pdf").read_bytes()
    assert manifest(folder)["printed_on"] == "2026-12-01"
    assert manifest(folder)["letters"][0] == {
        "file": "brief-00001.pdf",
        "letter": str(first.id),
        "sha256": sha256(file).hexdigest(),
        "bsn": "999990019",
    }
    assert manifest(folder)["letters"][1]["bsn"] == "123456782"
    said = TaggedPdf(file).text
    assert squeezed("1 december 2026") in said
    assert squeezed("Dat kan tot en met 12 januari 2027.") in said
    assert await printed_on(owner) == {first.id: DAY, second.id: DAY}
    assert [stat.S_IMODE(path.stat().st_mode) for path in (out, folder)] == [0o700, 0o700]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    told = capsys.readouterr()
    assert told.out == f"2 letters printed into {out}\n"
    assert "999990019" not in told.out + told.err


async def test_a_letter_is_printed_once_and_only_if_it_goes_on_paper_to_someone_alive(
    database: Database, owner: Owner, tmp_path: Path
) -> None:
    dead = Bsn("123456782")
    await owner.execute("insert into register.delivery (counts) values ('{}')")
    await owner.execute(
        "insert into register.event (bsn, kind, day, delivery)"
        " select $1, 'DEATH', '2026-11-27', max(id) from register.delivery",
        dead.number,
    )
    on_paper = await store(owner)
    await store(owner, channel=LetterChannel.PORTAL)
    to_the_dead = await store(owner, bsn=dead)
    await run(database, tmp_path)
    assert printed(tmp_path) == [str(on_paper.id)]
    assert (await printed_on(owner))[to_the_dead.id] is None
    await run(database, tmp_path)
    assert printed(tmp_path) == [str(on_paper.id)]
    assert hidden(tmp_path) == []


async def test_many_letters_go_in_several_runs_each_letter_in_one(
    database: Database, owner: Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "MOST", 2)
    wanted = [str((await store(owner, minutes=minute)).id) for minute in range(5)]
    await run(database, tmp_path)
    assert len(published(tmp_path)) == 3
    assert sorted(printed(tmp_path)) == sorted(wanted)


async def test_a_letter_that_cant_be_typeset_waits_and_holds_up_no_other(
    database: Database, owner: Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.typesetting._NOT_SHOWN", re.compile("(?!)"))
    broken = await store(owner, every_letter("Geheim 😀")["receipt"])
    good = await store(owner, minutes=1)
    with pytest.raises(CommandError, match=f"^1 letter could not be typeset and will wait: {broken.id}.$"):
        await run(database, tmp_path)
    assert printed(tmp_path) == [str(good.id)]
    assert await printed_on(owner) == {broken.id: None, good.id: DAY}
    monkeypatch.undo()
    await run(database, tmp_path)
    assert sorted(printed(tmp_path)) == sorted([str(good.id), str(broken.id)])


@pytest.mark.parametrize("committed", [True, False])
async def test_a_run_that_was_cut_off_is_finished_or_done_again(
    database: Database, owner: Owner, tmp_path: Path, committed: bool
) -> None:
    letter = await store(owner)
    cut_off = PrintRun.begin(tmp_path, DAY)
    marking = owner.transaction()
    await marking.start()
    cut_off.add(letter, b"%PDF of the first run")
    cut_off.seal(DAY, await paper.mark_printed(owner, [letter.id], DAY))
    await (marking.commit() if committed else marking.rollback())
    await run(database, tmp_path)
    [folder] = published(tmp_path)
    assert ((folder / "brief-00001.pdf").read_bytes() == b"%PDF of the first run") is committed
    assert printed(tmp_path) == [str(letter.id)]
    assert hidden(tmp_path) == []
    assert await printed_on(owner) == {letter.id: DAY}


async def test_a_run_that_was_killed_while_it_wrote_leaves_nothing(
    database: Database, owner: Owner, tmp_path: Path
) -> None:
    letter = await store(owner)
    PrintRun.begin(tmp_path, DAY).add(letter, b"%PDF half")
    await run(database, tmp_path)
    assert printed(tmp_path) == [str(letter.id)]
    assert hidden(tmp_path) == []


async def test_a_run_whose_outcome_nobody_knows_is_left_for_a_person_to_judge(
    database: Database, owner: Owner, tmp_path: Path
) -> None:
    letter = await store(owner)
    unknown = PrintRun.begin(tmp_path, DAY)
    unknown.add(letter, b"%PDF")
    marking = owner.transaction()
    await marking.start()
    unknown.seal(DAY, await paper.mark_printed(owner, [letter.id], DAY))  # and still in progress
    with pytest.raises(CommandError, match=r"compare its manifest with cases\.letter\.printed_on"):
        await run(database, tmp_path)
    assert len(hidden(tmp_path)) == 1
    assert published(tmp_path) == []
    await marking.rollback()


async def test_a_run_that_fails_leaves_no_letter_marked_and_no_file(
    database: Database, owner: Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = await store(owner)

    def full(_run: PrintRun, _letter: StoredLetter, _file: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(PrintRun, "add", full)
    with pytest.raises(OSError, match="No space left"):
        await run(database, tmp_path)
    assert hidden(tmp_path) == published(tmp_path) == []
    assert await printed_on(owner) == {letter.id: None}


async def test_two_runs_side_by_side_print_each_letter_once(database: Database, owner: Owner, tmp_path: Path) -> None:
    wanted = {str((await store(owner, minutes=minute)).id) for minute in range(6)}
    await asyncio.gather(run(database, tmp_path / "a"), run(database, tmp_path / "b"))
    found = [*printed(tmp_path / "a"), *printed(tmp_path / "b")]
    assert (set(found), len(found)) == (wanted, 6)


async def test_one_directory_is_written_by_one_run_at_a_time(database: Database, owner: Owner, tmp_path: Path) -> None:
    await store(owner)
    with print_runs.alone(tmp_path), pytest.raises(CommandError, match="wait until it is done"):
        await run(database, tmp_path)
    assert published(tmp_path) == []
    assert BSN.value not in "".join(path.name for path in tmp_path.rglob("*"))
