"""Files that hold a key or a secret of this machine: made once, whole, and for their owner's eyes only."""

import json
import os
import re
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

_CURVE: Final = "P-256"
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def signing_key(file: Path, owner: str) -> ECKey:
    """The private key (P-256) in this file, which is made if it isn't there.

    Processes that start at the same time end up with the same key.

    Args:
        file: where it is; missing directories are made too, with mode 0700.
        owner: whose key it is, for the message.

    Raises:
        ValueError: others can read the file, or it holds no such key.
        OSError: it can't be read or made, or is a symbolic link.
    """
    content = _content(file, _new_key, "key")
    try:
        key = ECKey.import_key(json.loads(content))
    except (JoseError, ValueError, KeyError, TypeError):
        key = None
    if key is None or not key.is_private or key.curve_name != _CURVE:
        raise ValueError(f"{file} holds no key of {owner}; delete it, and a new one is made.")
    return key


def shared_secret(file: Path) -> str:
    """The secret in this file, 256 bits in base64url, which is made if it isn't there.

    Raises:
        ValueError: others can read the file, or it holds something else.
        OSError: it can't be read or made, or is a symbolic link.
    """
    secret = _content(file, _new_secret, "secret").strip()
    if not _SECRET.fullmatch(secret):
        raise ValueError(f"{file} holds no secret; delete it, and a new one is made.")
    return secret


def _new_key() -> str:
    return json.dumps(ECKey.generate_key(_CURVE, auto_kid=True).as_dict(private=True))


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


def _content(file: Path, make: Callable[[], str], what: str) -> str:
    """What stands in this file, which is made if it isn't there."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(file, make())
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, encoding="ascii", errors="replace") as stream:
        if stat.S_IMODE(os.fstat(descriptor).st_mode) & 0o077:
            raise ValueError(f"Others can read {file}; delete it, and a new {what} is made.")
        return stream.read()


def _create(file: Path, content: str) -> None:
    """Write the file, whole or not at all; one that another process put there meanwhile stays."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(descriptor)
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        draft.unlink()
