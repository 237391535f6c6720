"""Verification of the disclosure log, after a superuser did what a superuser can do to it."""

import asyncio
import re
from dataclasses import replace

import asyncpg
import pytest

from domain.roles import Role
from models.audit.findings import Fault
from models.audit.verification import LogBusyError, undisturbed
from tests.conftest import Database
from tests.fixtures.audited import PERSONS, Audited

CHANGE = "update log.record set purpose = 'ASSESSMENT' where lane = 1 and number = {}"


async def test_an_empty_log_is_intact(audited: Audited) -> None:
    found = await audited.verify()
    assert found.intact
    assert "There are no records." in found.lines()


async def test_an_honest_log_is_intact_and_its_uncovered_window_is_told(sealed: Audited) -> None:
    await sealed.consult(2, Role.ASSESSOR, organisation='Één "café" \U0001f600 \' \\ %s')
    await sealed.consult_list([], Role.SUWINET)
    await sealed.refuse("FORBIDDEN")
    found = await sealed.verify()
    assert found.findings.shown == []
    assert (found.records, found.lanes, found.subjects, found.checkpoints) == (14, 3, 8, 2)
    since = await sealed.owner.fetchval("select at from log.record where lane = 1 and number = 8")
    assert found.uncovered == 7
    assert f"No checkpoint covers 7 records yet, written since {since:%Y-%m-%d %H:%M:%S.%f} UTC" in found.lines()[-2]
    await sealed.checkpoint()
    found = await sealed.verify()
    assert found.uncovered == 0
    assert found.lines()[-2].startswith("Checkpoints cover every record; the last is of 20")


async def test_a_changed_record_is_named(sealed: Audited) -> None:
    await sealed.tamper(CHANGE.format(4))
    found = await sealed.only_fault()
    at = await sealed.owner.fetchval("select at from log.record where lane = 1 and number = 4")
    assert (found.fault, found.lane, found.number) == (Fault.CHANGED, 1, 4)
    assert str(found).startswith(f"lane 1: record 4 ({at:%Y-%m-%d %H:%M:%S.%f} UTC) was changed")


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "decision = 'FORBIDDEN'",
        "role = 'AUDITOR'",
        "organisation_id = organisation_id || '0'",
        "organisation = ''",
        "user_pseudonym = '\\x00000000000000000000000000000000'",
        "subject = '\\x00000000000000000000000000000000'",
        "subject = null",
        "subject_count = 0",
        "subjects_digest = sha256('')",
        "fields = 'Person.registered'",
        "legal_basis = ''",
        "operation = '\\x'",
        "trace = '\\x00000000000000000000000000000000'",
        "hash = sha256('')",
        "hash = '\\x'",
    ],
)
async def test_no_column_can_be_changed_unseen(audited: Audited, change: str) -> None:
    await audited.consult(3)
    await audited.tamper(f"update log.record set {change} where number = 2")
    assert 2 in {one.number for one in await audited.faults() if one.fault is Fault.CHANGED}


async def test_a_record_that_is_changed_with_its_own_hash_is_named(sealed: Audited) -> None:
    await sealed.tamper(CHANGE.format(4))
    await sealed.rehash(4, 4)
    found = await sealed.only_fault()
    assert found.fault is Fault.CHANGED
    assert re.search(r"record 5 \(.*\) was changed, or record 4 \(.*\) with a new hash", str(found))


async def test_a_checkpoint_of_just_that_record_tells_which_of_the_two_it_was(sealed: Audited) -> None:
    await sealed.tamper(CHANGE.format(6))
    await sealed.rehash(6, 6)
    found = await sealed.only_fault()
    assert (found.fault, found.number) == (Fault.REBUILT, 1)
    assert "one of the records 1 to 6 was changed" in str(found)
    assert "another hash for record 6" in str(found)


async def test_a_chain_that_is_rebuilt_after_a_checkpoint_is_named(sealed: Audited) -> None:
    await sealed.tamper(CHANGE.format(7))
    await sealed.rehash(7, 10)
    await sealed.fix_head()
    found = await sealed.only_fault()
    assert (found.fault, found.lane, found.number) == (Fault.REBUILT, 1, 7)
    assert re.search(r"record 7 \(.*\) was changed and its hash made again, after the checkpoint of 20", str(found))


async def test_what_no_checkpoint_covers_can_be_rebuilt_and_is_told_to_be_uncovered(sealed: Audited) -> None:
    await sealed.tamper(CHANGE.format(9))
    await sealed.rehash(9, 10)
    await sealed.fix_head()
    found = await sealed.verify()
    assert found.intact
    assert found.uncovered == 3


async def test_a_removed_record_is_named(sealed: Audited) -> None:
    await sealed.tamper("delete from log.record where number = 3")
    found = await sealed.only_fault()
    assert (found.fault, found.number) == (Fault.MISSING, 3)
    assert re.fullmatch(r"lane 1: record 3 is missing after record 2 \(.*\)", str(found))


async def test_the_first_records_of_a_lane_can_not_be_removed(sealed: Audited) -> None:
    await sealed.tamper("delete from log.record where number < 5")
    assert str(await sealed.only_fault()) == "lane 1: records 1 to 4 are missing"


async def test_a_removed_record_whose_gap_is_closed_is_named(sealed: Audited) -> None:
    await sealed.tamper(
        "delete from log.record where number = 8", "update log.record set number = number - 1 where number > 8"
    )
    await sealed.fix_head()
    first, second = await sealed.faults()
    assert (first.fault, first.number) == (Fault.CHANGED, 8)
    assert (second.fault, second.number) == (Fault.CHANGED, 9)


async def test_a_record_inserted_under_a_number_that_is_taken_is_named(sealed: Audited) -> None:
    columns = "decision, role, organisation_id, organisation, user_pseudonym, subject, subject_count, purpose"
    more = "fields, legal_basis, operation, trace, hash"
    await sealed.tamper(
        f"""insert into log.record (lane, number, at, {columns}, {more})
        select lane, number, at + interval '1 microsecond', {columns}, {more} from log.record where number = 3"""
    )
    found = await sealed.only_fault()
    at = await sealed.owner.fetchval("select max(at) from log.record where number = 3")
    assert (found.fault, found.number) == (Fault.INSERTED, 3)
    assert f"record 3 ({at:%Y-%m-%d %H:%M:%S.%f} UTC) was inserted" in str(found)


async def test_a_record_inserted_with_its_own_hash_is_named_and_the_chain_goes_on_from_the_true_one(
    sealed: Audited,
) -> None:
    columns = "role, organisation_id, organisation, user_pseudonym, subject, subject_count, purpose"
    more = "fields, legal_basis, operation, trace"
    await sealed.tamper(
        f"""insert into log.record (lane, number, at, decision, {columns}, {more}, hash)
        select lane, number, at - interval '1 microsecond', 'X', {columns}, {more}, sha256(
            sha256((select hash from log.record where number = 2)) || convert_to(concat_ws(E'\\x1f', lane, number,
                (extract(epoch from at) * 1000000)::bigint - 1, 'X', role, organisation_id, organisation,
                encode(user_pseudonym, 'hex'), encode(subject, 'hex'), subject_count, '', purpose, fields, legal_basis,
                encode(operation, 'hex'), encode(trace, 'hex')), 'UTF8'))
        from log.record where number = 3"""
    )
    found = await sealed.only_fault()
    assert (found.fault, found.number) == (Fault.INSERTED, 3)
    assert re.search(r"record 3 \(.*\) was inserted, or its time changed: it stands after record 3 \(", str(found))


async def test_a_record_inserted_at_the_end_is_beyond_the_head(sealed: Audited) -> None:
    columns = "at, decision, role, organisation_id, organisation, user_pseudonym, subject, subject_count, purpose"
    more = "fields, legal_basis, operation, trace"
    await sealed.tamper(
        f"""insert into log.record (lane, number, {columns}, {more}, hash)
        select lane, 11, {columns}, {more}, hash from log.record where number = 10"""
    )
    await sealed.rehash(11, 11)
    found = await sealed.only_fault()
    assert (found.fault, found.number) == (Fault.HEAD, 10)
    assert re.search(r"its head says 10, but its last is record 11 \(.*\): .*inserted", str(found))


@pytest.fixture
async def batched(audited: Audited) -> Audited:
    """Two calls: records 1 to 8, then 9; a checkpoint after 8."""
    await audited.together(8)
    await audited.checkpoint()
    await audited.consult(1)
    calls = await audited.owner.fetch("select count(*) as records from log.record group by at order by at")
    assert [row["records"] for row in calls] == [8, 1]
    return audited


async def test_a_changed_record_among_others_of_one_call_is_named(batched: Audited) -> None:
    assert (await batched.verify()).intact
    await batched.tamper(CHANGE.format(4), CHANGE.format(6))
    first, second = await batched.faults()
    assert [(one.fault, one.number) for one in (first, second)] == [(Fault.CHANGED, 4), (Fault.CHANGED, 6)]
    assert str(first).endswith("was changed: its hash is not that of its values")


async def test_one_of_a_call_that_is_changed_with_its_own_hash_is_seen_by_the_next_call(audited: Audited) -> None:
    await audited.together(8)
    await audited.consult(1)
    await audited.tamper(CHANGE.format(4))
    await audited.rehash(4, 4)
    found = await audited.only_fault()
    assert (found.fault, found.number) == (Fault.CHANGED, 9)
    assert re.search(r"record 9 \(.*\) was changed, or one of records 1 to 8 \(.*\) with a new hash", str(found))


async def test_one_of_a_call_that_is_changed_with_its_own_hash_is_seen_by_its_checkpoint(batched: Audited) -> None:
    await batched.tamper(CHANGE.format(4))
    await batched.rehash(4, 9)
    await batched.fix_head()
    found = await batched.only_fault()
    assert (found.fault, found.number) == (Fault.REBUILT, 1)
    assert "one of the records 1 to 8 was changed and the chain rebuilt" in str(found)


@pytest.mark.parametrize("number", [1, 5, 8])
async def test_a_record_removed_from_a_call_is_named(batched: Audited, number: int) -> None:
    await batched.tamper(f"delete from log.record where number = {number}")
    found = await batched.only_fault()
    assert (found.fault, found.number) == (Fault.MISSING, number)


async def test_a_record_added_to_a_call_is_named(batched: Audited) -> None:
    columns = "decision, role, organisation_id, organisation, user_pseudonym, subject, subject_count, purpose"
    more = "fields, legal_basis, operation, trace"
    await batched.tamper(
        f"""insert into log.record (lane, number, at, {columns}, {more}, hash)
        select lane, 9, at, {columns}, {more}, '\\x' from log.record where number = 8"""
    )
    await batched.rehash(9, 9)
    assert {(one.lane, one.number) for one in await batched.faults()} >= {(1, 9)}


@pytest.mark.parametrize("number", [0, -1])
async def test_a_record_inserted_before_the_first_is_named(sealed: Audited, number: int) -> None:
    await sealed.tamper(
        f"""insert into log.record select lane, {number}, at, decision, role, organisation_id, organisation,
            user_pseudonym, subject, subject_count, subjects_digest, purpose, fields, legal_basis, operation, trace,
            hash
        from log.record where number = 1"""
    )
    found = await sealed.only_fault()
    assert (found.fault, found.number) == (Fault.INSERTED, number)


async def test_a_tail_that_is_cut_off_is_named(sealed: Audited) -> None:
    await sealed.tamper("delete from log.record where number > 8")
    found = await sealed.only_fault()
    assert (found.fault, found.number) == (Fault.CUT_OFF, 9)
    assert re.search(r"records 9 to 10 are missing at the end after record 8 \(.*\): the lane's head knows", str(found))


async def test_a_tail_that_is_cut_off_together_with_the_head_is_named_by_the_checkpoint(sealed: Audited) -> None:
    await sealed.tamper("delete from log.record where number > 5")
    await sealed.fix_head()
    found = [one for one in await sealed.faults() if one.fault is not Fault.SUBJECTS]
    assert [(one.fault, one.number) for one in found] == [(Fault.CUT_OFF, 6)]
    assert re.search(r"records 6 to 7 are missing at the end .*: the checkpoint of 20.* knows record 7", str(found[0]))


async def test_a_tail_that_is_cut_off_and_grown_again_is_named(sealed: Audited) -> None:
    await sealed.tamper("delete from log.record where number > 5", "delete from log.subject")
    await sealed.fix_head()
    await sealed.consult(4)
    await sealed.checkpoint()
    found = await sealed.only_fault()
    assert (found.fault, found.number) == (Fault.REBUILT, 1)
    assert "which has another hash for record 6" in str(found)


async def test_a_whole_lane_that_is_removed_is_named(sealed: Audited) -> None:
    await sealed.tamper("delete from log.record", "delete from log.subject", "delete from log.lane")
    assert str(await sealed.only_fault()).startswith(
        "lane 1: records 1 to 7 are missing at the end: the checkpoint of 20"
    )


async def test_a_head_that_is_deleted_is_named(sealed: Audited) -> None:
    await sealed.tamper("delete from log.lane")
    assert str(await sealed.only_fault()) == "lane 1: log.lane doesn't know this lane: its head was deleted"


async def test_a_head_that_is_moved_back_is_named(sealed: Audited) -> None:
    await sealed.tamper("update log.lane set (number, hash) = (select number, hash from log.record where number = 9)")
    found = await sealed.only_fault()
    assert (found.fault, found.number) == (Fault.HEAD, 9)
    assert "its head says 9, but its last is record 10" in str(found)


async def test_a_head_with_another_hash_is_named(sealed: Audited) -> None:
    await sealed.tamper("update log.lane set hash = sha256('')")
    assert str(await sealed.only_fault()) == "lane 1: the hash of its head is not that of record 10"


async def test_a_value_that_holds_what_parts_values_is_tampering_though_its_hash_is_right(audited: Audited) -> None:
    await audited.consult(2)
    await audited.tamper(
        "update log.record set organisation_id = split_part(organisation_id || E'\\x1f' || organisation, 'x', 1),"
        " organisation = purpose, purpose = fields, fields = legal_basis, legal_basis = 'x' where number = 2"
    )
    await audited.rehash(2, 2)
    await audited.fix_head()
    found = await audited.only_fault()
    assert (found.fault, found.number) == (Fault.CHANGED, 2)
    assert "a value holds the character 31" in str(found)


async def test_times_that_are_no_times_are_named_and_do_not_stop_it(audited: Audited) -> None:
    await audited.consult(2)
    await audited.tamper("update log.record set at = 'infinity' where number = 2")
    found = await audited.only_fault()
    assert (found.fault, found.number) == (Fault.CHANGED, 2)
    assert "record 2 (no time at all) was changed" in str(found)


async def test_each_lane_is_judged_by_itself(sealed: Audited) -> None:
    await sealed.consult(4, Role.ASSESSOR)
    await sealed.checkpoint()
    await sealed.tamper("update log.record set purpose = '' where lane = 2 and number = 2", CHANGE.format(9))
    assert [(one.lane, one.number) for one in await sealed.faults()] == [(1, 9), (2, 2)]


async def test_of_many_equal_faults_the_first_are_told_and_the_others_counted(audited: Audited) -> None:
    await audited.consult(30)
    await audited.tamper("update log.record set purpose = 'X' where number > 3")
    found = await audited.verify()
    assert found.findings.count == 27
    assert found.findings.shown[0].number == 4
    assert found.lines()[20] == "lane 1: 7 more of the same (changed)"
    assert found.lines()[-1] == "The log is NOT intact: 27 faults."


async def test_an_honest_log_is_intact_whenever_it_is_looked_at_while_the_service_writes(
    sealed: Audited, database: Database
) -> None:
    verifier = replace(sealed, owner=await asyncpg.connect(database.owner))
    stop, written = asyncio.Event(), asyncio.Event()

    async def serve() -> None:
        while not stop.is_set():
            await asyncio.gather(*(sealed.consult(3, role) for role in (Role.SUWINET, Role.ASSESSOR)))
            await sealed.consult_list(PERSONS)
            await sealed.checkpoint()
            written.set()

    serving = asyncio.create_task(serve())
    records = []
    for _ in range(10):
        found = await verifier.verify()
        assert found.findings.shown == []
        records.append(found.records)
        written.clear()
        await written.wait()
    stop.set()
    await serving
    await verifier.owner.close()
    assert records[-1] > records[0] >= 10


async def test_two_may_verify_at_once_but_nobody_drops_meanwhile(sealed: Audited, database: Database) -> None:
    other = await asyncpg.connect(database.owner)
    async with undisturbed(other):
        assert (await sealed.verify()).intact
        with pytest.raises(LogBusyError):
            async with undisturbed(sealed.owner, alone=True):
                pass
    await other.close()
