"""What the service says of a record stands in the log under the same name, and is hashed as `models.record` says."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from domain.errors import UnavailableError
from domain.roles import Role
from models.database import ServingPools
from models.record import COLUMN_SEPARATOR, HASHED, LINE, NOT_KEPT, Form
from tests.fixtures.disclosure_log import Owner

PERSON = 999900006
LOOK_UP = "select * from serve.{}_look_up($1, $2, $3, $4, $5, $6)"
QUOTAS = [10] * 5
SAID: dict[str, Any] = {
    "organisation_id": "90000012",
    "organisation": "Voorbeeld B.V.",
    "user_pseudonym": bytes([3]) * 16,
    "purpose": "EMPLOYEE",
    "fields": "Person.registered",
    "legal_basis": "Wfsv 38d lid 7",
    "operation": bytes([7]) * 32,
    "trace": bytes([8]) * 16,
    "subject": bytes([9]) * 16,
    "counted": "1",
    "decision": None,
    "rsin": "800000006",
    "user_id": bytes([13]) * 16,
}
FORMS = {column.name: column.form for column in (*HASHED, *NOT_KEPT)}


def written(name: str, value: Any) -> str:
    """A value as the columns say that it is written."""
    if value is None:
        return ""
    if FORMS[name] is Form.HEX:
        text: str = value.hex()
        return text
    if FORMS[name] is Form.MICROSECONDS:
        return str((value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1))
    return str(value)


def line(**changes: Any) -> str:
    said = {**SAID, **changes}
    return COLUMN_SEPARATOR.join(written(name, said[name]) for name in LINE)


async def recorded(owner: Owner) -> dict[str, Any]:
    """The only record."""
    [row] = await owner.fetch("select * from log.record")
    return dict(row)


def hashed(record: dict[str, Any], before: bytes = b"") -> bytes:
    text = COLUMN_SEPARATOR.join(written(column.name, record[column.name]) for column in HASHED)
    return sha256(before + text.encode()).digest()


async def test_the_log_keeps_these_columns_and_the_hash(owner: Owner) -> None:
    found = await owner.fetch(
        "select attname from pg_attribute where attrelid = 'log.record'::regclass and attnum > 0 and not attisdropped"
    )
    assert {row["attname"] for row in found} == {column.name for column in HASHED} | {"hash"}


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.SUWINET])
async def test_what_a_line_says_is_kept_under_its_name_and_hashed(
    owner: Owner, pools: ServingPools, role: Role
) -> None:
    statement = LOOK_UP.format(role.value.lower())
    await pools.logged(role, statement, line(), QUOTAS, None, str(PERSON), "2026-11-23")
    record = await recorded(owner)
    kept = {name: SAID[name] for name in LINE if name in record and name != "decision"}
    assert {name: record[name] for name in kept} == kept
    assert len(kept) == len(LINE) - len(NOT_KEPT) - 1
    assert (record["decision"], record["role"], record["number"]) == ("DISCLOSED", role.value, 1)
    assert (record["subject_count"], record["subjects_digest"]) == (1, None)
    assert record["hash"] == hashed(record)
    holder = SAID["rsin"] if role is Role.EMPLOYER else SAID["organisation_id"]
    assert {row["holder"] for row in await owner.fetch("select holder from log.consulted")} == {
        f"user {SAID['user_pseudonym'].hex()}",
        f"{role.value} {holder}",
    }


async def test_what_is_not_to_be_counted_is_not(owner: Owner, pools: ServingPools) -> None:
    await pools.logged(
        Role.SUWINET, LOOK_UP.format("suwinet"), line(counted=None), QUOTAS, None, str(PERSON), "2026-11-23"
    )
    assert await owner.fetch("select holder from log.consulted") == []


async def test_a_list_is_hashed_with_how_many_it_has_and_its_digest(owner: Owner, pools: ServingPools) -> None:
    many = bytes([1]) * 16 + bytes([2]) * 16
    await pools.logged(Role.EMPLOYER, "select serve.log_persons($1, $2, $3)", line(subject=None), many)
    record = await recorded(owner)
    assert (record["subject"], record["subject_count"], record["subjects_digest"]) == (None, 2, sha256(many).digest())
    assert record["hash"] == hashed(record)


async def test_the_decision_of_a_refusal_is_kept_and_counted_for_its_user(owner: Owner, pools: ServingPools) -> None:
    refusal = line(subject=None, counted=None, decision="FORBIDDEN")
    await pools.logged(Role.SUWINET, "select serve.record_refusals($1, $2, $3)", refusal, 10)
    record = await recorded(owner)
    assert (record["decision"], record["subject"], record["subject_count"]) == ("FORBIDDEN", None, 0)
    assert record["hash"] == hashed(record)
    [counted] = await owner.fetch("select holder, refused_in_hour from log.consulted")
    assert tuple(counted) == (f"user {SAID['user_pseudonym'].hex()}", 1)


async def test_a_citizen_is_known_by_the_subject_that_the_line_says(owner: Owner, pools: ServingPools) -> None:
    statement = (
        "select * from serve.citizen_disclosures($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    )
    nowhere = [None] * 8
    rest = (None, None, *nowhere, 10, False)
    own = line(counted=None)
    assert await pools.logged(Role.CITIZEN, statement, own, [SAID["subject"]], *rest) == []
    assert (await recorded(owner))["subject"] == SAID["subject"]
    for other in ("user_pseudonym", "trace"):
        with pytest.raises(UnavailableError):
            await pools.logged(Role.CITIZEN, statement, own, [SAID[other]], *rest)
    assert len(await owner.fetch("select from log.record")) == 1
