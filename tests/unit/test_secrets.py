"""The keys of an installation."""

import base64
import secrets
import stat
import tomllib
from datetime import date
from pathlib import Path

import pytest

from domain.roles import Role
from server.errors import CommandError
from server.secrets import Secrets, load_secrets
from server.secrets_file import complete

DAY = date(2026, 11, 26)


def made(file: Path) -> Secrets:
    """The keys of a file, which is made or completed first."""
    complete(file, DAY)
    return load_secrets(file)


def test_keys_are_made_once_in_a_file_of_its_owners_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "secrets.toml"
    first = made(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = made(file)
    assert first.role_password("p", Role.CITIZEN) == again.role_password("p", Role.CITIZEN)


def test_each_role_and_each_prefix_has_its_own_password(tmp_path: Path) -> None:
    keys = made(tmp_path / "secrets.toml")
    passwords = {keys.role_password(prefix, role) for prefix in ("a", "b") for role in Role}
    assert len(passwords) == 2 * len(Role)


def test_a_missing_file_is_not_made_where_it_should_be_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no .* secrets new"):
        load_secrets(tmp_path / "secrets.toml")


@pytest.mark.parametrize(
    "content", ["", "x", '[role_passwords]\ncurrent = "1"', '[role_passwords]\ncurrent = "1"\n1 = "c2hvcnQ="']
)
def test_a_file_without_a_proper_key_is_refused_and_not_shown(tmp_path: Path, content: str) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(CommandError) as caught:
        load_secrets(file)
    assert "c2hvcnQ" not in str(caught.value)
    assert file.read_text() == content


def test_a_purpose_that_is_new_gets_its_key_beside_the_others(tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    before = made(file).role_password("p", Role.CITIZEN)
    file.write_text(file.read_text().partition("[cursors]")[0])
    keys = made(file)
    assert keys.role_password("p", Role.CITIZEN) == before
    assert keys.seal().open(keys.seal().close([1, 2], "a"), "a") == (1, 2)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    made(file)
    file.chmod(0o640)
    with pytest.raises(CommandError, match="chmod 600"):
        made(file)


def test_the_logs_pseudonyms_have_a_key_that_no_other_purpose_has(tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    keys = made(file)
    rings = tomllib.loads(file.read_text())
    assert rings.pop("made_on")["sessions"] == {"1": DAY}
    assert set(rings) == {"role_passwords", "cursors", "log_pseudonyms", "checkpoints", "sessions"}
    assert len({ring["1"] for ring in rings.values()}) == 5
    again = load_secrets(file)
    assert keys.pseudonyms().subject(b"999900006") == again.pseudonyms().subject(b"999900006")
    other = made(tmp_path / "other.toml")
    assert keys.pseudonyms().subject(b"999900006") != other.pseudonyms().subject(b"999900006")


def test_a_pseudonym_key_that_is_retired_still_finds_what_it_named(tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    before = made(file).pseudonyms().subject(b"999900006")
    fresh = base64.b64encode(secrets.token_bytes(32)).decode()
    text = file.read_text()
    first, second = '[log_pseudonyms]\ncurrent = "1"\n', f'[log_pseudonyms]\ncurrent = "2"\n2 = "{fresh}"\n'
    file.write_text(text.replace(first, second))
    now = load_secrets(file).pseudonyms()
    assert now.subject(b"999900006") != before
    assert now.known(b"999900006") == [now.subject(b"999900006"), before]
