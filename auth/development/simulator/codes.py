"""Authorization codes: what a code stands for, and that it counts once (RFC 6749 section 4.1.2)."""

import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from auth.development.simulator.login_form import Identity
from auth.development.simulator.seal import Seal

LIFETIME: Final = 60
DIRECTORY: Final = "simulator-codes"


@dataclass(frozen=True, slots=True, repr=False)
class Grant:
    """What a code stands for.

    Attributes:
        client_id: who may use it,
        redirect_uri: naming the address that it was sent to,
        code_challenge: and proving that it asked for it (RFC 7636).
        nonce: for the ID token.
        authenticated_at: when the user logged in, in seconds since 1970.
        identity: the user.
    """

    client_id: str
    redirect_uri: str
    code_challenge: str
    nonce: str | None
    authenticated_at: int
    identity: Identity


class Codes:
    """Makes the codes of one provider, and takes them back.

    A code carries its grant, sealed, so any process of this machine can take it. That it was used is a file whose
    name begins with the moment at which the code expires; the file is gone some time after that.
    """

    def __init__(self, seal: Seal, directory: Path, clock: Callable[[], float]) -> None:
        self._seal = seal
        self._used = directory / DIRECTORY
        self._clock = clock

    def make(self, grant: Grant) -> str:
        """A code for this grant."""
        expires_at = int(self._clock()) + LIFETIME
        return self._seal.close({"id": secrets.token_hex(16), "expires_at": expires_at, "grant": asdict(grant)})

    def take(self, code: str) -> Grant | None:
        """The grant of this code, which is good no more from now on; None if it isn't good."""
        content = self._seal.open(code)
        if content is None or self._clock() >= content["expires_at"]:
            return None
        return _grant(content["grant"]) if self._first_use(f"{content['expires_at']}-{content['id']}") else None

    def _first_use(self, name: str) -> bool:
        self._used.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clean()
        try:
            os.close(os.open(self._used / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return False
        return True

    def _clean(self) -> None:
        """Remove the files of codes that are refused already because they expired."""
        for file in self._used.iterdir():
            expired_at = file.name.partition("-")[0]
            if expired_at.isdecimal() and int(expired_at) + LIFETIME < self._clock():
                file.unlink(missing_ok=True)


def _grant(content: dict[str, Any]) -> Grant:
    return Grant(**{**content, "identity": Identity(**content["identity"])})
