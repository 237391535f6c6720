"""Cursors and other sealed texts: what a client holds for us, and can neither read, change nor use elsewhere."""

import base64
import binascii
import os
import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12
_KEY_ID: Final = 1
_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class BrokenSealError(Exception):
    """The text isn't one of ours, was changed, or was made for something else."""


class Seal:
    """Encrypts and authenticates numbers (AES-256-GCM) together with what they are bound to.

    Args:
        keys: key id (0 to 255) -> key of 32 bytes; retired ones still open what they sealed.
        current: the id of the key that seals.
    """

    def __init__(self, keys: Mapping[int, bytes], current: int) -> None:
        self._ciphers = {number: AESGCM(key) for number, key in keys.items()}
        self._current = current

    def close(self, numbers: Sequence[int], *bound: str) -> str:
        """A text of fixed length for so many numbers, good only with the same `bound`."""
        nonce = os.urandom(_NONCE)
        plain = struct.pack(f">{len(numbers)}q", *numbers)
        sealed = self._ciphers[self._current].encrypt(nonce, plain, _associated(bound))
        return base64.urlsafe_b64encode(bytes([self._current]) + nonce + sealed).decode().rstrip("=")

    def open(self, text: str, *bound: str) -> tuple[int, ...]:
        """The numbers in a sealed text.

        Raises:
            BrokenSealError: it isn't ours, or wasn't made with this `bound`.
        """
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            plain = self._ciphers[raw[0]].decrypt(
                raw[_KEY_ID : _KEY_ID + _NONCE], raw[_KEY_ID + _NONCE :], _associated(bound)
            )
            return struct.unpack(f">{len(plain) // 8}q", plain)
        except (binascii.Error, ValueError, IndexError, KeyError, InvalidTag, struct.error):
            raise BrokenSealError from None


def microseconds(at: datetime) -> int:
    """A time as the number that a seal takes for it: since 1970."""
    return (at - _START) // _MICROSECOND


def of_microseconds(number: int) -> datetime:
    """The time of such a number."""
    return _START + number * _MICROSECOND


def halves(value: UUID) -> tuple[int, int]:
    """An id as the two numbers that a seal takes for it."""
    return struct.unpack(">qq", value.bytes)


def of_halves(upper: int, lower: int) -> UUID:
    """The id of two such numbers."""
    return UUID(bytes=struct.pack(">qq", upper, lower))


def _associated(bound: Sequence[str]) -> bytes:
    """Unambiguous: each part with its length before it."""
    return b"".join(struct.pack(">I", len(part.encode())) + part.encode() for part in bound)
