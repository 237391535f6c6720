"""What a lane's chain has late, or hasn't any more."""

from typing import NamedTuple


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


class Loss(NamedTuple):
    """What checkpoints know of a lane and its chain hasn't, though that agrees with itself: as after a restore.

    Attributes:
        first, last: the numbers of records that the lane hasn't, or has others of.
        since: when a checkpoint first named one of them, in microseconds since 1970; `until` when one last did.
        again: when the record was written that stands where the first such checkpoint has another; None at the end.
        faults: how many findings are about it.
    """

    first: int
    last: int
    since: int
    until: int
    again: int | None
    faults: int = 0

    @property
    def is_possible(self) -> bool:
        """Whether a restore may have brought it about: what is there instead was written only afterwards."""
        return self.again is None or self.again > self.until

    def with_more(self, last: int, since: int, until: int) -> "Loss":
        """The same with what another checkpoint knows."""
        return self._replace(last=max(self.last, last), since=min(self.since, since), until=max(self.until, until))
