"""Pages of a connection: how many rows, from which end, between which cursors (Relay cursor connections)."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Self, TypeVar

from domain.errors import BadUserInputError
from graph.cursors import BrokenSealError, Seal
from graph.engine.limits import MOST, PAGE

T = TypeVar("T")

ANOTHER_CURSOR: Final = "This cursor isn't one of this list; start again without it."


class Place(NamedTuple):
    """Where a page stands: whether rows follow and come before it, and the cursors of its first and its last row."""

    has_next: bool
    has_previous: bool
    start: str | None
    end: str | None


class Page(NamedTuple):
    """What a client asked for: at most `size` rows between two cursors, from the start, or backwards from the end."""

    size: int
    after: str | None
    before: str | None
    backwards: bool

    @classmethod
    def of(cls, first: int | None, after: str | None, last: int | None, before: str | None) -> Self:
        """The page of these arguments.

        Raises:
            BadUserInputError: both ends are asked, or a number isn't between 0 and 100.
        """
        if first is not None and last is not None:
            raise BadUserInputError("last", "Ask for the first rows or for the last ones, not for both.")
        name, size = ("last", last) if last is not None else ("first", PAGE if first is None else first)
        if not 0 <= size <= MOST:
            raise BadUserInputError(name, f"Ask for 0 to {MOST} rows at a time.")
        return cls(size, after, before, last is not None)

    @property
    def beyond(self) -> str:
        """The field of PageInfo that tells whether the row after the last one that was read is there."""
        return "PageInfo.hasPreviousPage" if self.backwards else "PageInfo.hasNextPage"

    def shown(self, found: Sequence[T], cursor: Callable[[T], str]) -> tuple[list[tuple[str, T]], Place]:
        """The rows of the page in the list's own order, each with its cursor, and where the page stands.

        `found` is in the page's direction, with one row more if there is one.
        """
        rows = [(cursor(one), one) for one in found[: self.size]]
        if self.backwards:
            rows.reverse()
        return rows, self.place([one for one, _ in rows], more=len(found) > self.size)

    def place(self, cursors: list[str], *, more: bool) -> Place:
        """The page's place, from the cursors of its rows and whether others lie beyond it in its direction."""
        return Place(
            self.before is not None or (more and not self.backwards),
            self.after is not None or (more and self.backwards),
            cursors[0] if cursors else None,
            cursors[-1] if cursors else None,
        )


def opened(seal: Seal, argument: str, cursor: str | None, bound: Sequence[str], length: int) -> tuple[int, ...] | None:
    """The numbers that a cursor holds, so many; None without a cursor.

    Raises:
        BadUserInputError: the cursor isn't one of the list that it is bound to.
    """
    if cursor is None:
        return None
    try:
        numbers = seal.open(cursor, *bound)
    except BrokenSealError:
        raise BadUserInputError(argument, ANOTHER_CURSOR) from None
    if len(numbers) != length:
        raise BadUserInputError(argument, ANOTHER_CURSOR)
    return numbers
