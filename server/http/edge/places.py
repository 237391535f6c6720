"""The places of a role: so that the requests of one role never take the room of all others."""

from collections.abc import Callable
from functools import partial
from types import TracebackType

from domain.errors import UnavailableError
from domain.roles import Role

BUSY = "Too many requests are being answered now; try again in a moment."


class Places:
    """The places of one role; a context manager that each of its requests enters.

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
    """Those of each role.

    Args:
        most: how many a role has.
        shed: told of each request that is refused, by the role's name in lower case.
    """

    def __init__(self, most: int, shed: Callable[[str], None] = lambda _limit: None) -> None:
        self._of_role = {role: Places(most, partial(shed, role.value.lower())) for role in Role}

    def of(self, role: Role) -> Places:
        """Those of a role."""
        return self._of_role[role]
