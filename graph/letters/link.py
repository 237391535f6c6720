"""The link to a letter's PDF: sealed, bound to one log-in, and soon over."""

from typing import Final, NamedTuple, Self
from uuid import UUID

from auth.principal import Principal
from graph.cursors import BrokenSealError, Seal

LINK_SECONDS: Final = 300
_HALF: Final = 1 << 64


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
        link = cls(UUID(int=(upper % _HALF) * _HALF + lower % _HALF), expires_at)
        if link.expires_at <= now:
            raise BrokenSealError
        return link

    def sealed(self, seal: Seal, viewer: Principal) -> str:
        """The link as a text, good for this log-in only."""
        halves = (_signed(half) for half in divmod(self.letter.int, _HALF))
        return seal.close((*halves, self.expires_at), *_log_in(viewer))


def _signed(half: int) -> int:
    """64 bits as the number with a sign that a seal takes."""
    return half - _HALF if half >= _HALF // 2 else half


def _log_in(viewer: Principal) -> tuple[str, ...]:
    return ("letter", *viewer.user, viewer.token_id)
