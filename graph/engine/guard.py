"""The second wall: each field's resolver asks the policy again, however the field was reached."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any

from graphql import GraphQLResolveInfo

from auth.visibility.policy import visible
from graph.context import Context
from graph.errors import FieldNotVisibleError

Resolver = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Guarded:
    """A resolver that refuses a viewer who may not ask its field.

    `inner` is the resolver behind the wall; only graph/engine/compile/ looks for it, and asks the policy itself.
    """

    coordinate: str
    inner: Resolver

    @property
    def waits(self) -> bool:
        """Whether its answer is waited for, as the register's is."""
        return iscoroutinefunction(self.inner)

    def __call__(self, source: object, info: GraphQLResolveInfo[Context], **arguments: object) -> object:
        """What the resolver behind the wall answers.

        Raises:
            FieldNotVisibleError: the role may not ask this field.
        """
        if not visible(self.coordinate, info.context.role):
            raise FieldNotVisibleError(self.coordinate, info.context.role)
        return self.inner(source, info, **arguments)
