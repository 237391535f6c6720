"""The passwords that the serving roles may have at the moment, while the secret that they derive from is rotated."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

User = TypeVar("User")


class Passwords(Generic[User]):
    """For each user those that may be right, the likeliest first: what worked last, before that the order given.

    Args:
        known: all of them.
        read: gives them anew; it is asked when none of those known is right, since they may have been rotated.
    """

    def __init__(
        self, known: Mapping[User, Sequence[str]], read: Callable[[], Mapping[User, Sequence[str]]] = dict
    ) -> None:
        self._known = {user: list(passwords) for user, passwords in known.items()}
        self._read = read

    def of(self, user: User) -> Iterator[str]:
        """Those to try, one after another until one is right."""
        tried = list(self._known.get(user, ()))
        yield from tried
        self._known |= {one: list(passwords) for one, passwords in self._read().items()}
        yield from [password for password in self._known.get(user, ()) if password not in tried]

    def worked(self, user: User, password: str) -> None:
        """Remember which is right."""
        known = self._known.setdefault(user, [])
        if known[:1] != [password]:
            self._known[user] = [password, *(one for one in known if one != password)]
