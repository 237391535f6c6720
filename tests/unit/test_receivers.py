"""RECEIVERS_FILE: who receives messages; a file that isn't safe to go by is refused with all that is wrong."""

import base64
import re
from pathlib import Path

import pytest

from server.errors import CommandError
from server.receivers import Receiver, Receivers, load_receivers

NAME = "SUWINET:00000001001234567000"
KEY = base64.b64encode(b"k" * 32).decode()
OTHER = base64.b64encode(b"o" * 33).decode()
OIN = 'oin = "00000001003214345000"\n'


def entry(name: str = NAME, url: str = "https://there.example/hook", keys: str = f'["{KEY}"]') -> str:
    return f'[receivers."{name}"]\nurl = "{url}"\nkeys = {keys}\n'


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "receivers.toml"
    file.write_text(text)
    file.chmod(mode)
    return file


def test_a_file_names_each_receiver_with_its_address_and_keys(tmp_path: Path) -> None:
    text = OIN + entry(keys=f'["{KEY}", "{OTHER}"]') + entry("CITIZEN", "http://127.0.0.1:9/x", f'["{OTHER[::-1]}"]')
    text = text.replace(OTHER[::-1], base64.b64encode(b"c" * 32).decode())
    found = load_receivers(written(tmp_path, text))
    assert found == Receivers(
        "urn:nld:oin:00000001003214345000:systeem:doelgroepregister",
        {
            NAME: Receiver(NAME, "https://there.example/hook", (b"k" * 32, b"o" * 33)),
            "CITIZEN": Receiver("CITIZEN", "http://127.0.0.1:9/x", (b"c" * 32,)),
        },
    )
    assert "kkk" not in repr(found)


@pytest.mark.parametrize(
    "name", ["CITIZEN", "EMPLOYER", "SUWINET", "ASSESSOR", "EMPLOYER:90000012", "EMPLOYER:890000001"]
)
def test_a_receiver_is_a_role_or_an_organisation_by_its_number(name: str, tmp_path: Path) -> None:
    assert set(load_receivers(written(tmp_path, OIN + entry(name))).by_name) == {name}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("oin =", "is not valid TOML"),
        (entry(), "`oin` must be the 20 digits"),
        ('oin = "1"\n', "`oin` must be the 20 digits"),
        (OIN + "receivers = 1\n", "must have a table for each receiver"),
        (OIN + "[receivers]\nCITIZEN = 1\n", 'the `url` of "CITIZEN" must be https'),
        *(
            (OIN + entry(name), "is no receiver")
            for name in (
                *("AUDITOR", "MONITOR", "citizen", "", "SUWINET:", "X:1", "SUWINET:1", "EMPLOYER:", "EMPLOYER:1234567"),
                *("EMPLOYER:0123456789", "EMPLOYER:8900000L", "CITIZEN:999990019", "ASSESSOR:12345678"),
            )
        ),
        *(
            (OIN + entry(url=url), "must be https")
            for url in (
                "http://there.example/hook",
                "https://user:word@there.example/",
                "https://there.example/?bsn=999990019",
                "https://there.example/#x",
                "https:///x",
                "ftp://there.example/",
                " https://there.example/",
                "https://there.example:99999/",
                "/hook",
            )
        ),
        *(
            (OIN + entry(keys=keys), "must be a list of at least one key")
            for keys in ("[]", '"x"', '["dG9vIHNob3J0"]', f'["{KEY}", 1]', '["é"]', "{}")
        ),
        (OIN + entry() + "proxy = 1\n", "has more than `url` and `keys`"),
        (OIN + entry() + entry("CITIZEN"), "two receivers have the same key"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_without_any_key_or_address(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(CommandError, match=re.escape(why)) as refused:
        load_receivers(written(tmp_path, text))
    for secret in (KEY, "word", "999990019", "dG9v"):
        assert secret not in str(refused.value)


def test_a_file_that_others_can_read_or_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="others can read it, so chmod 600 it"):
        load_receivers(written(tmp_path, OIN, 0o640))
    with pytest.raises(CommandError, match="let RECEIVERS_FILE name a readable file"):
        load_receivers(tmp_path / "none.toml")
