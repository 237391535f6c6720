"""DKD_FILE: whose messages are read; a file that can't be gone by is refused with all that is wrong."""

from pathlib import Path

import pytest

from domain.suwi import Source
from models.dkd.municipalities import Municipalities, Municipality
from server.dkd_file import load_municipalities
from server.errors import CommandError

ROTTERDAM = '[municipalities."0599"]\noin = "00000001001234567000"\nname = "Gemeente Rotterdam"\n'


def written(folder: Path, text: str) -> Path:
    file = folder / "dkd.toml"
    file.write_text(text)
    return file


def test_a_file_names_each_municipality_by_its_code_or_those_of_a_branch(tmp_path: Path) -> None:
    text = f"percentage_decimals = 1\n{ROTTERDAM}{ROTTERDAM.replace('0599', '0599-0002').replace('1234', '9999')}"
    found = load_municipalities(written(tmp_path, text))
    city = Municipality("00000001001234567000", "Gemeente Rotterdam")
    branch = Municipality("00000001009999567000", "Gemeente Rotterdam")
    assert found == Municipalities({Source("0599"): city, Source("0599", "0002"): branch}, 1)
    assert found.of(Source("0599", "0001")) == found.of(Source("0599")) == city
    assert found.of(Source("0599", "0002")) == branch
    assert found.of(Source("0344")) is None
    assert load_municipalities(written(tmp_path, ROTTERDAM)).decimals == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("oin =", "is not valid TOML"),
        ("", "[municipalities] must have a table"),
        ("municipalities = 1", "[municipalities] must have a table"),
        (f"percentage_decimals = 3\n{ROTTERDAM}", "`percentage_decimals` must be 0, 1 or 2"),
        (f"percentage_decimals = true\n{ROTTERDAM}", "`percentage_decimals` must be 0, 1 or 2"),
        (f"more = 1\n{ROTTERDAM}", "it has more than"),
        (ROTTERDAM.replace("0599", "599"), '"599" must be four digits'),
        (ROTTERDAM.replace("0599", "0599-"), '"0599-" must be four digits'),
        (ROTTERDAM.replace("0000000100", "O"), 'the `oin` of "0599" must be'),
        (ROTTERDAM.replace("Gemeente Rotterdam", ""), 'the `name` of "0599" must be'),
        (ROTTERDAM.replace("Gemeente Rotterdam", "a\\nb"), 'the `name` of "0599" must be'),
        (f"{ROTTERDAM}url = 1", '"0599" has more than'),
        ('municipalities."0599" = 1', 'the `oin` of "0599" must be'),
    ],
)
def test_a_file_that_cant_be_gone_by_is_refused(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        load_municipalities(written(tmp_path, text))
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="let DKD_FILE name a readable file"):
        load_municipalities(tmp_path / "nowhere.toml")
