"""Writing SECRETS_FILE: whole or not at all, one process at a time, and never a key less than before."""

import base64
import fcntl
import os
import re
import secrets
import tomllib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from server.errors import CommandError
from server.secrets import IDS, KeyPurpose, load_secrets, read_content

_MADE_ON: Final = "made_on"
_KEY_BYTES: Final = 32
_ANOTHER_WAY: Final = "The file of keys isn't written as `secrets new` writes one: add the key by hand."


class KeyAge(NamedTuple):
    """A key of the file, without the key."""

    purpose: KeyPurpose
    number: int
    in_use: bool
    made_on: date | None


def make(file: Path, day: date) -> None:
    """Make the file, with a key for every purpose.

    Raises:
        CommandError: it is there already, or can't be made.
    """
    with _alone(file):
        if os.path.lexists(file):
            raise CommandError(f"{file} is there already, and stays as it is; `secrets rotate` adds keys to it.")
        _write(file, _with_keys("", KeyPurpose, day))


def complete(file: Path, day: date) -> None:
    """Make the file if it isn't there, and keys for the purposes that have none.

    Raises:
        CommandError: it can't be.
    """
    with _alone(file):
        content = read_content(file) if file.exists() else {}
        missing = [purpose for purpose in KeyPurpose if purpose.value not in content]
        if missing:
            text = file.read_text(encoding="utf-8") if file.exists() else ""
            _write(file, _with_keys(text, missing, day))


def rotate(file: Path, purposes: Collection[KeyPurpose], day: date) -> list[KeyAge]:
    """Give each of these purposes a new key, which is in use from then on; those it had stay. Gives the new ones.

    Raises:
        CommandError: it can't be.
    """
    file = Path(os.path.realpath(file))  # what a link leads to is replaced, not the link
    load_secrets(file, but=purposes)
    with _alone(file):
        load_secrets(file, but=purposes)
        _write(file, _with_keys(file.read_text(encoding="utf-8"), purposes, day))
    return [age for age in ages(file) if age.purpose in purposes and age.in_use]


def ages(file: Path) -> list[KeyAge]:
    """The keys of a file, by purpose, the one in use first, then the newest.

    Raises:
        CommandError: it can't be used.
    """
    load_secrets(file)
    content = read_content(file)
    found = []
    for purpose in KeyPurpose:
        table, days = content[purpose.value], _days(content, purpose)
        current = int(table["current"])
        found += [
            KeyAge(purpose, number, number == current, days.get(number))
            for number in sorted(_numbers(table), key=lambda one: (one == current, one), reverse=True)
        ]
    return found


def _numbers(table: dict[str, Any]) -> list[int]:
    return [int(name) for name in table if name != "current"]


def _days(content: dict[str, Any], purpose: KeyPurpose) -> dict[int, date]:
    """When keys were made, as far as the file says."""
    noted = content.get(_MADE_ON)
    days = noted.get(purpose.value) if isinstance(noted, dict) else None
    if not isinstance(days, dict):
        return {}
    return {int(name): day for name, day in days.items() if name.isdecimal() and type(day) is date}


def _with_keys(text: str, purposes: Iterable[KeyPurpose], day: date) -> str:
    """The text of a file with a new key for each of these purposes, all else in it as it was.

    Raises:
        CommandError: it is written in a way that isn't understood well enough to be changed.
    """
    wanted, notes = tomllib.loads(text), ""
    days = wanted.setdefault(_MADE_ON, {})
    for purpose in purposes:
        name = purpose.value
        table, key = wanted.setdefault(name, {}), base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
        number = max([*_numbers(table), *_days(wanted, purpose)], default=0) + 1  # no id ever means another key
        if number not in IDS:
            raise CommandError(f"[{name}] has a key {IDS[-1]}, and no id is higher: give its keys lower ones by hand.")
        text = (
            _in_front(text, name, number, key)
            if table
            else _appended(text, name, f'current = "{number}"\n{number} = "{key}"\n')
        )
        table |= {"current": str(number), str(number): key}
        if not isinstance(days, dict) or not isinstance(days.setdefault(name, {}), dict):
            raise CommandError(_ANOTHER_WAY)
        days[name][str(number)] = day
        notes += f"{name}.{number} = {day.isoformat()}\n"
    noted = re.search(rf"^[ \t]*\[{_MADE_ON}\][^\n]*\n", text, re.MULTILINE)
    text = f"{text[: noted.end()]}{notes}{text[noted.end() :]}" if noted else _appended(text, _MADE_ON, notes)
    try:
        if tomllib.loads(text) == wanted:
            return text
    except tomllib.TOMLDecodeError:
        pass
    raise CommandError(_ANOTHER_WAY)


def _in_front(text: str, name: str, number: int, key: str) -> str:
    """The text with another key in use in the table of this name, before those it has."""
    table = re.search(rf"^[ \t]*\[{name}\][^\n]*\n(?:(?![ \t]*\[)[^\n]*\n?)*", text, re.MULTILINE)
    current = re.compile(r"^([ \t]*current[ \t]*=[ \t]*)(\"[0-9]+\"|'[0-9]+'|[0-9]+)([^\n]*)\n?", re.MULTILINE)
    if table is None:
        return text
    changed = current.sub(rf'\g<1>"{number}"\g<3>\n{number} = "{key}"\n', table[0], count=1)
    return f"{text[: table.start()]}{changed}{text[table.end() :]}"


def _appended(text: str, name: str, lines: str) -> str:
    before = f"{text.rstrip()}\n\n" if text.strip() else ""
    return f"{before}[{name}]\n{lines}"


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """While no other process writes it."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)
    except OSError as error:
        raise CommandError(f"{file} can't be written: {error.strerror}; set SECRETS_FILE or DATA_DIR.") from None


def _write(file: Path, text: str) -> None:
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            if file.exists():
                owner = file.stat()
                os.fchown(stream.fileno(), owner.st_uid, owner.st_gid)
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
