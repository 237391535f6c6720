"""What an audit of the log has found."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN: Final = 20


class Fault(StrEnum):
    """What is wrong: none of it can come about while nobody changes the log, its heads or its checkpoints."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    CUT_OFF = "cut off"
    REBUILT = "rebuilt"
    HEAD = "head"
    SUBJECTS = "subjects"
    UNCOVERED = "uncovered"
    CHECKPOINT_CHANGED = "checkpoint changed"
    CHECKPOINT_MISSING = "checkpoint missing"
    CHECKPOINT_KEY = "checkpoint key"


class Notice(StrEnum):
    """What should be known, though nothing is wrong."""

    LATE = "late"
    CLOCK = "clock"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, or a notice, in one line of text, without anybody's pseudonym.

    `lane` is None, and `number` a line's, for one about the files of checkpoints.
    """

    fault: Fault | Notice
    lane: int | None
    number: int
    text: str

    def __str__(self) -> str:
        return self.text if self.lane is None else f"lane {self.lane}: {self.text}"


@dataclass
class Findings:
    """All faults or all notices: the first of a kind in each lane in full, and how many more there are."""

    shown: list[Finding] = field(default_factory=list)
    count: int = 0
    _counts: Counter[tuple[Fault | Notice, int | None]] = field(default_factory=Counter)

    def add(self, fault: Fault | Notice, lane: int | None, number: int, text: str) -> None:
        """Take note of one."""
        self.count += 1
        self._counts[fault, lane] += 1
        if self._counts[fault, lane] <= _SHOWN:
            self.shown.append(Finding(fault, lane, number, text))

    def of(self, fault: Fault | Notice) -> int:
        """How many there are of a kind."""
        return sum(count for (kind, _), count in self._counts.items() if kind is fault)

    def lines(self) -> list[str]:
        """Everything as text, a line each; never more than can be read."""
        more = [
            f"{'checkpoints' if lane is None else f'lane {lane}'}: {count - _SHOWN:,} more of the same ({fault})"
            for (fault, lane), count in self._counts.items()
            if count > _SHOWN
        ]
        return [*map(str, self.shown), *more]


def time_of(microseconds: int) -> str:
    """A time since 1970 as text."""
    try:
        return f"{_EPOCH + timedelta(microseconds=microseconds):%Y-%m-%d %H:%M:%S.%f} UTC"
    except OverflowError:
        return "no time at all"


def counted(count: int, noun: str) -> str:
    """So many of something, in words."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
