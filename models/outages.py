"""What is wrong with the database now, as its users find out: a line of the log when it begins, one when it ends."""

from collections.abc import Callable
from typing import Final

import structlog

from models.faults import Cause, Fault

log = structlog.get_logger()

_OVER: Final = "the database is all right again"


class Outages:
    """What each user of the database last met there. One object for all connections of a process.

    Args:
        counted: told the cause of each failure.
    """

    def __init__(self, counted: Callable[[Cause], None] = lambda _cause: None) -> None:
        self.now: dict[tuple[str, bool], Cause] = {}
        """A user, and whether it writes to the log -> why its last statement failed; not there if it worked."""
        self._counted = counted

    def failed(self, user: str, fault: Fault, *, logged: bool) -> None:
        """A user's statement failed for a reason that the next one will meet too."""
        self._counted(fault.cause)
        before = self.now.get((user, logged))
        if before is fault.cause:
            return
        if fault.cause not in self.now.values():
            log.error(fault.what, cause=fault.cause.value, code=fault.code, user=user, advice=fault.advice)
        self.now[user, logged] = fault.cause
        self._over(before)

    def failed_alone(self, fault: Fault) -> None:
        """A statement failed for a reason of its own, for instance since it took too long."""
        self._counted(fault.cause)

    def works(self, user: str, *, logged: bool) -> None:
        """A user's statement worked; one that only reads says nothing of those that write."""
        self._over(self.now.pop((user, False), None))
        if logged:
            self._over(self.now.pop((user, True), None))

    def _over(self, cause: Cause | None) -> None:
        if cause is not None and cause not in self.now.values():
            log.info(_OVER, cause=cause.value)
