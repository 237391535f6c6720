"""What isn't delivered: counted for metrics, and told where it goes nowhere."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

import structlog

from auth.visibility.message import types_for
from domain.roles import Role
from models.outbox import Standing
from server.receivers import Receivers

log = structlog.get_logger()

STATES: Final = ("waiting", "nowhere", "dead")
"""What a message can be that isn't delivered, as metrics name it."""
STATES_HELP: Final = (
    "Messages that were not delivered: that wait, that go nowhere as they are set up, and that were given up."
)
AGE_HELP: Final = "How long the oldest message waits that goes somewhere."


def faults(receivers: Receivers, standing: Iterable[Standing]) -> list[str]:
    """The messages that go nowhere, and why: each kind in words, which name no employer that has letters."""
    found: Counter[tuple[str, str, str]] = Counter()
    for one in standing:
        allowed, role = one.type in types_for(one.receiver), one.receiver.partition(":")[0]
        if one.waiting and not (allowed and receivers.by_name.keys() & {one.receiver, role}):
            why = "RECEIVERS_FILE has no such receiver" if allowed else "docs/visibility.md lets none go there"
            found[one.type, role if role == Role.EMPLOYER else one.receiver, why] += one.waiting
    return [f"{count:,} of {kind} for {receiver} ({why})" for (kind, receiver, why), count in found.items()]


class Undelivered(NamedTuple):
    """How many messages wait, wait for nobody as it is set up, and were given up; since when the oldest waits."""

    waiting: int
    nowhere: int
    dead: int
    oldest: float

    @classmethod
    def of(cls, receivers: Receivers, standing: Iterable[Standing], now: float) -> "Undelivered":
        """What stands at a time, in seconds since 1970; that is `oldest` where nothing waits that goes somewhere."""
        waiting = nowhere = dead = 0
        oldest = now
        for one in standing:
            dead += one.dead
            if faults(receivers, [one]):
                nowhere += one.waiting
            else:
                waiting += one.waiting
                oldest = min(oldest, one.oldest.timestamp()) if one.oldest else oldest
        return cls(waiting, nowhere, dead, oldest)


class Looker:
    """Hears what stands, tells it to metrics, and logs what goes nowhere when that changes."""

    def __init__(self, receivers: Receivers, told: Callable[[Undelivered], None], now: Callable[[], float]) -> None:
        self._receivers, self._told, self._now = receivers, told, now
        self._known: list[str] = []

    def look(self, standing: list[Standing]) -> None:
        """Hear what stands now."""
        self._told(Undelivered.of(self._receivers, standing, self._now()))
        self._known, before = faults(self._receivers, standing), self._known
        for one in self._known if self._known != before else ():
            log.warning("messages go nowhere", which=one)
