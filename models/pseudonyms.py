"""Pseudonyms of the disclosure log: without the key, nobody can tell whose they are."""

import hmac
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final

LENGTH: Final = 16
_USERS: Final = 10_000


class Pseudonyms:
    """Keyed pseudonyms (HMAC-SHA256, RFC 2104, cut to 16 bytes) of users and of the persons they consult.

    They are made here and never in the database: whoever has a key finds all 90 million BSNs in minutes. A user and a
    person have different keys, so that a citizen who looks is not linked to the one who is looked at.

    Args:
        keys: key id -> key; retired ones still find what they named.
        current: the id of the key in use.
    """

    def __init__(self, keys: Mapping[int, bytes], current: int) -> None:
        ordered = [keys[current], *(key for number, key in sorted(keys.items()) if number != current)]
        self._subjects = [_keyed(hmac.digest(key, b"subject", "sha256")) for key in ordered]
        self._users = [_keyed(hmac.digest(key, b"user", "sha256")) for key in ordered]
        self.user: Callable[[str, str], bytes] = lru_cache(_USERS)(self._of_user)
        """The pseudonym of a user, who is told apart by the issuer and its name for them."""

    def subject(self, bsn: bytes) -> bytes:
        """The pseudonym of a person, from the nine digits of the BSN."""
        return _of(self._subjects[0], bsn)

    def known(self, bsn: bytes) -> list[bytes]:
        """Under which pseudonyms a person may stand in the log; the one in use first."""
        return [_of(keyed, bsn) for keyed in self._subjects]

    def known_user(self, issuer: str, subject: str) -> list[bytes]:
        """Under which pseudonyms a user may be known; the one in use first."""
        name = f"{len(issuer)}:{issuer}{subject}".encode()
        return [_of(keyed, name) for keyed in self._users]

    def _of_user(self, issuer: str, subject: str) -> bytes:
        return self.known_user(issuer, subject)[0]


def _keyed(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod="sha256")


def _of(keyed: hmac.HMAC, name: bytes) -> bytes:
    """The pseudonym of a name. A copy of what has its key takes half as long as to begin anew."""
    one = keyed.copy()
    one.update(name)
    return one.digest()[:LENGTH]


def joined(pseudonyms: Iterable[bytes]) -> bytes:
    """Pseudonyms as the log takes many: each once, sorted, one after another."""
    return b"".join(sorted(set(pseudonyms)))


class Packed:
    """Many pseudonyms in little memory: each takes its own length, twice while they are joined."""

    def __init__(self) -> None:
        self._by_first_byte = [bytearray() for _ in range(256)]

    def add(self, pseudonym: bytes) -> None:
        """One more; it may be there already."""
        self._by_first_byte[pseudonym[0]] += pseudonym

    def joined(self) -> bytes:
        """The same as `joined` of them."""
        return b"".join(
            joined(bytes(part[start : start + LENGTH]) for start in range(0, len(part), LENGTH))
            for part in self._by_first_byte
        )
