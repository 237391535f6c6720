"""With the password of a serving role: what nobody can write into the log, or leave out of it."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest

from domain.roles import Role
from models.database import ServingPools
from models.disclosure import DisclosureRecord, Quotas, lines
from models.pseudonyms import joined
from tests.conftest import Database
from tests.fixtures.audited import Audited
from tests.fixtures.disclosure_log import Owner, broken_links, size

LOOK_UP = "select * from serve.{}_look_up($1, $2, $3, $4, $5, $6)"
QUOTAS = list(Quotas(*[10**9] * 5))
BSNS = ["999900006", "999900018", "999900031"]
SUBJECTS = [bytes([0xAB, number]) * 8 for number in range(3)]
NOT_THEIRS = "the records are not those of the persons asked"
NOT_A_CALL = "a call of the log is not as it should be"


def record(**changes: Any) -> DisclosureRecord:
    usual = DisclosureRecord(
        "90000012", "Voorbeeld", bytes([0xCD]) * 16, "APPLICANT", "Person.registered", "Wfsv", bytes(32), bytes(16)
    )._replace(user_id=bytes([0xEF]) * 16)
    return usual._replace(**changes)


@pytest.fixture
async def attacker(database: Database) -> Any:
    """A connection of a serving role, made by hand, with a lane."""
    opened = []

    async def connect(role: Role = Role.EMPLOYER) -> tuple["asyncpg.Connection[asyncpg.Record]", int]:
        connection = await database.connection(role)
        opened.append(connection)
        return connection, await connection.fetchval("select serve.take_lane()")

    yield connect
    for connection in opened:
        await connection.close()


async def ask(attacker: Any, given: str, many: bytes | None, bsns: Sequence[str], quotas: Any = None) -> None:
    connection, lane = await attacker()
    days = ",".join(["2026-11-23"] * len(bsns))
    await connection.fetch(LOOK_UP.format("employer"), lane, given, quotas, many, ",".join(bsns), days)


ONE = record().line()
UNCOVERED = {
    "one record that names nobody for three": (ONE, b"", BSNS),
    "one record that names fewer": (ONE, joined(SUBJECTS[:2]), BSNS),
    "one record that names one of them three times": (ONE, SUBJECTS[0] * 3, BSNS),
    "one record that names more": (ONE, joined(SUBJECTS), BSNS[:2]),
    "a record a person, the last left out": (lines(record().line(one) for one in SUBJECTS[:2]), None, BSNS),
    "a record a person, one without": (lines(record().line(one) for one in [*SUBJECTS[:2], b""]), None, BSNS),
    "one person's name for two": (lines(record().line(one) for one in [SUBJECTS[0]] * 2), None, BSNS[:2]),
    "two names for one person": (lines(record().line(one) for one in SUBJECTS[:2]), None, [BSNS[0]] * 2),
    "as many names as persons, not one each": (
        lines(record().line(SUBJECTS[at]) for at in (0, 1, 1)),
        None,
        [BSNS[0], BSNS[0], BSNS[1]],
    ),
    "a record without anybody": (ONE, None, BSNS[:1]),
    "a list and a subject": (record().line(SUBJECTS[0]), SUBJECTS[1], BSNS[:1]),
    "two records with one list": (lines([ONE, ONE]), joined(SUBJECTS), BSNS),
    "a decision of one's own": (record().line(SUBJECTS[0], decision="FORBIDDEN"), None, BSNS[:1]),
    "a decision of one's own for a list": (record().line(decision="FORBIDDEN"), joined(SUBJECTS), BSNS),
    "the decision that is made": (record().line(SUBJECTS[0], decision="DISCLOSED"), None, BSNS[:1]),
    "columns left out": ("\x1f".join(ONE.split("\x1f")[:9]) + SUBJECTS[0].hex(), None, BSNS[:1]),
    "a column more": (record().line(SUBJECTS[0]) + "\x1f", None, BSNS[:1]),
    "a name of 130 kB": (record(organisation="x" * 130_000).line(SUBJECTS[0]), None, BSNS[:1]),
    "a hash that is none": (record(operation=b"").line(SUBJECTS[0]), None, BSNS[:1]),
}


@pytest.mark.parametrize("attack", UNCOVERED)
async def test_a_look_up_without_a_record_of_each_person_asked_is_refused(
    owner: Owner, attacker: Any, attack: str
) -> None:
    with pytest.raises(asyncpg.InvalidParameterValueError, match=NOT_THEIRS):
        await ask(attacker, *UNCOVERED[attack])
    assert await size(owner) == 0


CALLS: dict[str, tuple[str, bytes | None, Sequence[str], object]] = {
    "no line": ("", None, [], None),
    "a list that is cut": (ONE, SUBJECTS[0][:15], BSNS[:1], None),
    "a list of 50,001": (ONE, bytes(16 * 50_001), BSNS[:1], None),
    "1,001 lines": (lines([ONE] * 1_001), None, BSNS[:1] * 1_001, None),
    "a quota that is unknown": (record().line(SUBJECTS[0]), None, BSNS[:1], [None, 1, 1, 1, 1]),
    "a quota below nothing": (record().line(SUBJECTS[0]), None, BSNS[:1], [-1, 1, 1, 1, 1]),
    "four quotas": (record().line(SUBJECTS[0]), None, BSNS[:1], [1, 1, 1, 1]),
}


@pytest.mark.parametrize("call", CALLS)
async def test_a_call_out_of_bounds_is_refused(owner: Owner, attacker: Any, call: str) -> None:
    with pytest.raises(asyncpg.PostgresError, match=f"{NOT_A_CALL}|{NOT_THEIRS}"):
        await ask(attacker, *CALLS[call])
    assert await size(owner) == 0


async def test_a_look_up_of_nothing_at_all_is_refused(owner: Owner, attacker: Any) -> None:
    connection, lane = await attacker()
    for arguments in ((None,) * 5, (None, None, None, BSNS[0], "2026-11-23")):
        with pytest.raises(asyncpg.PostgresError):
            await connection.fetch(LOOK_UP.format("employer"), lane, *arguments)
    assert await size(owner) == 0


async def test_upper_case_a_list_out_of_order_and_one_named_twice_are_written_as_the_log_writes_them(
    audited: Audited, attacker: Any
) -> None:
    head, _, tail = record().line(SUBJECTS[2], counted=True).partition(SUBJECTS[2].hex())
    shouted = head.upper().replace("PERSON.REGISTERED", "Person.registered") + SUBJECTS[2].hex().upper() + tail
    await ask(attacker, shouted, None, BSNS[:1], QUOTAS)
    await ask(attacker, ONE, SUBJECTS[1] + SUBJECTS[0] + SUBJECTS[1], BSNS[:2], QUOTAS)
    connection, lane = await attacker()
    await connection.fetch(
        "select serve.log_persons($1, $2, $3)", lane, ONE.upper(), SUBJECTS[2] + SUBJECTS[1] + SUBJECTS[2]
    )
    spaced = record().line(SUBJECTS[0]).replace(SUBJECTS[0].hex(), " ".join(["ab00"] * 8))
    await ask(attacker, spaced, None, BSNS[:1])
    assert await broken_links(audited.owner) == []
    await audited.checkpoint()
    found = await audited.verify()
    assert found.intact, found.lines()
    assert found.records == 4
    counts = await audited.owner.fetch("select subject_count as n from log.record order by at")
    assert [row["n"] for row in counts] == [1, 2, 2, 1]
    holders = await audited.owner.fetch("select holder from log.consulted where holder like 'user%'")
    assert [row["holder"] for row in holders] == [f"user {'cd' * 16}"]


async def test_a_refusal_names_nobody_and_is_never_a_disclosure(owner: Owner, attacker: Any) -> None:
    connection, lane = await attacker()
    for line in (
        record().line(decision="DISCLOSED"),
        record().line(),
        record().line(SUBJECTS[0], decision="FORBIDDEN"),
        record().line(decision="forbidden or so"),
    ):
        with pytest.raises(asyncpg.InvalidParameterValueError, match=NOT_THEIRS):
            await connection.fetch("select serve.record_refusals($1, $2, 100)", lane, line)
    for most in (None, -1):
        with pytest.raises(asyncpg.InvalidParameterValueError, match=NOT_A_CALL):
            await connection.fetch(
                "select serve.record_refusals($1, $2, $3)", lane, record().line(decision="FORBIDDEN"), most
            )
    assert await size(owner) == 0


async def test_periods_need_a_record_of_the_person(owner: Owner, attacker: Any) -> None:
    connection, lane = await attacker(Role.SUWINET)
    periods = "select * from serve.suwinet_periods($1, $2, 999900006, date '2025-01-01', date '2025-12-31')"
    for line in (ONE, record().line(SUBJECTS[0], decision="FORBIDDEN"), lines([record().line(SUBJECTS[0])] * 2)):
        with pytest.raises(asyncpg.InvalidParameterValueError, match=NOT_THEIRS):
            await connection.fetch(periods, lane, line)
    assert await size(owner) == 0


async def test_a_citizen_reads_under_the_pseudonym_that_is_recorded(owner: Owner, attacker: Any) -> None:
    connection, lane = await attacker(Role.CITIZEN)
    read = "select * from serve.citizen_disclosures($1, $2, $3, " + "null, " * 10 + "50, false)"
    line = record().line(SUBJECTS[0])
    for known in ([SUBJECTS[1]], [SUBJECTS[1], SUBJECTS[0]], [], None, [None], [SUBJECTS[0]] * 256):
        with pytest.raises(asyncpg.InvalidParameterValueError, match=NOT_THEIRS):
            await connection.fetch(read, lane, line, known)
    assert await size(owner) == 0
    await connection.fetch(read, lane, line, SUBJECTS[:1])
    assert await size(owner) == 1


@pytest.mark.parametrize("weaker", ["off", "local", "remote_write"])
async def test_a_record_that_might_not_last_is_not_written(owner: Owner, attacker: Any, weaker: str) -> None:
    connection, lane = await attacker()
    await connection.execute(f"set synchronous_commit = {weaker}")
    look_up = (LOOK_UP.format("employer"), lane, record().line(SUBJECTS[0]), None, None, BSNS[0], "2026-11-23")
    for call in (look_up, ("select serve.log_persons($1, $2, $3)", lane, ONE, SUBJECTS[0])):
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError, match="durably or not at all"):
            await connection.fetch(*call)
    assert await size(owner) == 0


async def test_advisory_locks_that_a_role_takes_hold_up_no_lane(
    owner: Owner, pools: ServingPools, attacker: Any
) -> None:
    connection, _ = await attacker(Role.MONITOR)
    for key in range(1, 200):
        await connection.execute("select pg_advisory_lock(716349, $1)", key)
    held = await owner.fetch("select key from log.lane")
    for row in held:
        await connection.fetchval("select pg_try_advisory_lock($1)", row["key"])
    for role in Role:
        [row] = await pools.call(role, "select serve.take_lane() as lane")
        assert row["lane"]


async def test_an_organisation_has_one_quota_whichever_number_its_log_in_names(
    owner: Owner, pools: ServingPools
) -> None:
    for kvk, rsin in (("90000012", "890000001"), ("90000023", "890000001"), (None, "890000001")):
        await owner.execute(
            "insert into register.payroll (payroll_tax_number, kvk, rsin, delivery) values ($1, $2, $3, 1)",
            89000000101 + int(kvk or 1),
            kvk,
            rsin,
        )
    known = [
        record(organisation_id="90000012"),
        record(organisation_id="90000023"),
        record(organisation_id="890000001"),
    ]
    unknown = [record(organisation_id="90000034", rsin="890000025"), record(organisation_id="890000025")]
    for of in (*known, *unknown, record(organisation_id="90000099")):
        await pools.logged(
            Role.EMPLOYER, LOOK_UP.format("employer"),
            of.line(SUBJECTS[0], counted=True), QUOTAS, None, BSNS[0], "2026-11-23",
        )  # fmt: skip
    rows = await owner.fetch("select holder, in_hour from log.consulted where not per_user order by holder")
    assert [tuple(row) for row in rows] == [
        ("EMPLOYER 890000001", 3),
        ("EMPLOYER 890000025", 2),
        ("EMPLOYER 90000099", 1),
    ]
