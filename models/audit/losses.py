"""What a lane's chain has late, or hasn't any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from models.audit.checkpoints import CLOCKS_APART, Numbers, microseconds

RESTORES_APART: Final = 300_000_000
"""Microseconds: what is lost again so soon after a restore wasn't lost by another one."""


class Run(NamedTuple):
    """Records of a lane that a checkpoint covers late.

    Attributes:
        first, last: their numbers.
        since: when the first was written, in microseconds since 1970.
        at: of the checkpoint.
    """

    first: int
    last: int
    since: int
    at: str


class LostHead(NamedTuple):
    """A head that checkpoints know and a lane hasn't, though its chain agrees with itself: as after a restore.

    Attributes:
        lane: which.
        number: of the record that the head was after.
        first: the first number of which the lane has no record, or has not certainly the one that it had then.
        since: when the first checkpoint said so, and `until` when the last did.
        again: when the record was written that has this number now, in microseconds since 1970; None if none has it.
    """

    lane: int
    number: int
    first: int
    since: str
    until: str
    again: int | None

    @property
    def is_possible(self) -> bool:
        """Whether a restore may have brought it about: what is there instead was written only afterwards."""
        return self.again is None or self.again > microseconds(self.until)

    def joined(self, other: "LostHead") -> "LostHead | None":
        """Both as one, if only one restore may have lost both; so a long time that was lost takes little memory."""
        since, until = max(self.since, other.since, key=microseconds), min(self.until, other.until, key=microseconds)
        possible = self.is_possible and other.is_possible
        if not possible or microseconds(since) - microseconds(until) >= RESTORES_APART:
            return None
        return LostHead(
            self.lane,
            max(self.number, other.number),
            min(self.first, other.first),
            min(self.since, other.since, key=microseconds),
            max(self.until, other.until, key=microseconds),
            None,
        )


@dataclass(frozen=True, slots=True)
class Loss:
    """What one restore lost: all that was written from a moment on.

    Attributes:
        since: the time of the first checkpoint that knows some of it, and `until` that of the last.
        lanes: which records of each.
    """

    since: str
    until: str
    lanes: dict[int, Numbers]

    @classmethod
    def of(cls, heads: Iterable[LostHead]) -> "Loss":
        """What these heads tell; there is one at least."""
        heads = list(heads)
        lanes: dict[int, Numbers] = {}
        for head in heads:
            known = lanes.get(head.lane, Numbers(head.first, head.number))
            lanes[head.lane] = Numbers(min(known.first, head.first), max(known.last, head.number))
        since = min((head.since for head in heads), key=microseconds)
        return cls(since, max((head.until for head in heads), key=microseconds), lanes)


def begin(heads: Iterable[LostHead]) -> int:
    """From when on a restore that lost these can have left no record, in microseconds since 1970."""
    return min(microseconds(head.since) for head in heads) + CLOCKS_APART


def first_loss(heads: Iterable[LostHead], kept: int | None) -> Loss | None:
    """What the first restore lost that these heads tell of; None if no restore explains them.

    A restore keeps what was written before a moment, and loses all that was written after it. What is there of a later
    time was written after the restore, and so after the last checkpoint that knows what it lost. Else it is the end of
    one lane that was removed, bit by bit for each checkpoint.

    Args:
        heads: all that are lost.
        kept: when the first record was written that is there and is later than `begin`; None if there is none.
    """
    heads = list(heads)
    if kept is None:
        return Loss.of(heads)
    mine = [head for head in heads if microseconds(head.since) <= kept]
    end = max(microseconds(head.until) for head in mine)
    if end - CLOCKS_APART > kept:
        return None
    if any(kept < microseconds(head.since) < end + RESTORES_APART for head in heads):
        return None
    return Loss.of(mine)
