"""Pages of a connection: how many, and after which row (the Relay cursor connections specification)."""

from typing import NamedTuple

import strawberry

from domain.errors import BadUserInputError
from graph.limits import MOST


@strawberry.type(description="Where a page stands in its connection (Relay cursor connections).")
class PageInfo:
    """The page's place among the others."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class Page(NamedTuple):
    """What a client asked for: at most `first` rows, after a cursor or from the start."""

    first: int
    after: str | None

    def checked(self) -> "Page":
        """The same page.

        Raises:
            BadUserInputError: `first` isn't between 1 and 100.
        """
        if not 1 <= self.first <= MOST:
            raise BadUserInputError("first", f"Ask for 1 to {MOST} rows at a time.")
        return self

    def info(self, cursors: list[str], *, more: bool) -> PageInfo:
        """The page's place, from the cursors of its rows and whether others follow."""
        return PageInfo(
            has_next_page=more,
            has_previous_page=self.after is not None,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )
