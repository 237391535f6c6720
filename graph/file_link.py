"""What links to files have alike: sealed numbers, bound to one log-in and to what they lead to, and soon over."""

from collections.abc import Sequence
from typing import Final

from auth.principal import Principal
from graph.cursors import BrokenSealError, Seal

LINK_SECONDS: Final = 300


def over_at(now: float) -> int:
    """When a link is over that is made now, in seconds since 1970."""
    return int(now) + LINK_SECONDS


def sealed(numbers: Sequence[int], seal: Seal, what: str, viewer: Principal) -> str:
    """The numbers as a text, good for this log-in and this kind of file only; the last is when it is over."""
    return seal.close(numbers, what, *viewer.user, viewer.token_id)


def opened(text: str, seal: Seal, what: str, viewer: Principal, now: float) -> tuple[int, ...]:
    """The numbers in a sealed text.

    Raises:
        BrokenSealError: it isn't one of ours, was made for another log-in or kind of file, or is over.
    """
    numbers = seal.open(text, what, *viewer.user, viewer.token_id)
    if not numbers or numbers[-1] <= now:
        raise BrokenSealError
    return tuple(numbers)
