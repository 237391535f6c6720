"""What a plan makes for each outcome of @skip and @include that its variables decide."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from graphql import GraphQLIncludeDirective, GraphQLSkipDirective, get_directive_values
from graphql.execution.values import VariableValues
from graphql.language.ast import SelectionNode
from graphql.pyutils import Undefined

from graph.engine.held import Held
from graph.engine.limits import MOST_OUTCOMES

T = TypeVar("T")


class Outcomes(Generic[T]):
    """What is made once for each outcome; those last made are remembered, and of the variables the outcome only."""

    __slots__ = ("_conditions", "_held", "_known", "_make", "_size")

    def __init__(
        self, conditions: Iterable[str], make: Callable[[VariableValues], T], held: Held, size: Callable[[T], int]
    ) -> None:
        """Make by the values of the variables that @skip and @include ask; `size` says how many bytes that takes."""
        self._conditions = tuple(conditions)
        self._make = make
        self._held = held
        self._size = size
        self._known: dict[tuple[object, ...], T] = {}

    def of(self, variables: VariableValues) -> T:
        """What is made for the outcome of these variables."""
        values = variables.coerced
        outcome = tuple([values.get(name, Undefined) for name in self._conditions]) if self._conditions else ()
        known = self._known.get(outcome)
        if known is None:
            known = self._make(self.decided(variables))
            if len(self._known) >= MOST_OUTCOMES:
                self._held.add(-self._size(self._known.pop(next(iter(self._known)))))
            self._known[outcome] = known
            self._held.add(self._size(known))
        return known

    def forget(self) -> None:
        """Let go of all that is remembered."""
        self._held.add(-sum(map(self._size, self._known.values())))
        self._known.clear()

    def decided(self, variables: VariableValues) -> VariableValues:
        """Of the variables those that decide."""
        values = variables.coerced
        return VariableValues({}, {name: values[name] for name in self._conditions if name in values})


def is_included(node: SelectionNode, variables: VariableValues) -> bool:
    """Whether a selection is in the answer, by its directives."""
    if not node.directives:
        return True
    skip = get_directive_values(GraphQLSkipDirective, node, variables)
    include = get_directive_values(GraphQLIncludeDirective, node, variables)
    return not (skip and skip["if"]) and not (include and not include["if"])
