"""Lists: each item completed by itself, those that must be awaited together, as graphql-core's lists are."""

from collections.abc import AsyncIterator, Awaitable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

from graphql import GraphQLError, GraphQLOutputType, located_error
from graphql.pyutils import gather_with_cancel, is_awaitable, is_iterable
from graphql.pyutils.is_awaitable import is_async_iterable

from graph.engine.compile.columns import MANY, CompleteColumn
from graph.engine.compile.execution import COROUTINE, Execution, inert, settle
from graph.engine.compile.leaves import leaf_of
from graph.engine.compile.paths import Path, as_list
from graph.engine.compile.positions import Position

_LISTS: Final = (list, tuple)


class Items:
    """The items of a list, each at a position; `column` completes many of them at once, where that can be."""

    __slots__ = ("_column", "_item", "_unchanged")

    def __init__(self, kind: GraphQLOutputType, item: Position, column: CompleteColumn | None) -> None:
        """Lists of a type."""
        leaf = leaf_of(kind)
        self._item = item
        self._column = column
        self._unchanged = leaf.unchanged if leaf else frozenset[type]()

    def complete(self, execution: Execution, path: Path, values: Any) -> Any:
        """A list, or a coroutine of one.

        Raises:
            GraphQLError: it isn't a list, or has an item that can't be null and has failed.
        """
        if type(values) not in _LISTS:
            if is_async_iterable(values):
                return self._of_async(execution, path, aiter(values))
            if not is_iterable(values):
                raise GraphQLError(
                    f"Expected Iterable, but did not find one for field '{self._item.field_info.coordinate}'."
                )
        elif len(values) >= MANY and self._column is not None:
            completed = _as_column(self._column, values)
            if completed is not None:
                return completed
        return self._of(execution, path, values)

    def _of(self, execution: Execution, path: Path, values: Iterable[Any]) -> Any:
        item_at, unchanged = self._item, self._unchanged
        complete = item_at.complete
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
                here: Path = (path, len(done), None)
                if kind is not known:
                    if inert(kind):
                        known = kind
                    elif is_awaitable(item):
                        waiting.append(len(done))
                        append(item_at.complete_awaitable(execution, here, item))
                        continue
                try:
                    completed = (complete if kind is known else item_at.complete_value)(execution, here, item)
                except Exception as error:  # noqa: BLE001 - whatever a resolver raised is an error of its field
                    execution.handle_field_error(error, item_at.field_info, here, non_null=item_at.non_null)
                    append(None)
                    continue
                if type(completed) is COROUTINE:
                    waiting.append(len(done))
                    completed = item_at.complete_coroutine(execution, here, completed)
                append(completed)
        except Exception:
            left = [done[index] for index in waiting]
            left.extend(_rest(iterator))
            if left:
                settle(left)
            raise
        return _together(done, waiting) if waiting else done

    async def _of_async(self, execution: Execution, path: Path, iterator: AsyncIterator[Any]) -> list[Any]:
        done: list[Any] = []
        waiting: list[int] = []
        try:
            while True:
                here: Path = (path, len(done), None)
                try:
                    item = await anext(iterator)
                except StopAsyncIteration:
                    break
                except Exception as error:
                    raise located_error(error, self._item.field_info.nodes, as_list(path)) from error
                self._one(execution, here, item, done, waiting)
        except Exception:
            await _close(iterator)
            if waiting:
                settle([done[index] for index in waiting])
            raise
        return await _together(done, waiting) if waiting else done

    def _one(self, execution: Execution, path: Path, item: Any, done: list[Any], waiting: list[int]) -> None:
        if is_awaitable(item):
            waiting.append(len(done))
            done.append(self._item.complete_awaitable(execution, path, item))
            return
        try:
            completed = self._item.complete_value(execution, path, item)
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised is an error of its field
            execution.handle_field_error(error, self._item.field_info, path, non_null=self._item.non_null)
            completed = None
        if type(completed) is COROUTINE:
            waiting.append(len(done))
            completed = self._item.complete_coroutine(execution, path, completed)
        done.append(completed)


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


def _as_column(column: CompleteColumn, values: Sequence[Any]) -> list[Any] | None:
    try:
        return column(list(values))
    except Exception:  # noqa: BLE001 - the values are completed one by one, and it is raised again
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
