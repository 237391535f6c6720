"""Pages of a connection: how many rows, from which end, between which cursors (Relay cursor connections)."""

from typing import Annotated, Final, NamedTuple, Self

import strawberry

from domain.errors import BadUserInputError
from graph.engine.limits import MOST, PAGE
from graph.schema.given import given

First = Annotated[
    int | None,
    strawberry.argument(description=f"The first so many rows, 0 to {MOST}. Without `first` and `last`: {PAGE}."),
]
Last = Annotated[int | None, strawberry.argument(description=f"The last so many rows, 0 to {MOST}; not with `first`.")]
After = Annotated[str | None, strawberry.argument(description="Only rows after this cursor.")]
Before = Annotated[str | None, strawberry.argument(description="Only rows before this cursor.")]


class _Unwritten(int):
    """A number that the schema puts where a client wrote none."""


UNWRITTEN: Final = _Unwritten(PAGE)
"""The default of `first` where the schema has one: asking for the last rows alone is not asking for both."""

ANOTHER_CURSOR: Final = "This cursor isn't one of this list; start again without it."


@strawberry.type(description="Where a page stands in its connection (Relay cursor connections).")
class PageInfo:
    """The page's place among the others."""

    has_next_page: bool = strawberry.field(description="Whether rows follow after this page.")
    has_previous_page: bool = strawberry.field(description="Whether rows come before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the page's first row; null without rows.")
    end_cursor: str | None = strawberry.field(description="The cursor of the page's last row; null without rows.")


class Page(NamedTuple):
    """What a client asked for: at most `size` rows between two cursors, from the start, or backwards from the end."""

    size: int
    after: str | None
    before: str | None
    backwards: bool

    @classmethod
    def asked(cls, first: int | None, after: str | None, last: int | None, before: str | None) -> Self:
        """The page of these arguments; what was left out may be UNSET.

        Raises:
            BadUserInputError: both ends are asked, or a number isn't between 0 and 100.
        """
        first, last = None if isinstance(first, _Unwritten) else given(first), given(last)
        if first is not None and last is not None:
            raise BadUserInputError("last", "Ask for the first rows or for the last ones, not for both.")
        name, size = ("last", last) if last is not None else ("first", PAGE if first is None else first)
        if not 0 <= size <= MOST:
            raise BadUserInputError(name, f"Ask for 0 to {MOST} rows at a time.")
        return cls(size, given(after), given(before), last is not None)

    @property
    def beyond(self) -> str:
        """The field of PageInfo that tells whether the row after the last one that was read is there."""
        return "PageInfo.hasPreviousPage" if self.backwards else "PageInfo.hasNextPage"

    def info(self, cursors: list[str], *, more: bool) -> PageInfo:
        """The page's place, from the cursors of its rows and whether others lie beyond it in its direction."""
        return PageInfo(
            has_next_page=self.before is not None or (more and not self.backwards),
            has_previous_page=self.after is not None or (more and self.backwards),
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )
