"""The keys of an installation, by purpose: SECRETS_FILE.

```toml
[role_passwords]        # a table a purpose
current = "2"           # the id, 1 to 255, of the key in use
1 = "base64 of at least 32 bytes"       # retired: still opens what it sealed
2 = "base64 of at least 32 bytes"
```
"""

import base64
import binascii
import fcntl
import hashlib
import hmac
import os
import secrets
import stat
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from auth.sessions import SessionKeys
from graph.cursors import Seal
from models.auditing.checkpoints import CheckpointKeys
from models.database import User
from models.pseudonyms import Pseudonyms
from server.errors import CommandError

SHORTEST_KEY: Final = 32
_IDS: Final = range(1, 256)


class KeyPurpose(StrEnum):
    """What a key is for; one is never used for two."""

    ROLE_PASSWORDS = "role_passwords"
    CURSORS = "cursors"
    LOG_PSEUDONYMS = "log_pseudonyms"
    CHECKPOINTS = "checkpoints"
    SESSIONS = "sessions"


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """The keys of one purpose by their id, and which of them is in use."""

    keys: dict[int, bytes]
    current: int


class Secrets:
    """The keys of an installation. Its text form shows none of them."""

    def __init__(self, rings: dict[KeyPurpose, KeyRing]) -> None:
        self._rings = rings

    def role_password(self, prefix: str, role: User) -> str:
        """The password that a serving role of the database gets, derived from the key in use."""
        return self.role_passwords(prefix, role)[0]

    def role_passwords(self, prefix: str, role: User) -> list[str]:
        """Those that it may have while the key is rotated: by the key in use, then by the others, the newest first."""
        ring = self._rings[KeyPurpose.ROLE_PASSWORDS]
        numbers = sorted(ring.keys, key=lambda number: (number == ring.current, number), reverse=True)
        name = f"{prefix}_{role.value.lower()}".encode()
        return [hmac.digest(ring.keys[number], name, hashlib.sha256).hex() for number in numbers]

    def seal(self) -> Seal:
        """What seals cursors and links."""
        ring = self._rings[KeyPurpose.CURSORS]
        keys = {number: hmac.digest(key, b"seal", hashlib.sha256) for number, key in ring.keys.items()}
        return Seal(keys, ring.current)

    def pseudonyms(self) -> Pseudonyms:
        """What names users and persons in the disclosure log."""
        ring = self._rings[KeyPurpose.LOG_PSEUDONYMS]
        return Pseudonyms(ring.keys, ring.current)

    def checkpoint_keys(self) -> CheckpointKeys:
        """What signs checkpoints of the disclosure log."""
        ring = self._rings[KeyPurpose.CHECKPOINTS]
        return CheckpointKeys(ring.keys, ring.current)

    def session_keys(self) -> SessionKeys:
        """What the portals' sessions are encrypted with in the database."""
        ring = self._rings[KeyPurpose.SESSIONS]
        return SessionKeys(ring.keys, ring.current)


def load_secrets(file: Path, *, make: bool) -> Secrets:
    """Read the keys.

    Args:
        file: SECRETS_FILE.
        make: whether to make the file with new keys if it isn't there.

    Raises:
        CommandError: it can't be used; the message never shows a key.
    """
    if make:
        _complete(file)
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise CommandError(f"Others can read {file}: chmod 600 it.")
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}; let SECRETS_FILE name a readable file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise CommandError(f"{file} is not valid TOML; see docs/settings.md.") from None
    return Secrets({purpose: _ring(file, content.get(purpose.value), purpose) for purpose in KeyPurpose})


def _ring(file: Path, entry: object, purpose: KeyPurpose) -> KeyRing:
    try:
        if not isinstance(entry, dict):
            raise ValueError  # noqa: TRY301, TRY004 - one answer for all that can be wrong
        keys = {int(name): base64.b64decode(text, validate=True) for name, text in entry.items() if name != "current"}
        ring = KeyRing(keys, int(entry["current"]))
        if not all(len(key) >= SHORTEST_KEY and number in _IDS for number, key in keys.items()):
            raise ValueError  # noqa: TRY301 - the same
        ring.keys[ring.current]
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise CommandError(
            f"{file}: [{purpose.value}] needs keys of at least 32 bytes in base64 under ids from 1 to 255, and in"
            " `current` the id of the one in use."
        ) from None
    return ring


def _complete(file: Path) -> None:
    """Write keys for the purposes that have none yet, whole or not at all; one process at a time."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            written = file.read_text(encoding="utf-8") if file.exists() else ""
            missing = [purpose for purpose in KeyPurpose if f"[{purpose.value}]" not in written]
            if missing:
                _replace(file, "\n".join(filter(None, [written, *map(_new, missing)])))
        finally:
            os.close(folder)
    except OSError as error:
        raise CommandError(f"{file} can't be made: {error.strerror}; set SECRETS_FILE or DATA_DIR.") from None


def _new(purpose: KeyPurpose) -> str:
    return f'[{purpose.value}]\ncurrent = "1"\n1 = "{base64.b64encode(secrets.token_bytes(32)).decode()}"\n'


def _replace(file: Path, text: str) -> None:
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
