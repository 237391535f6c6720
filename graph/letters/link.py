"""The link to a letter's PDF: sealed, bound to one log-in, and soon over."""

from typing import Final, NamedTuple, Self
from uuid import UUID

from auth.principal import Principal
from graph import file_link
from graph.cursors import BrokenSealError, Seal, halves, of_halves

_WHAT: Final = "letter"


class LetterLink(NamedTuple):
    """Which letter, and until when the link works, in seconds since 1970."""

    letter: UUID
    expires_at: int

    @classmethod
    def to(cls, letter: UUID, now: float) -> Self:
        """A link to a letter, from now on for five minutes."""
        return cls(letter, file_link.over_at(now))

    @classmethod
    def opened(cls, text: str, seal: Seal, viewer: Principal, now: float) -> Self:
        """The link in a sealed text.

        Raises:
            BrokenSealError: it isn't one of ours, was made for another log-in, or is over.
        """
        try:
            upper, lower, expires_at = file_link.opened(text, seal, _WHAT, viewer, now)
        except ValueError:
            raise BrokenSealError from None
        return cls(of_halves(upper, lower), expires_at)

    def sealed(self, seal: Seal, viewer: Principal) -> str:
        """The link as a text, good for this log-in only."""
        return file_link.sealed((*halves(self.letter), self.expires_at), seal, _WHAT, viewer)
