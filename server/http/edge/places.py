"""The places of a role, and of visitors: so that the requests of one never take the room of all others."""

from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Final

from domain.errors import UnavailableError
from domain.roles import Role

BUSY = "Too many requests are being answered now; try again in a moment."
VISITOR: Final = "visitor"


class Places:
    """The places of one role, or of visitors; a context manager that each of its requests enters.

    Args:
        most: how many there are.
        shed: called for each request that is refused.
    """

    __slots__ = ("_most", "_shed", "_taken")

    def __init__(self, most: int, shed: Callable[[], None]) -> None:
        self._most = most
        self._shed = shed
        self._taken = 0

    def __enter__(self) -> None:
        """Take a place.

        Raises:
            UnavailableError: there is none.
        """
        if self._taken >= self._most:
            self._shed()
            raise UnavailableError(BUSY)
        self._taken += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give it back."""
        self._taken -= 1


class PlacesOfRoles:
    """Those of each role, and of who comes without a token.

    Args:
        most: how many a role has, and visitors together.
        shed: told of each request that is refused, by the role's name in lower case, or `visitor`.
    """

    def __init__(self, most: int, shed: Callable[[str], None] = lambda _limit: None) -> None:
        self._of = {
            role: Places(most, partial(shed, VISITOR if role is None else role.value.lower())) for role in (None, *Role)
        }

    def of(self, role: Role | None) -> Places:
        """Those of a role; None: of visitors."""
        return self._of[role]
