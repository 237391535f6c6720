"""Lists: each item completed by itself, those that must be awaited together, as graphql-core's lists are."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, Protocol

from graphql import GraphQLError, GraphQLNonNull, GraphQLOutputType, located_error
from graphql.pyutils import gather_with_cancel, is_awaitable, is_iterable
from graphql.pyutils.is_awaitable import is_async_iterable

from graph.compiling.lanes import MANY, Lane
from graph.compiling.leaves import leaf_of
from graph.compiling.running import COROUTINE, Place, Run, Way, inert, keys, settle

Complete = Callable[[Run, Way, Any], Any]

_LISTS: Final = (list, tuple)


class Item(Protocol):
    """How items are completed: any, one that is `inert`, and many in a lane."""

    @property
    def any(self) -> Complete:
        """Completes any item."""
        ...

    @property
    def inert(self) -> Complete:
        """Completes an item that is inert."""
        ...

    @property
    def lane(self) -> Lane | None:
        """Completes many items, perhaps."""
        ...


class Items:
    """The items of a list at a place."""

    __slots__ = ("_item", "_non_null", "_place", "_unchanged")

    def __init__(self, kind: GraphQLOutputType, place: Place, item: Item) -> None:
        """Lists of a type, whose items are completed by `item`."""
        leaf = leaf_of(kind)
        self._place = place
        self._item = item
        self._non_null = isinstance(kind, GraphQLNonNull)
        self._unchanged = leaf.unchanged if leaf else frozenset[type]()

    def complete(self, run: Run, way: Way, values: Any) -> Any:
        """A list, or a coroutine of one.

        Raises:
            GraphQLError: it isn't a list, or has an item that can't be null and has failed.
        """
        if type(values) not in _LISTS:
            if is_async_iterable(values):
                return self._of_async(run, way, aiter(values))
            if not is_iterable(values):
                raise GraphQLError(f"Expected Iterable, but did not find one for field '{self._place.coordinate}'.")
        elif len(values) >= MANY and self._item.lane is not None:
            told = _in_lane(self._item.lane, values)
            if told is not None:
                return told
        return self._of(run, way, values)

    def _of(self, run: Run, way: Way, values: Iterable[Any]) -> Any:
        (complete, complete_inert), unchanged = (self._item.any, self._item.inert), self._unchanged
        done: list[Any] = []
        append = done.append
        waiting: list[int] = []
        known: type | None = None  # lists mostly hold values of one type
        iterator = iter(values)
        try:
            for item in iterator:
                kind = type(item)
                if kind in unchanged:
                    append(item)
                    continue
                here: Way = (way, len(done), None)
                if kind is not known:
                    if inert(kind):
                        known = kind
                    elif is_awaitable(item):
                        waiting.append(len(done))
                        append(self._awaited(run, here, item))
                        continue
                try:
                    completed = complete_inert(run, here, item) if kind is known else complete(run, here, item)
                except Exception as error:  # noqa: BLE001 - whatever a resolver raised is told in its place
                    run.fail(error, self._place, here, non_null=self._non_null)
                    append(None)
                    continue
                if type(completed) is COROUTINE:
                    waiting.append(len(done))
                    completed = self._finished(run, here, completed)
                append(completed)
        except Exception:
            left = [done[index] for index in waiting]
            left.extend(_rest(iterator))
            if left:
                settle(left)
            raise
        return _together(done, waiting) if waiting else done

    async def _of_async(self, run: Run, way: Way, iterator: AsyncIterator[Any]) -> list[Any]:
        done: list[Any] = []
        waiting: list[int] = []
        try:
            while True:
                here: Way = (way, len(done), None)
                try:
                    item = await anext(iterator)
                except StopAsyncIteration:
                    break
                except Exception as error:
                    raise located_error(error, self._place.nodes, keys(way)) from error
                self._one(run, here, item, done, waiting)
        except Exception:
            await _close(iterator)
            if waiting:
                settle([done[index] for index in waiting])
            raise
        return await _together(done, waiting) if waiting else done

    def _one(self, run: Run, way: Way, item: Any, done: list[Any], waiting: list[int]) -> None:
        if is_awaitable(item):
            waiting.append(len(done))
            done.append(self._awaited(run, way, item))
            return
        try:
            completed = self._item.any(run, way, item)
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is told in its place
            run.fail(error, self._place, way, non_null=self._non_null)
            completed = None
        if type(completed) is COROUTINE:
            waiting.append(len(done))
            completed = self._finished(run, way, completed)
        done.append(completed)

    async def _awaited(self, run: Run, way: Way, item: Awaitable[Any]) -> Any:
        try:
            completed = self._item.any(run, way, await item)
            return await completed if type(completed) is COROUTINE else completed
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is told in its place
            return run.fail(error, self._place, way, non_null=self._non_null)

    async def _finished(self, run: Run, way: Way, completed: Awaitable[Any]) -> Any:
        try:
            return await completed
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is told in its place
            return run.fail(error, self._place, way, non_null=self._non_null)


async def _together(done: list[Any], waiting: list[int]) -> list[Any]:
    """The list, when the items that must be awaited have come; one alone needs no task."""
    if len(waiting) == 1:
        index = waiting[0]
        done[index] = await done[index]
    else:
        come = await gather_with_cancel(*(done[index] for index in waiting))
        for index, item in zip(waiting, come, strict=True):
            done[index] = item
    return done


def _in_lane(lane: Lane, values: Sequence[Any]) -> list[Any] | None:
    try:
        return lane(list(values))
    except Exception:  # noqa: BLE001 - whoever raised it will do so again, in its place
        return None


def _rest(iterator: Iterator[Any]) -> list[Awaitable[Any]]:
    """What an iterator still holds that would be left unawaited."""
    found: list[Awaitable[Any]] = []
    with suppress(Exception):
        found.extend(item for item in iterator if is_awaitable(item))
    return found


async def _close(iterator: AsyncIterator[Any]) -> None:
    close = getattr(iterator, "aclose", None)
    if close is not None:
        with suppress(Exception):
            await close()
