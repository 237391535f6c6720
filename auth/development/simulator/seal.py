"""What a browser carries for the simulator, and can neither read nor change."""

import base64
import json
import os
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION: Final = 1
"""Raise it when the content of something sealed changes: what a browser still has of before won't open."""

_NONCE: Final = 12


def derived_key(secret: str, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())


class Seal:
    """Encrypts and authenticates a JSON object (AES-256-GCM), with a key that only this purpose has.

    Args:
        secret: the secret of this machine.
        purpose: what is sealed, and whose it is; what is sealed for another doesn't open.
    """

    def __init__(self, secret: str, purpose: str) -> None:
        self._cipher = AESGCM(derived_key(secret, f"{purpose} {_VERSION}"))

    def close(self, content: Mapping[str, object]) -> str:
        """The object as letters that can stand in an address, a form and a cookie."""
        nonce = os.urandom(_NONCE)
        sealed = self._cipher.encrypt(nonce, json.dumps(content).encode(), None)
        return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def open(self, text: str) -> dict[str, Any] | None:
        """The object, or None if it isn't ours or was changed."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            content: dict[str, Any] = json.loads(self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None))
        except (ValueError, InvalidTag):
            return None
        return content
