"""All that the register tells a citizen of themselves (AVG 15), read a page at a time; nothing is added to it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final, Protocol, TypeVar

from portal.operations.citizen import (
    MyDataCasesCase,
    MyDataDisclosuresDisclosure,
    MyDataLettersLetter,
    MyDataPerson,
    my_data,
    my_data_cases,
    my_data_disclosures,
    my_data_letters,
)
from portal.page_request import PageRequest

_SIZE: Final = 25
_MOST: Final = 100
"""Entries of the log at a time: as many as may be asked, since each page is a record of its own."""

Node_co = TypeVar("Node_co", covariant=True)


class _Edge(Protocol[Node_co]):
    @property
    def node(self) -> Node_co: ...


class _PageInfo(Protocol):
    @property
    def has_next_page(self) -> bool: ...

    @property
    def end_cursor(self) -> str | None: ...


class _Connection(Protocol[Node_co]):
    @property
    def edges(self) -> Sequence[_Edge[Node_co]]: ...

    @property
    def page_info(self) -> _PageInfo: ...


class OwnData:
    """The data of who asks, each part asked when it is wanted; what is told is recorded by the register.

    Args:
        request: by whose log-in.
        until: the log up to here, so that this reading of it isn't in it.

    Raises:
        ApiError, ValidationError: while it is read, as `PageRequest.ask`.
    """

    def __init__(self, request: PageRequest, until: datetime) -> None:
        self._request = request
        self._until = until

    async def person(self) -> MyDataPerson:
        """Whether one is registered, and how letters come."""
        return (await self._request.ask(my_data())).viewer.person

    def cases(self) -> AsyncIterator[MyDataCasesCase]:
        """One's requests with their forms, kept ones too, newest first."""

        async def page(after: str | None) -> _Connection[MyDataCasesCase]:
            return (await self._request.ask(my_data_cases(first=_SIZE, after=after))).viewer.person.cases

        return _each(page)

    def letters(self) -> AsyncIterator[MyDataLettersLetter]:
        """One's letters with all that they say, newest first; they aren't opened by it."""

        async def page(after: str | None) -> _Connection[MyDataLettersLetter]:
            return (await self._request.ask(my_data_letters(first=_SIZE, after=after))).viewer.person.letters

        return _each(page)

    def disclosures(self) -> AsyncIterator[MyDataDisclosuresDisclosure]:
        """Who saw what, newest first."""

        async def page(after: str | None) -> _Connection[MyDataDisclosuresDisclosure]:
            operation = my_data_disclosures(first=_MOST, after=after, until=self._until)
            return (await self._request.ask(operation)).viewer.person.disclosures

        return _each(page)


async def _each(page: Callable[[str | None], Awaitable[_Connection[Node_co]]]) -> AsyncIterator[Node_co]:
    """The nodes of all pages, of which one is held at a time."""
    after = None
    while True:
        found = await page(after)
        for edge in found.edges:
            yield edge.node
        if not found.page_info.has_next_page:
            return
        after = found.page_info.end_cursor
