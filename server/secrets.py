"""The keys of an installation, by purpose: SECRETS_FILE.

```toml
[role_passwords]        # a table a purpose
current = "2"           # the id, 1 to 255, of the key in use
1 = "base64 of at least 32 bytes"       # retired: still opens what it sealed
2 = "base64 of at least 32 bytes"

[made_on]               # when; only people read it
role_passwords.2 = 2026-11-26
```
"""

import base64
import binascii
import hashlib
import hmac
import stat
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from auth.login.encrypted_sessions import SessionKeys
from graph.cursors import Seal
from models.audit.checkpoints import CheckpointKeys
from models.database import User
from models.pseudonyms import Pseudonyms
from server.errors import CommandError

SHORTEST_KEY: Final = 32
IDS: Final = range(1, 256)


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


def load_secrets(file: Path, *, but: Collection[KeyPurpose] = ()) -> Secrets:
    """Read the keys.

    Args:
        file: SECRETS_FILE.
        but: purposes that need not have a key.

    Raises:
        CommandError: it can't be used: all that is wrong with it, and never a key.
    """
    content = read_content(file)
    faults = ["others can read it, so chmod 600 it"] if stat.S_IMODE(file.stat().st_mode) & 0o077 else []
    missing = [purpose.value for purpose in KeyPurpose if not (purpose.value in content or purpose in but)]
    if missing:
        named = ", ".join(f"[{name}]" for name in missing)
        faults.append(f"{named} missing, which `doelgroepregister secrets rotate {' '.join(missing)}` adds")
    rings = {purpose: _ring(content[purpose.value]) for purpose in KeyPurpose if purpose.value in content}
    unusable = [f"[{purpose.value}]" for purpose, ring in rings.items() if ring is None]
    if unusable:
        faults.append(
            f"{', '.join(unusable)} without keys of at least 32 bytes in base64 under ids from 1 to 255, or without the"
            " id of the one in use as `current`"
        )
    if faults:
        raise CommandError(f"{file}: {'; '.join(faults)}.")
    return Secrets({purpose: ring for purpose, ring in rings.items() if ring is not None})


def read_content(file: Path) -> dict[str, Any]:
    """What stands in the file, whatever it is.

    Raises:
        CommandError: it can't be read.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CommandError(
            f"There is no {file}: let SECRETS_FILE name the keys' file, or make one by `doelgroepregister secrets new`."
        ) from None
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}; let SECRETS_FILE name a readable file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise CommandError(f"{file} is not valid TOML; see docs/settings.md.") from None


def _ring(entry: object) -> KeyRing | None:
    """The ring that a table holds, or None if it holds none."""
    if not isinstance(entry, dict):
        return None
    try:
        keys = {int(name): base64.b64decode(text, validate=True) for name, text in entry.items() if name != "current"}
        current = int(entry["current"])
    except (ValueError, KeyError, TypeError, binascii.Error):
        return None
    usable = current in keys and all(len(key) >= SHORTEST_KEY and number in IDS for number, key in keys.items())
    return KeyRing(keys, current) if usable else None
