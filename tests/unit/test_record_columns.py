"""A record's columns are said once: what writes a line, and what hashes a record again, go by them."""

import re
from collections.abc import Callable
from hashlib import sha256

from migrations.functions import files
from models.audit.records import IN_ORDER, record_of
from models.disclosure import DisclosureRecord, lines
from models.record import COLUMN_SEPARATOR, HASHED, LINE, LINE_SEPARATOR, NOT_KEPT, Form

GIVEN = {
    "organisation_id": "90000012",
    "organisation": "Voorbeeld B.V.",
    "user": bytes([3]) * 16,
    "purpose": "EMPLOYEE",
    "fields": "Person.registered",
    "legal_basis": "Wfsv 38d lid 7",
    "operation": bytes([7]) * 32,
    "trace": bytes([8]) * 16,
    "rsin": "800000006",
    "user_id": bytes([13]) * 16,
}


def test_a_line_has_the_columns_in_their_order() -> None:
    line = DisclosureRecord(**GIVEN).line(bytes([9]) * 16, counted=True, decision="FORBIDDEN")  # type: ignore[arg-type]
    wanted: dict[str, object] = {**GIVEN, "subject": bytes([9]) * 16, "counted": "1", "decision": "FORBIDDEN"}
    wanted["user_pseudonym"] = wanted.pop("user")
    found = dict(zip(LINE, line.split(COLUMN_SEPARATOR), strict=True))
    assert found == {name: value.hex() if isinstance(value, bytes) else value for name, value in wanted.items()}


def test_what_is_not_there_is_written_as_nothing() -> None:
    line = DisclosureRecord("", "", b"", "", "", "", b"", b"").line()
    assert line.split(COLUMN_SEPARATOR) == [""] * len(LINE)
    assert lines([line, line]).split(LINE_SEPARATOR) == [line, line]


def test_the_places_of_a_line_are_counted_without_a_gap() -> None:
    places = [column.place for column in (*HASHED, *NOT_KEPT) if column.place is not None]
    assert sorted(places) == [*range(1, len(LINE) + 1)]


def test_the_function_that_reads_a_line_says_the_same_columns() -> None:
    comment = " ".join(re.findall(r"^-- (.*)$", files()["log.append"], re.MULTILINE))
    [said] = re.findall(r"what models/record\.py says: (.*?)\. The", comment)
    assert tuple(re.sub(r" \(.*?\)", "", said).split(", ")) == LINE


def test_a_record_is_hashed_with_each_column_in_its_order_and_form() -> None:
    values: dict[Form, Callable[[int], object]] = {
        Form.TEXT: lambda place: f"text {place}",
        Form.HEX: lambda place: bytes([place]) * 16,
        Form.NUMBER: lambda place: place,
        Form.MICROSECONDS: lambda place: 10**15 + place,
    }
    row = [values[column.form](place) for place, column in enumerate(HASHED)]
    written = [value.hex() if isinstance(value, bytes) else str(value) for value in row]
    record = record_of([*row, b"its hash"])
    assert record.content == COLUMN_SEPARATOR.join(written).encode()
    assert record.hash_after(b"before") == sha256(b"before" + COLUMN_SEPARATOR.join(written).encode()).digest()
    known = dict(zip((column.name for column in HASHED), row, strict=True))
    assert (record.lane, record.number, record.at) == (known["lane"], known["number"], known["at"])
    assert (record.subject_count, record.subjects_digest) == (known["subject_count"], known["subjects_digest"])
    assert record.hash == b"its hash"
    none = [None if column.form is Form.HEX else value for column, value in zip(HASHED, row, strict=True)]
    empty = ["" if value is None else str(value) for value in none]
    assert record_of([*none, b""]).content == COLUMN_SEPARATOR.join(empty).encode()


def test_a_value_that_holds_what_parts_them_is_no_record_of_ours() -> None:
    row = ["a\x1fb" if column.form is Form.TEXT else None for column in HASHED]
    assert record_of([*row, b""]).content is None


def test_records_are_read_with_their_columns_in_the_order_of_the_hash() -> None:
    [named] = re.findall(r"select (.*), hash\n", IN_ORDER)
    assert named.split(", ") == [column.name for column in HASHED]
