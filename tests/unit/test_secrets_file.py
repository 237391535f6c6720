"""`secrets new`, `rotate` and `ages`: the file of keys is written whole, keeps what it has, and shows no key."""

import stat
import tomllib
from datetime import date
from pathlib import Path

import pytest

from domain.roles import Role
from server.errors import CommandError
from server.secrets import KeyPurpose, load_secrets
from server.secrets_file import KeyAge, ages, make, rotate
from tests.fixtures.process import Installation

FIRST, LATER = date(2026, 1, 2), date(2026, 11, 26)
ALL = [purpose.value for purpose in KeyPurpose]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "secrets.toml"
    make(made, FIRST)
    return made


def keys_in(file: Path) -> set[str]:
    content = tomllib.loads(file.read_text())
    return {key for name in ALL if name in content for number, key in content[name].items() if number != "current"}


def test_a_new_file_is_its_owners_alone_and_has_a_key_for_every_purpose(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    assert ages(file) == [KeyAge(purpose, 1, True, FIRST) for purpose in KeyPurpose]


@pytest.mark.parametrize("what", ["file", "dangling link"])
def test_what_is_there_is_never_overwritten(tmp_path: Path, what: str) -> None:
    file = tmp_path / "secrets.toml"
    if what == "file":
        file.write_text("mine")
    else:
        file.symlink_to(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="is there already"):
        make(file, FIRST)
    assert what != "file" or file.read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_rotating_puts_a_new_key_in_front_and_keeps_the_others_with_all_that_was_written(file: Path) -> None:
    text = file.read_text().replace('current = "1"', 'current = "1"   # in use', 1)
    file.write_text(f"# Ours.\n\n{text}\n# The end.\n")
    before = load_secrets(file)
    assert rotate(file, [KeyPurpose.ROLE_PASSWORDS], LATER) == [KeyAge(KeyPurpose.ROLE_PASSWORDS, 2, True, LATER)]
    after = load_secrets(file)
    old = before.role_password("p", Role.CITIZEN)
    assert after.role_passwords("p", Role.CITIZEN)[1:] == [old]
    assert after.role_password("p", Role.CITIZEN) != old
    lines = [line for line in file.read_text().splitlines() if not line.startswith(("2 = ", "role_passwords.2 = "))]
    assert "\n".join(lines) == f"# Ours.\n\n{text}\n# The end.".replace('"1"   # in use', '"2"   # in use')
    table = file.read_text().partition("[role_passwords]\n")[2].splitlines()
    assert [line.partition(" =")[0] for line in table[:3]] == ["current", "2", "1"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_all_are_rotated_when_none_is_named_and_no_key_is_ever_lost(file: Path) -> None:
    known = keys_in(file)
    for times in range(2, 5):
        rotate(file, list(KeyPurpose), LATER)
        assert known < keys_in(file)
        known = keys_in(file)
        assert len(known) == times * len(KeyPurpose)
    assert [age[1:] for age in ages(file) if age.purpose is KeyPurpose.SESSIONS] == [
        (4, True, LATER),
        (3, False, LATER),
        (2, False, LATER),
        (1, False, FIRST),
    ]


def test_what_an_older_program_reads_of_a_rotated_file_is_what_it_reads_of_any(file: Path) -> None:
    rotate(file, list(KeyPurpose), LATER)
    content = tomllib.loads(file.read_text())
    for name in ALL:
        assert {number for number in content[name] if number != "current"} == {"1", "2"}
        assert content[name]["current"] == "2"


def test_a_purpose_without_a_key_gets_one(file: Path) -> None:
    text = file.read_text()
    start, end = text.index("[cursors]"), text.index("[log_pseudonyms]")
    file.write_text(text[:start] + text[end:])
    with pytest.raises(CommandError, match=r"\[cursors\] missing, .*secrets rotate cursors`"):
        rotate(file, [KeyPurpose.SESSIONS], LATER)
    rotate(file, [KeyPurpose.CURSORS], LATER)
    assert [age for age in ages(file) if age.purpose is KeyPurpose.CURSORS] == [
        KeyAge(KeyPurpose.CURSORS, 2, True, LATER)  # the lost one was 1, which never means another key
    ]


def test_a_key_whose_day_is_not_noted_is_of_an_unknown_day(file: Path) -> None:
    file.write_text(file.read_text().partition("[made_on]")[0])
    assert {age.made_on for age in ages(file)} == {None}
    rotate(file, [KeyPurpose.CHECKPOINTS], LATER)
    assert {age.made_on for age in ages(file) if age.purpose is KeyPurpose.CHECKPOINTS} == {LATER, None}


@pytest.mark.parametrize(
    "change",
    [
        ('[sessions]\ncurrent = "1"', '[sessions]\n"current" = "1"'),
        ('[sessions]\ncurrent = "1"', '["sessions"]\ncurrent = "1"'),
        ("[made_on]", "[made_on]\nsessions = 3\n[made_on.more]"),
    ],
)
def test_a_file_that_is_written_in_another_way_is_left_as_it_is(file: Path, change: tuple[str, str]) -> None:
    text = file.read_text().replace(*change)
    file.write_text(text)
    with pytest.raises(CommandError, match="by hand"):
        rotate(file, [KeyPurpose.SESSIONS], LATER)
    assert file.read_text() == text
    assert list(file.parent.iterdir()) == [file]


def test_what_a_link_leads_to_is_replaced_and_the_link_stays(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    rotate(link, [KeyPurpose.CURSORS], LATER)
    assert link.is_symlink()
    assert len(keys_in(file)) == len(KeyPurpose) + 1


def test_all_that_is_wrong_with_a_file_is_told_at_once_without_a_key(file: Path) -> None:
    key = next(iter(keys_in(file)))
    file.write_text(f'[role_passwords]\ncurrent = "7"\n1 = "{key}"\n[cursors]\ncurrent = "1"\n1 = "c2hvcnQ="\n')
    file.chmod(0o644)
    with pytest.raises(CommandError) as caught:
        load_secrets(file)
    told = str(caught.value)
    assert "chmod 600" in told
    assert "[log_pseudonyms], [checkpoints], [sessions] missing" in told
    assert "[role_passwords], [cursors] without keys" in told
    assert key not in told
    assert "c2hvcnQ" not in told
    assert "\n" not in told


def test_the_commands_show_ids_and_days_and_never_a_key(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "secrets.toml"
    installation = Installation(tmp_path, more={"SECRETS_FILE": str(file), "DEVELOPMENT": "1", "TODAY": "2026-01-02"})
    said = [installation.command("secrets", "new").stdout]
    again = installation.command("secrets", "new", check=False)
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    installation.more["TODAY"] = "2026-01-12"
    said.append(installation.command("secrets", "rotate", "role_passwords", "sessions").stdout)
    assert said[-1] == "role_passwords: key 2 is in use\nsessions: key 2 is in use\n"
    said.append(installation.command("secrets", "ages").stdout)
    assert said[-1].splitlines()[:3] == [
        "role_passwords    2  in use   made on 2026-01-12, 0 days ago",
        "role_passwords    1  retired  made on 2026-01-02, 10 days ago",
        "cursors           1  in use   made on 2026-01-02, 10 days ago",
    ]
    assert not any(key in text for key in keys_in(file) for text in said)
    assert installation.command("secrets", "rotate", "nothing", check=False).returncode == 2
    installation.more["SECRETS_FILE"] = str(tmp_path / "elsewhere" / "secrets.toml")
    for command in ("rotate", "ages"):
        lost = installation.command("secrets", command, check=False)
        assert (lost.returncode, lost.stderr.count("\n")) == (1, 1)
    assert not (tmp_path / "elsewhere").exists()
    assert list(file.parent.iterdir()) == [file]
