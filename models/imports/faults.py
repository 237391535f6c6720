"""What can be wrong with a delivery: a row is rejected for a reason, or the whole import is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final

import asyncpg

from domain.errors import RegisterError
from models.faults import Fault


class Reason(StrEnum):
    """Why a row is rejected; the words in the list of rejected rows."""

    COLUMNS = "wrong number of columns"
    MALFORMED = "malformed value"
    LOST_ZERO = "lost a leading zero"
    AS_EXCEL = "written as Excel does"
    FAILS_TEST = "number fails its test"
    UNKNOWN_CODE = "unknown code"
    REPEATED_KEY = "key given twice with different values"
    ENDS_BEFORE_START = "employment ends before it starts"
    ENDS_AT_START = "ground ends on or before its start"
    UNKNOWN_PERSON = "unknown person"
    UNKNOWN_PAYROLL = "unknown payroll tax number"


OF_EXCEL: Final = frozenset({Reason.LOST_ZERO, Reason.AS_EXCEL})
"""What is told only of a file that is said to be Excel's; of others, such a value is malformed."""


class UnacceptableError(Exception):
    """A value, or a row, is not acceptable. It never carries the value."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class ImportRefusedError(RegisterError):
    """The import, or the recomputation, as a whole can't be done; nothing was changed."""

    code = "IMPORT_REFUSED"


class ImportInterruptedError(ImportRefusedError):
    """The user stopped it; nothing was changed."""

    code = "IMPORT_INTERRUPTED"


@contextmanager
def without_values() -> Iterator[None]:
    """Let no error of the database through: its message and detail may name values of rows.

    Raises:
        ImportRefusedError: whatever went wrong in the database, by its SQLSTATE only.
    """
    try:
        yield
    except asyncpg.LockNotAvailableError:
        raise ImportRefusedError(
            "The register is being changed by something else; try again when that is done."
        ) from None
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError, TimeoutError) as error:
        raise ImportRefusedError(f"Nothing was changed: {Fault.of_database(error).clause}.") from None
