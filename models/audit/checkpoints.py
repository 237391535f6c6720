"""Checkpoints: signed lines outside the database, each saying how far the lanes of the log were.

A line is JSON with sorted keys and no spaces: `at` (ISO 8601, UTC), `heads` and sometimes `anchors` (lane: the number
of its last record, and its hash) or `restored` (what a restore or failover lost), `previous` (SHA-256 of the line
before, empty on the very first), `key` (its id) and `signature` (Ed25519 over the same line without it).
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

CLOCKS_APART: Final = 2_000_000
"""How many microseconds the clocks of machines that work together may differ."""

Content = dict[str, Any]


class Head(NamedTuple):
    """The last record of a lane at some time, and the lane's hash then, which stands for all before it too."""

    number: int
    hash: bytes


Heads = Mapping[int, Head]
"""A head a lane."""


class Numbers(NamedTuple):
    """The numbers of a row of records of a lane."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A declaration that the database went back to an earlier state: by a restore, or since a standby lacked the end.

    Attributes:
        by: the account that declared it.
        reason: why, in its words.
        since: the time of the first checkpoint that knows some of what was lost, and `until` that of the last.
        lost: lane -> which records it has no longer as checkpoints before this line know them.
    """

    by: str
    reason: str
    since: str
    until: str
    lost: Mapping[int, Numbers]

    def content(self) -> Content:
        """As it stands in a line."""
        lost = {str(lane): list(numbers) for lane, numbers in self.lost.items()}
        return {"by": self.by, "reason": self.reason, "since": self.since, "until": self.until, "lost": lost}

    @classmethod
    def of(cls, content: Content) -> "Restored":
        """From a line."""
        lost = {int(lane): Numbers(*two) for lane, two in content["lost"].items()}
        return cls(content["by"], content["reason"], content["since"], content["until"], lost)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a line says.

    Attributes:
        at: when it was written.
        previous: SHA-256 of the line before, in hexadecimal.
        heads: where the lanes were that had moved since the line before.
        anchors: up to where retention dropped the lanes: verification goes on from there.
        restored: what was lost before this line was written.
    """

    at: str
    previous: str
    heads: Heads
    anchors: Heads
    restored: Restored | None = None


class ForeignLineError(Exception):
    """A line that these keys didn't sign. `readable`: it is a whole checkpoint all the same."""

    def __init__(self, *, readable: bool) -> None:
        super().__init__()
        self.readable = readable


_PURPOSE: Final = b"checkpoint"
_SIGNATURE: Final = "signature"


class CheckpointKeys:
    """Signs checkpoints (Ed25519, RFC 8032) and knows its own again, those of retired keys too.

    Args:
        keys: key id -> at least 32 secret bytes.
        current: the id of the key that signs.
    """

    def __init__(self, keys: Mapping[int, bytes], current: int) -> None:
        self._private = {
            number: Ed25519PrivateKey.from_private_bytes(hmac.digest(key, _PURPOSE, "sha256"))
            for number, key in keys.items()
        }
        self._public = {str(number): key.public_key() for number, key in self._private.items()}
        self._current = current

    def line(self, content: Content) -> bytes:
        """The content as a signed line, without the line's end."""
        whole = {**content, "key": str(self._current)}
        signature = self._private[self._current].sign(_canonical(whole))
        return _canonical({**whole, _SIGNATURE: signature.hex()})

    def checkpoint(self, line: bytes) -> Checkpoint:
        """What a line says.

        Raises:
            ForeignLineError: it isn't a line that one of these keys has signed, byte by byte.
        """
        try:
            content = json.loads(line)
        except ValueError:
            raise ForeignLineError(readable=False) from None
        if not isinstance(content, dict) or not isinstance(content.get(_SIGNATURE), str):
            raise ForeignLineError(readable=False)
        readable = _canonical(content) == line
        try:
            signature = bytes.fromhex(content.pop(_SIGNATURE))
            self._public[str(content.get("key"))].verify(signature, _canonical(content))
        except (InvalidSignature, KeyError, ValueError):
            raise ForeignLineError(readable=readable) from None
        if not readable:
            raise ForeignLineError(readable=False)
        return Checkpoint(
            content["at"],
            content["previous"],
            heads_of(content["heads"]),
            heads_of(content.get("anchors", {})),
            Restored.of(content["restored"]) if "restored" in content else None,
        )


def written(heads: Heads) -> dict[str, list[object]]:
    """Heads as they stand in a line."""
    return {str(lane): [head.number, head.hash.hex()] for lane, head in heads.items()}


def heads_of(content: Mapping[str, tuple[int, str]]) -> dict[int, Head]:
    """Heads from a line."""
    return {int(lane): Head(number, bytes.fromhex(digest)) for lane, (number, digest) in content.items()}


def microseconds(at: str) -> int:
    """When a checkpoint was written, since 1970."""
    return round(datetime.fromisoformat(at).timestamp() * 1_000_000)


def _canonical(content: Content) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
