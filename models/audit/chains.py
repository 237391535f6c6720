"""One lane's chain of records, held against itself, its head and the checkpoints.

What one call of `log.append` writes has one time. The hash of each of its records is made from the hash of the lane
before the call, and the lane's hash after it from those of its records.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import pairwise

from models.audit.checkpoints import CLOCKS_APART, Head, microseconds
from models.audit.findings import Fault, Findings, Notice, time_of
from models.audit.losses import LostHead, Run
from models.audit.records import LogRecord
from models.audit.spool import Sealed


class ChainCheck:
    """Takes the records of a lane in order of time, and finds the first that isn't as it was written.

    Args:
        lane: its number.
        head: what log.lane says of it; None if it doesn't know the lane.
        anchors: number -> hash of the lane where retention dropped what came up to there.
        sealed: what checkpoints say of it, by number.
        patience: after how many microseconds a record that no checkpoint names is late.
        findings: where faults go; `notices` where what should only be known goes.

    Attributes:
        covered: the last record that a checkpoint agrees with.
        uncovered: how many records come after the last that a checkpoint names.
        uncovered_from: the number of the first of those, and `uncovered_since` when it was written, in microseconds
            since 1970.
        late: those that a checkpoint names only a long time after the first of them was written.
        lost: the heads that checkpoints know and it hasn't, unless that was declared.
        lost_faults: how many findings are about those.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what there is to hold a lane against
        self,
        lane: int,
        head: Head | None,
        anchors: Mapping[int, bytes],
        sealed: Iterator[Sealed],
        patience: int,
        findings: Findings,
        notices: Findings,
    ) -> None:
        self.lane = lane
        self.covered = 0
        self.uncovered = 0
        self.uncovered_from = 0
        self.uncovered_since = 0
        self.late: list[Run] = []
        self.lost: list[LostHead] = []
        self.lost_faults = 0
        self._patience = patience
        self._head = head
        self._anchors = anchors
        self._sealed = sealed
        self._next = next(sealed, None)
        self._findings = findings
        self._notices = notices
        self._was_lost = False  # something of it, as declared
        self._behind = 0  # how many calls were written while the clock stood before the call before
        self._behind_from = ""
        self._call: list[LogRecord] = []
        self._before: list[LogRecord] = []  # the call before
        self._number = 0
        self._hashes = [b""]  # what the next call may follow: several after a fault, none if nobody knows
        self._earlier: list[bytes] = []  # what the call before could follow
        self._rebuilt: int | None = None  # the first record that a checkpoint doesn't agree with, since one did

    def add(self, record: LogRecord) -> None:
        """The next record."""
        if self._call and self._call[0].at != record.at:
            self._judge()
        self._call.append(record)

    def end(self) -> None:
        """There are no more records."""
        if self._call:
            self._judge()
        if not self._number and self._anchors:
            self._number = self.covered = max(self._anchors)
            self._hashes = [self._anchors[self._number]]
        known, by = self._number, ""
        while self._next is not None:
            for sealed in self._of_next_number():
                if sealed.number > self._number and sealed.lost:
                    self._was_lost = True
                elif sealed.number > self._number:
                    self._lose(sealed, None)
                    known, by = sealed.number, f"the checkpoint of {sealed.at}"
        lost = bool(self.lost) and (self._head is None or self._head.number <= self._number)
        if self._head is not None and self._head.number > known:
            known, by = self._head.number, "the lane's head"
        if known > self._number:
            missing = span(self._number + 1, known)
            text = f"{missing} missing at the end{self._after()}: {by} knows record {known}"
            self._add(Fault.CUT_OFF, self._number + 1, text, lost=lost)
        self._judge_head()
        self._judge_clock()

    @property
    def lacks_records(self) -> bool:
        """Whether checkpoints know records of it that it hasn't, be that declared or not."""
        return self._was_lost or bool(self.lost)

    def _judge(self) -> None:
        """Judge a call: the records at hand."""
        records, self._call = self._call, []
        late = [record for record in records if record.number <= self._number]
        if late:
            self._out_of_place(late)
            records = records[len(late) :]
            if not records:
                return
        if self._before and records[0].at == self._before[0].at + 1:  # what `log.append` does then
            self._behind_from = self._behind_from or _named(records)
            self._behind += 1
        whole = self._number_in_order(records)
        unfit = self._unfit(records, self._hashes)
        if unfit:
            self._changed(records, unfit)
        self._go_on(records, unfit, whole=whole)
        self._hold_against_checkpoints(records, whole=whole and not unfit)

    def _go_on(self, records: list[LogRecord], unfit: list[LogRecord], *, whole: bool) -> None:
        """The next call follows this one."""
        self._earlier, before = self._hashes, self._hashes
        self._number, self._before = records[-1].number, records
        self._hashes = [_joined(record.hash for record in records)] if whole else []
        if unfit and whole:  # or it follows the hashes as they should be
            meant = (record.hash_after(before[0]) if record in unfit else record.hash for record in records)
            self._hashes.append(_joined(one or b"" for one in meant))

    @staticmethod
    def _unfit(records: list[LogRecord], hashes: list[bytes]) -> list[LogRecord]:
        """The records that don't have the hash they should have after any one of these."""
        choices = ([one for one in records if one.hash_after(before) != one.hash] for before in hashes)
        return min(choices, key=len, default=[])

    def _number_in_order(self, records: list[LogRecord]) -> bool:
        """Whether no number is left out, since the call before and in this one."""
        first = records[0].number
        if self._number == 0 and first - 1 in self._anchors:
            self._number = self.covered = first - 1
            self._hashes = [self._anchors[self._number]]
        whole = first == self._number + 1
        if not whole:
            begin = max([self._number, *(one for one in self._anchors if self._number == 0 and one < first)]) + 1
            self._add(Fault.MISSING, begin, f"{span(begin, first - 1)} missing{self._after()}")
            self._hashes = []
        for one, other in pairwise(records):
            if other.number != one.number + 1:
                missing = span(one.number + 1, other.number - 1)
                self._add(Fault.MISSING, one.number + 1, f"{missing} missing after {_named([one])}")
                whole = False
        return whole

    def _changed(self, records: list[LogRecord], unfit: list[LogRecord]) -> None:
        """Records that don't follow from the call before: they were changed, or that was with hashes of its own."""
        if self._rebuilt is not None and self._rebuilt == self._number:
            return  # that it was is known
        certain = not self._before or self.covered == self._number or len(unfit) < len(records)
        for record in unfit:
            if record.content is None:
                why = "was changed: a value holds the character 31"
            elif certain:
                why = "was changed: its hash is not that of its values"
            else:
                why = f"was changed, or {_named(self._before)} with a new hash: it doesn't follow from that"
            self._add(Fault.CHANGED, record.number, f"{_named([record])} {why}")

    def _out_of_place(self, records: list[LogRecord]) -> None:
        """Records with numbers that the lane had already."""
        for record in records:
            text = f"{_named([record])} was inserted, or its time changed: "
            if self._before:
                text += f"it stands after {_named(self._before)}"
            else:
                text += "the first has number 1"
            self._add(Fault.INSERTED, record.number, text)
        if self._before and not self._unfit(records, self._earlier):  # then it may be the other one that was inserted
            self._hashes.append(_joined(record.hash for record in records))

    def _hold_against_checkpoints(self, records: list[LogRecord], *, whole: bool) -> None:
        if not self.uncovered:
            self.uncovered_from, self.uncovered_since = records[0].number, records[0].at
        self.uncovered += len(records)
        while self._next is not None and self._next.number <= self._number:
            named = self._of_next_number()
            if named[0].number < records[0].number:  # dropped by retention, or missed already
                continue
            agreeing = [one for one in named if one.number == self._number and one.hash in self._hashes[:1]]
            others = [one for one in named if one not in agreeing]
            self._was_lost |= any(one.lost for one in others)
            for sealed in others:
                if not sealed.lost:
                    self._differ(sealed, records[0].at, agreeing, whole=whole)
            if agreeing:
                self._cover(min(agreeing, key=lambda one: one.at), records[0].at)

    def _of_next_number(self) -> list[Sealed]:
        """What checkpoints say of the next number that they name."""
        found: list[Sealed] = []
        while self._next is not None and (not found or self._next.number == found[0].number):
            found.append(self._next)
            self._next = next(self._sealed, None)
        return found

    def _cover(self, sealed: Sealed, written: int) -> None:
        """A checkpoint agrees with the last call."""
        at = microseconds(sealed.at)
        if self.uncovered and at - self.uncovered_since > 2 * self._patience:
            self.late.append(Run(self.uncovered_from, self._number, self.uncovered_since, sealed.at))
        if written > at + CLOCKS_APART:
            text = f"{_named(self._before)} is later than the first checkpoint that covers it, of {sealed.at}"
            self._notices.add(Notice.CLOCK, self.lane, self._number, f"{text}: a clock was ahead, or was set back")
        self.uncovered = 0
        self.covered = self._number
        self._rebuilt = None

    def _differ(self, sealed: Sealed, written: int, agreeing: list[Sealed], *, whole: bool) -> None:
        """A checkpoint has another hash for a record."""
        self.uncovered = 0
        self._lose(sealed, written)
        if self._rebuilt is not None:
            return
        self._rebuilt = self._number
        if not whole:  # it is known that it was changed
            return
        first = self.covered + 1
        if first == self._number:
            text = f"{_named(self._before)} was changed and its hash made again, after the checkpoint of {sealed.at}"
        else:
            text = (
                f"one of the records {first} to {self._number} was changed and the chain rebuilt, after the checkpoint"
                f" of {sealed.at}, which has another hash for record {sealed.number}"
            )
        if agreeing:
            text += f"; that of {agreeing[0].at} agrees"
        self._add(Fault.REBUILT, first, text, lost=True)

    def _lose(self, sealed: Sealed, again: int | None) -> None:
        """A checkpoint knows what isn't there."""
        first = (self._number if again is None else self.covered) + 1
        head = LostHead(self.lane, sealed.number, first, sealed.at, sealed.until, again)
        joined = self.lost[-1].joined(head) if self.lost else None
        self.lost[-1:] = [joined] if joined is not None else [*self.lost[-1:], head]

    def _judge_head(self) -> None:
        head = self._head
        if head is None:
            if not self._number and self.lacks_records:
                return  # all of it is lost, which is said, or was declared
            self._add(Fault.HEAD, 0, "log.lane doesn't know this lane: its head was deleted")
        elif head.number < self._number:
            last = _named(self._before[-1:]) if self._before else f"record {self._number}"
            text = f"its head says {head.number}, but its last is {last}: the head was moved back, or records inserted"
            self._add(Fault.HEAD, head.number, text)
        elif head.number == self._number and self._number and self._hashes and head.hash not in self._hashes:
            self._add(Fault.HEAD, head.number, f"the hash of its head is not that of record {head.number}")

    def _after(self) -> str:
        return f" after {_named(self._before[-1:])}" if self._before else ""

    def _judge_clock(self) -> None:
        if self._behind:
            calls = "1 call has" if self._behind == 1 else f"{self._behind:,} calls have"
            text = f"{calls} the time of the one before and a microsecond, the first with {self._behind_from}:"
            self._notices.add(Notice.CLOCK, self.lane, 0, f"{text} the database's clock was set back to before that")

    def _add(self, fault: Fault, number: int, text: str, *, lost: bool = False) -> None:
        self.lost_faults += lost
        self._findings.add(fault, self.lane, number, text)


def _joined(hashes: Iterator[bytes]) -> bytes:
    """The hash of a lane after a call, from those of its records."""
    return sha256(b"".join(hashes)).digest()


def _named(records: list[LogRecord]) -> str:
    """A record, or one of a call."""
    first, last = records[0], records[-1]
    numbers = f"record {first.number}" if first is last else f"one of records {first.number} to {last.number}"
    return f"{numbers} ({time_of(first.at)})"


def span(first: int, last: int) -> str:
    """So many records, as the beginning of a sentence."""
    return f"record {first} is" if first == last else f"records {first} to {last} are"
