"""Verification of what stands beside the records: lists of persons, and files of checkpoints."""

import re
from dataclasses import replace

import pytest

from models.audit.checkpoint_files import CheckpointFiles
from models.audit.checkpoints import CheckpointKeys, Head
from models.audit.findings import Fault
from tests.fixtures.audited import Audited


async def test_a_checkpoint_that_is_changed_is_named(sealed: Audited) -> None:
    lines = await sealed.lines()
    assert b'"1":[6,' in lines[0]
    sealed.write_lines([lines[0].replace(b'"1":[6,', b'"1":[5,'), lines[1]])
    found = await sealed.only_fault()
    assert (found.fault, found.number) == (Fault.CHECKPOINT_CHANGED, 1)
    assert re.match(r"checkpoints: line 1 of 20\d\d-\d\d.jsonl was changed", str(found))


async def test_a_last_checkpoint_that_is_changed_is_named(sealed: Audited) -> None:
    lines = await sealed.lines()
    sealed.write_lines([lines[0], lines[1].replace(b'"1":[7,', b'"1":[8,')])
    found = await sealed.only_fault()
    assert (found.fault, found.number) == (Fault.CHECKPOINT_CHANGED, 2)


async def test_a_checkpoint_with_only_a_space_more_is_named(sealed: Audited) -> None:
    lines = await sealed.lines()
    sealed.write_lines([lines[0], lines[1] + b" "])
    assert (await sealed.only_fault()).fault is Fault.CHECKPOINT_CHANGED


@pytest.mark.parametrize("gone", [0, 1])
async def test_a_checkpoint_that_is_removed_is_named(sealed: Audited, gone: int) -> None:
    await sealed.checkpoint()
    lines = await sealed.lines()
    assert len(lines) == 3
    sealed.write_lines([line for place, line in enumerate(lines) if place != gone])
    found = await sealed.only_fault()
    assert (found.fault, found.number) == (Fault.CHECKPOINT_MISSING, gone + 1)
    assert "lines are missing" in str(found)


async def test_checkpoints_signed_with_another_key_are_named(sealed: Audited) -> None:
    foreign = CheckpointFiles(sealed.files.directory, CheckpointKeys({1: bytes(32)}, 1))
    head = await sealed.owner.fetchrow("select number, hash from log.lane")
    foreign.append(1_000.0, {1: Head(head["number"], head["hash"])})
    await sealed.checkpoint()
    found = await sealed.only_fault()
    assert (found.fault, found.number) == (Fault.CHECKPOINT_KEY, 3)
    assert "is signed with another key" in str(found)


async def test_a_checkpoint_that_its_writer_could_not_finish_is_passed_over(sealed: Audited) -> None:
    [file] = sealed.files.directory.glob("*.jsonl")
    with file.open("ab") as stream:
        stream.write(b'{"at":"2026-')
    found = await sealed.verify()
    assert found.intact
    assert f"checkpoints: line 3 of {file.name} is unfinished; its writer was stopped" in found.lines()
    await sealed.checkpoint()
    found = await sealed.verify()
    assert found.intact
    assert found.uncovered == 0
    assert found.notices.lines() == [f"checkpoints: line 3 of {file.name} is unfinished; its writer was stopped"]


async def test_retired_keys_still_verify(sealed: Audited) -> None:
    both = CheckpointKeys({1: b"only for tests, not a secret key", 2: bytes(32)}, 2)
    rotated = replace(sealed, files=CheckpointFiles(sealed.files.directory, both))
    await sealed.consult(1)
    sealed.checkpointer._turn.end()
    await rotated.checkpoint()
    assert (await rotated.verify()).intact
    assert [one.fault for one in await sealed.faults()] == [Fault.CHECKPOINT_CHANGED]  # who lacks the new key


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("delete from log.subject where ctid in (select ctid from log.subject limit 3)", "3 persons of 8 were removed"),
        ("delete from log.subject", "8 persons of 8 were removed from its list"),
        (
            "insert into log.subject select at, lane, number, sha256('')::bytea from log.subject limit 1",
            "1 person was added to its list of 8",
        ),
        (
            "update log.subject set subject = '\\x00' where ctid in (select ctid from log.subject limit 1)",
            "persons in its list of 8 were changed",
        ),
    ],
)
async def test_a_list_of_persons_that_is_changed_is_named(sealed: Audited, statement: str, told: str) -> None:
    await sealed.tamper(statement)
    found = await sealed.only_fault()
    assert (found.fault, found.lane, found.number) == (Fault.SUBJECTS, 1, 7)
    assert re.search(rf"record 7 \(.*\): {told}", str(found))


async def test_persons_listed_for_a_record_that_has_no_list_are_named(sealed: Audited) -> None:
    await sealed.tamper(
        "insert into log.subject select at, lane, number, subject from log.record where number = 3",
        "insert into log.subject select at, lane, number + 100, subject from log.record where number = 3",
        "insert into log.subject select at - interval '1 s', lane, number, subject from log.record where number = 3",
    )
    told = [str(one) for one in await sealed.faults()]
    assert [re.sub(r" \(.*\)", "", one) for one in told] == [
        "lane 1: record 3: 1 person stands in log.subject for it, but there is no such record",
        "lane 1: record 3: 1 person was added though it has no list",
        "lane 1: record 103: 1 person stands in log.subject for it, but there is no such record",
    ]
