"""What the portals prove with at a provider: read as it is now, and refused with what to do."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from auth.login.credentials import client_credential, others_can_read
from auth.tokens.issuers import Issuer, IssuersFileError
from auth.tokens.keys import LocalKeys
from domain.roles import Role


def pem(key: Any, encryption: KeySerializationEncryption | None = None) -> bytes:
    """A private key as its file has it."""
    written: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())
    return written


def entry(**files: Path) -> Issuer:
    known: dict[str, Any] = {"label": "DigiD", "client_id": "portal", **files}
    return Issuer("https://digid.example", frozenset({Role.CITIZEN}), LocalKeys({"keys": []}), **known)


def written(tmp_path: Path, content: bytes, mode: int = 0o600) -> Path:
    file = tmp_path / "credential"
    file.write_bytes(content)
    file.chmod(mode)
    return file


def test_a_client_may_have_a_secret_or_nothing(tmp_path: Path) -> None:
    assert client_credential(entry()) is None
    assert client_credential(entry(client_secret_file=written(tmp_path, b"hunter2\n"))) == "hunter2"


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ec.generate_private_key(ec.SECP256R1()), "ES256"),
        (rsa.generate_private_key(65537, 2048), "PS256"),
        (ed25519.Ed25519PrivateKey.generate(), "EdDSA"),
    ],
)
def test_a_key_has_the_algorithm_of_its_kind(tmp_path: Path, key: Any, algorithm: str) -> None:
    found = client_credential(entry(client_key_file=written(tmp_path, pem(key))))
    assert isinstance(found, tuple)
    assert found[1] == algorithm


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no key",
        pem(ed448.Ed448PrivateKey.generate()),
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(ed25519.Ed25519PrivateKey.generate(), BestAvailableEncryption(b"hunter2")),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(tmp_path: Path, content: bytes) -> None:
    file = written(tmp_path, content)
    with pytest.raises(IssuersFileError) as told:
        client_credential(entry(client_key_file=file))
    assert str(told.value) == (
        f"{file} (client_key_file of https://digid.example): it must hold a private key (EC P-256, RSA or Ed25519) in "
        "PEM, without a password."
    )


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff"])
def test_a_secret_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(IssuersFileError, match=r"client_secret_file of .*: it must hold the secret\.$"):
        client_credential(entry(client_secret_file=written(tmp_path, content)))


@pytest.mark.parametrize("name", ["client_secret_file", "client_key_file"])
def test_a_file_that_is_gone_is_refused_and_one_that_others_can_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(IssuersFileError, match=rf"{name} of .*: No such file or directory; let {name} name a readable"):
        client_credential(entry(**{name: tmp_path / "nowhere"}))
    for mode in (0o644, 0o640, 0o600):
        file = written(tmp_path, b"hunter2", mode)
        assert others_can_read(entry(**{name: file})) == (file if mode == 0o644 else None)
