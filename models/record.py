"""A record of the disclosure log, column by column: what the service says, what the log keeps, what the hash covers.

This is the one place that says so. A record goes from the service to the database as a line, since one text costs both
of them least: `DisclosureRecord.line` writes it, and `log.append` (models/sql/log/append.sql) reads it by place, keeps
it and hashes it; `audit verify` reads what was kept and hashes it anew. Each of them is tried against these columns.

What is hashed, in which order and form, never changes: logs of earlier years are verified by it.
"""

from enum import Enum, auto
from typing import Final, NamedTuple

COLUMN_SEPARATOR: Final = "\x1f"
"""Between the columns of a line, and of what is hashed."""
LINE_SEPARATOR: Final = "\x1e"
"""Between the lines of one call."""


class Form(Enum):
    """How a value is written, in a line and in what is hashed. What isn't there is written as nothing."""

    TEXT = auto()
    HEX = auto()
    NUMBER = auto()
    MICROSECONDS = auto()  # since 1970
    FLAG = auto()  # 1, or nothing


class Column(NamedTuple):
    """A column of a record.

    Attributes:
        name: as `log.record` has it.
        form: how it is written.
        place: where it stands in a line, from 1 on; None if the log knows it by itself.
    """

    name: str
    form: Form
    place: int | None = None


HASHED: Final = (
    Column("lane", Form.NUMBER),
    Column("number", Form.NUMBER),
    Column("at", Form.MICROSECONDS),
    Column("decision", Form.TEXT, 11),  # of a refusal; what is answered, the log decides
    Column("role", Form.TEXT),
    Column("organisation_id", Form.TEXT, 1),
    Column("organisation", Form.TEXT, 2),
    Column("user_pseudonym", Form.HEX, 3),
    Column("subject", Form.HEX, 9),
    Column("subject_count", Form.NUMBER),
    Column("subjects_digest", Form.HEX),
    Column("purpose", Form.TEXT, 4),
    Column("fields", Form.TEXT, 5),
    Column("legal_basis", Form.TEXT, 6),
    Column("operation", Form.HEX, 7),
    Column("trace", Form.HEX, 8),
)
"""What the log keeps and hashes, in the order of the hash; beside them it keeps the hash."""

NOT_KEPT: Final = (
    Column("counted", Form.FLAG, 10),  # whether the quotas count it
    Column("rsin", Form.TEXT, 12),  # an employer's as the log-in says it: its quota is one, whichever number it used
    Column("user_id", Form.HEX, 13),  # of a user of an employer's, from whom a service may have been taken
)
"""What a line says besides."""

LINE: Final = tuple(
    name for _, name in sorted((place, name) for name, _, place in (*HASHED, *NOT_KEPT) if place is not None)
)
"""The names of the columns of a line, in order."""
