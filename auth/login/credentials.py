"""What the portals prove with at an identity provider that it is they: a secret, or a private key (RFC 7523)."""

import stat
from pathlib import Path
from typing import Final, TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.jwk import ECKey, OKPKey, RSAKey

from auth.tokens.issuers import Issuer, IssuersFileError

ClientKey: TypeAlias = tuple[ECKey | RSAKey | OKPKey, str]
"""A private key and its algorithm."""
_KEY: Final = "a private key (EC P-256, RSA or Ed25519) in PEM, without a password"


def client_credential(issuer: Issuer) -> str | ClientKey | None:
    """The secret or the key in the file that an entry of ISSUERS_FILE names, as it is now; None if it names none.

    Raises:
        IssuersFileError: it can't be used.
    """
    is_key = issuer.client_key_file is not None
    name = "client_key_file" if is_key else "client_secret_file"
    file = _file(issuer)
    if file is None:
        return None

    def refused(why: str) -> IssuersFileError:
        return IssuersFileError(f"{file} ({name} of {issuer.issuer}): {why}.")

    try:
        content = file.read_bytes()
    except OSError as error:
        raise refused(f"{error.strerror}; let {name} name a readable file") from None
    try:
        found = _private_key(content) if is_key else content.decode().strip()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        found = None
    if not found:
        raise refused(f"it must hold {_KEY if is_key else 'the secret'}")
    return found


def others_can_read(issuer: Issuer) -> Path | None:
    """The file of an entry's secret or key, if others than its owner and its group can read it."""
    file = _file(issuer)
    return file if file and stat.S_IMODE(file.stat().st_mode) & 0o007 else None


def _file(issuer: Issuer) -> Path | None:
    return issuer.client_key_file or issuer.client_secret_file


def _private_key(pem: bytes) -> ClientKey | None:
    """The key and its algorithm; None if it is of a kind that isn't supported."""
    match load_pem_private_key(pem, None):
        case EllipticCurvePrivateKey(curve=SECP256R1()):
            return ECKey.import_key(pem), "ES256"
        case RSAPrivateKey():
            return RSAKey.import_key(pem), "PS256"
        case Ed25519PrivateKey():
            return OKPKey.import_key(pem), "EdDSA"
        case _:
            return None
