"""The link to a letter's PDF: sealed, bound to one log-in, and soon over."""

from typing import Final, NamedTuple, Self
from uuid import UUID

from auth.principal import Principal
from graph.cursors import BrokenSealError, Seal, halves, of_halves

LINK_SECONDS: Final = 300


class LetterLink(NamedTuple):
    """Which letter, and until when the link works, in seconds since 1970."""

    letter: UUID
    expires_at: int

    @classmethod
    def to(cls, letter: UUID, now: float) -> Self:
        """A link to a letter, from now on for five minutes."""
        return cls(letter, int(now) + LINK_SECONDS)

    @classmethod
    def opened(cls, text: str, seal: Seal, viewer: Principal, now: float) -> Self:
        """The link in a sealed text.

        Raises:
            BrokenSealError: it isn't one of ours, was made for another log-in, or is over.
        """
        try:
            upper, lower, expires_at = seal.open(text, *_log_in(viewer))
        except ValueError:
            raise BrokenSealError from None
        link = cls(of_halves(upper, lower), expires_at)
        if link.expires_at <= now:
            raise BrokenSealError
        return link

    def sealed(self, seal: Seal, viewer: Principal) -> str:
        """The link as a text, good for this log-in only."""
        return seal.close((*halves(self.letter), self.expires_at), *_log_in(viewer))


def _log_in(viewer: Principal) -> tuple[str, ...]:
    return ("letter", *viewer.user, viewer.token_id)
