"""Who receives messages: RECEIVERS_FILE.

```toml
oin = "00000001003214345000"            # of whoever keeps the register: the `source` of its messages

# A municipality by its OIN, an employer by its KvK number or RSIN ("EMPLOYER:90000012"), or all others of a role:
# "SUWINET", "EMPLOYER", "CITIZEN", and "ASSESSOR", which is UWV.
[receivers."SUWINET:00000001001234567000"]
url = "https://berichten.example/doelgroepregister"
keys = ["base64 of at least 32 bytes"]          # the newest first; all of them sign, so that one can be replaced
```
"""

import base64
import binascii
import re
import stat
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

from auth.development.issuer import refuse_unless_loopback
from auth.discovery import is_address
from auth.visibility.message import types_for
from server.errors import CommandError
from server.secrets import SHORTEST_KEY

_OIN: Final = re.compile(r"\d{20}")
_DIGIT: Final = re.compile(r"\d")
_NAME: Final = re.compile(r"[A-Z]+|SUWINET:[0-9]{20}|EMPLOYER:[0-9]{8,9}")


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where messages for one go, and the keys that sign them."""

    name: str
    url: str
    keys: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receivers:
    """Whose messages they are, as a CloudEvent's `source`, and who receives them, by name."""

    source: str
    by_name: dict[str, Receiver]


def load_receivers(file: Path) -> Receivers:
    """Read who receives messages.

    Raises:
        CommandError: the file can't be used: all that is wrong with it, and never a key.
    """
    content = _content(file)
    faults = ["others can read it, so chmod 600 it"] if stat.S_IMODE(file.stat().st_mode) & 0o077 else []
    oin, entries = content.get("oin"), content.get("receivers", {})
    if not (isinstance(oin, str) and _OIN.fullmatch(oin)):
        faults.append("`oin` must be the 20 digits, in quotes, of whoever keeps the register")
    if not isinstance(entries, dict):
        faults.append("[receivers] must have a table for each receiver")
        entries = {}
    by_name = {name: _receiver(name, entry, faults) for name, entry in entries.items()}
    shared = Counter(key for one in by_name.values() for key in set(one.keys))
    if any(count > 1 for count in shared.values()):
        faults.append("two receivers have the same key, so that one could sign for the other")
    if faults:
        raise CommandError(f"{file}: {'; '.join(faults)}.")
    return Receivers(f"urn:nld:oin:{oin}:systeem:doelgroepregister", by_name)


def _content(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}; let RECEIVERS_FILE name a readable file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise CommandError(f"{file} is not valid TOML; see docs/production.md.") from None


def _receiver(name: str, entry: object, faults: list[str]) -> Receiver:
    """What a table says, and what is wrong with it."""
    found = entry if isinstance(entry, dict) else {}
    url, texts = found.get("url"), found.get("keys")
    shown = name
    if not (_NAME.fullmatch(name) and types_for(name)):
        shown = _DIGIT.sub("#", name)  # somebody may have written a person's number
        faults.append(f'"{shown}" is no receiver that any message may go to, see docs/visibility.md')
    if not (isinstance(url, str) and _is_safe(url)):
        faults.append(f'the `url` of "{shown}" must be https, without user, query or fragment')
    keys = _keys(texts)
    if not keys:
        faults.append(f'the `keys` of "{shown}" must be a list of at least one key of 32 bytes or more, in base64')
    if found.keys() - {"url", "keys"}:
        faults.append(f'"{shown}" has more than `url` and `keys`')
    return Receiver(name, str(url), keys)


def _is_safe(url: str) -> bool:
    """Whether it is an https address with nothing in it that logs shouldn't have; http on this machine only."""
    if not is_address(url, allow_http=True) or "?" in url or url.split() != [url]:
        return False
    try:
        httpx2.URL(url)
        if urlsplit(url).scheme == "http":
            refuse_unless_loopback(urlsplit(url).hostname or "")
    except (ValueError, httpx2.InvalidURL):
        return False
    return True


def _keys(texts: object) -> tuple[bytes, ...]:
    """The keys, or none if one of them can't be used."""
    try:
        keys = tuple(base64.b64decode(text, validate=True) for text in texts) if isinstance(texts, list) else ()
    except (ValueError, TypeError, binascii.Error):
        return ()
    return keys if all(len(key) >= SHORTEST_KEY for key in keys) else ()
