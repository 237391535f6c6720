"""The link to a letter's PDF: sealed, bound to one log-in, and soon over."""

from typing import Final, NamedTuple, Self

from auth.principal import Principal
from graph.cursors import BrokenSealError, Seal

LINK_SECONDS: Final = 300


class LetterLink(NamedTuple):
    """Which letter, by the number it is stored by, and until when the link works, in seconds since 1970."""

    letter: int
    expires_at: int

    @classmethod
    def to(cls, letter: int, now: float) -> Self:
        """A link to a letter, from now on for five minutes."""
        return cls(letter, int(now) + LINK_SECONDS)

    @classmethod
    def opened(cls, text: str, seal: Seal, viewer: Principal, now: float) -> Self:
        """The link in a sealed text.

        Raises:
            BrokenSealError: it isn't one of ours, was made for another log-in, or is over.
        """
        try:
            link = cls(*seal.open(text, *_log_in(viewer)))
        except TypeError:
            raise BrokenSealError from None
        if link.expires_at <= now:
            raise BrokenSealError
        return link

    def sealed(self, seal: Seal, viewer: Principal) -> str:
        """The link as a text, good for this log-in only."""
        return seal.close(self, *_log_in(viewer))


def _log_in(viewer: Principal) -> tuple[str, ...]:
    return ("letter", *viewer.user, viewer.token_id)
