"""Expected outcomes of a command that isn't carried out: a code, what to do, and the law's reasons. Data, no fault."""

from dataclasses import dataclass
from enum import StrEnum


class RefusalCode(StrEnum):
    """Why a command was not carried out (`Refusal.code`)."""

    NOT_CONFIRMED = "NOT_CONFIRMED"
    NOT_REGISTERED = "NOT_REGISTERED"
    ALREADY_OPEN = "ALREADY_OPEN"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    UNDECIDED = "UNDECIDED"
    NOT_IN_HAND = "NOT_IN_HAND"
    TAKEN = "TAKEN"
    WRONG_STATE = "WRONG_STATE"
    TOO_LATE = "TOO_LATE"
    INVALID_DATE = "INVALID_DATE"
    INVALID_VALUE = "INVALID_VALUE"
    INCOMPLETE = "INCOMPLETE"
    NOT_ADMINISTRATOR = "NOT_ADMINISTRATOR"
    LAST_ADMINISTRATOR = "LAST_ADMINISTRATOR"
    KEY_REUSED = "KEY_REUSED"


@dataclass(frozen=True, slots=True)
class Reason:
    """What the law says about one requirement (`EligibilityReason`).

    Attributes:
        holds: whether it is met; None: not known yet.
        text: one plain Dutch sentence.
        article: where it stands.
    """

    holds: bool | None
    text: str
    article: str


class Refused(Exception):  # noqa: N818 - an outcome that is told to the user, not an error
    """A command was not carried out.

    Attributes:
        code: why, for software.
        message: why, and what to do, for people: plain Dutch (B1), without a value that was sent.
        reasons: what the law says, where the refusal rests on that.
    """

    def __init__(self, code: RefusalCode, message: str, reasons: tuple[Reason, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reasons = reasons
