"""Connections (Relay cursor connections): the arguments that ask for a page, and where it stands."""

from typing import Annotated, Final, Self

import strawberry

from graph.engine.limits import MOST, PAGE
from graph.resolvers.paging import Page, Place
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


@strawberry.type(description="Where a page stands in its connection (Relay cursor connections).")
class PageInfo:
    """The page's place among the others."""

    has_next_page: bool = strawberry.field(description="Whether rows follow after this page.")
    has_previous_page: bool = strawberry.field(description="Whether rows come before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the page's first row; null without rows.")
    end_cursor: str | None = strawberry.field(description="The cursor of the page's last row; null without rows.")

    @classmethod
    def of(cls, place: Place) -> Self:
        """The public form of a page's place."""
        return cls(
            has_next_page=place.has_next,
            has_previous_page=place.has_previous,
            start_cursor=place.start,
            end_cursor=place.end,
        )


def page_of(first: int | None, after: str | None, last: int | None, before: str | None) -> Page:
    """The page of these arguments; what was left out may be UNSET.

    Raises:
        BadUserInputError: both ends are asked, or a number isn't between 0 and 100.
    """
    written = None if isinstance(first, _Unwritten) else given(first)
    return Page.of(written, given(after), given(last), given(before))
