"""Sessions on the server: a browser holds a random cookie and nothing else.

What a session holds is encrypted with a key made of the cookie and of a key of the installation, and stored under the
cookie's hash: who has the database can't read it, and who has the keys as well still lacks the cookie.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LOG_IN_SECONDS: Final = 900
"""How long somebody may take at an identity provider."""

_COOKIE_BYTES: Final = 32
_NONCE: Final = 12


@dataclass(frozen=True, slots=True, repr=False)
class SessionKeys:
    """The keys by their id; what a retired one encrypted still opens."""

    keys: Mapping[int, bytes]
    current: int


class StoredSession(Protocol):
    """A live session as it is stored."""

    @property
    def content(self) -> bytes:
        """What was stored."""
        ...

    @property
    def idle(self) -> int:
        """After how many seconds without use it ends."""
        ...

    @property
    def max_age(self) -> int:
        """In how many seconds it ends at the latest."""
        ...


class SessionStore(Protocol):
    """Where sessions are kept, by a key of 32 bytes; each call raises UnavailableError if that is away."""

    async def start(self, key: bytes, content: bytes, *, idle: int, max_age: int) -> None:
        """Keep a new session."""
        ...

    async def use(self, key: bytes) -> StoredSession | None:
        """A session that lives, which was used now."""
        ...

    async def change(self, key: bytes, content: bytes) -> None:
        """Keep something else in a session."""
        ...

    async def end(self, key: bytes) -> None:
        """End a session."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """A live session: its cookie, what it holds, and after how many seconds it ends, unused or at the latest."""

    cookie: str
    data: dict[str, Any]
    idle: int
    max_age: int


class Sessions:
    """Starts, finds and ends sessions of one kind.

    Args:
        store: where they are kept.
        keys: what they are encrypted with.
        kind: what they are for; a cookie of another kind opens nothing.
        idle: after how many seconds without use one ends.
    """

    def __init__(self, store: SessionStore, keys: SessionKeys, kind: str, idle: int) -> None:
        self._store = store
        self._keys = keys
        self._kind = kind.encode()
        self.idle = idle

    async def start(self, data: Mapping[str, Any], max_age: int, cookie: str | None = None) -> Session:
        """A new session, which ends in so many seconds at the latest; with a new cookie unless one is given."""
        cookie = cookie or secrets.token_urlsafe(_COOKIE_BYTES)
        await self._store.start(_name(cookie), self._sealed(cookie, data), idle=self.idle, max_age=max_age)
        return Session(cookie, dict(data), min(self.idle, max_age), max_age)

    async def find(self, cookie: str | None) -> Session | None:
        """The session of this cookie if it lives; that it was used now is noted.

        Raises:
            UnavailableError: nobody knows now.
        """
        if not cookie or not cookie.isascii():
            return None
        stored = await self._store.use(_name(cookie))
        data = None if stored is None else self._opened(cookie, stored.content)
        if stored is None or data is None:
            return None
        return Session(cookie, data, min(stored.idle, stored.max_age), stored.max_age)

    async def change(self, session: Session, data: Mapping[str, Any]) -> None:
        """Let a session hold something else."""
        await self._store.change(_name(session.cookie), self._sealed(session.cookie, data))

    async def end(self, session: Session) -> None:
        """End a session."""
        await self._store.end(_name(session.cookie))

    def mark(self, text: str) -> str:
        """A mark by which the same text is known again, and from which nobody learns it."""
        digest = hmac.digest(self._keys.keys[self._keys.current], b"mark\0" + text.encode(), hashlib.sha256)
        return digest.hex()[:32]

    def _sealed(self, cookie: str, data: Mapping[str, Any]) -> bytes:
        nonce = os.urandom(_NONCE)
        cipher = self._cipher(cookie, self._keys.current)
        return bytes([self._keys.current]) + nonce + cipher.encrypt(nonce, json.dumps(data).encode(), self._kind)

    def _opened(self, cookie: str, content: bytes) -> dict[str, Any] | None:
        """What it holds; None if it is of another kind, or its key is gone."""
        number, nonce, sealed = content[0], content[1 : 1 + _NONCE], content[1 + _NONCE :]
        if number not in self._keys.keys:
            return None
        try:
            data: dict[str, Any] = json.loads(self._cipher(cookie, number).decrypt(nonce, sealed, self._kind))
        except InvalidTag:
            return None
        return data

    def _cipher(self, cookie: str, number: int) -> AESGCM:
        return AESGCM(hmac.digest(self._keys.keys[number], cookie.encode("ascii"), hashlib.sha256))


def _name(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode("ascii")).digest()
