"""Why a message, or a wage value in it, isn't recorded. Never with a value."""

from enum import StrEnum
from typing import NamedTuple


class DkdReason(StrEnum):
    """The words in the list of rejected items."""

    TOO_LONG = "message longer than 1000000 bytes"
    NO_XML = "no plain XML in UTF-8"
    OTHER_MESSAGE = "another message or namespace"
    TOO_MANY = "more than 50 wage values or 5000 parts in one message"
    MISSING = "missing"
    TWICE = "given twice"
    MALFORMED = "malformed value"
    FAILS_TEST = "number fails its test"
    PARTIAL = "partial date where a day is needed"
    NEGATIVE = "negative percentage"
    UNKNOWN_MUNICIPALITY = "unknown municipality"
    NOT_BELOW = "not below the minimum wage"
    WRONG_DAY = "before 2017 or after today"
    REFUSED = "refused"
    NOT_A_FILE = "no file that can be read"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged archive"
    PATH = "path that leads out of the archive"
    BOMB = "archive with more than 200 times its own size in it"


class Rejection(NamedTuple):
    """What isn't recorded, and why.

    Attributes:
        part: which part of the message, by its path; '' if it is the message.
        reason: why.
        line: the line of the message where what it is about begins.
    """

    part: str
    reason: DkdReason
    line: int


class RejectedError(Exception):
    """A part of a message can't be read."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection.reason.value)
        self.rejection = rejection
