"""Whose DKD messages are read: DKD_FILE.

```toml
percentage_decimals = 2                 # how many of a percentage's five digits are decimals; left out: 2

[municipalities."0344"]                 # CdPartijSuwi; "0344-0001" is one branch of it, by its CdVestigingSuwi
oin = "00000001001234567000"
name = "Gemeente Utrecht"
```
"""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from domain.suwi import Source
from models.dkd.municipalities import Municipalities, Municipality
from server.errors import CommandError

_OIN: Final = re.compile(r"[0-9]{8,20}")
_DECIMALS: Final = 2
_LONGEST_NAME: Final = 200


def load_municipalities(file: Path) -> Municipalities:
    """Read whose messages are read.

    Raises:
        CommandError: the file can't be used: all that is wrong with it.
    """
    content = _content(file)
    decimals, entries = content.get("percentage_decimals", _DECIMALS), content.get("municipalities")
    faults = []
    if type(decimals) is not int or not 0 <= decimals <= _DECIMALS:
        faults.append("`percentage_decimals` must be 0, 1 or 2")
    if not isinstance(entries, dict) or not entries:
        faults.append("[municipalities] must have a table for each municipality")
        entries = {}
    if content.keys() - {"percentage_decimals", "municipalities"}:
        faults.append("it has more than `percentage_decimals` and [municipalities]")
    by_source = dict(_municipality(name, entry, faults) for name, entry in entries.items())
    if faults:
        raise CommandError(f"{file}: {'; '.join(faults)}.")
    return Municipalities(by_source, decimals)


def _content(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}; let DKD_FILE name a readable file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise CommandError(f"{file} is not valid TOML; see docs/production.md.") from None


def _municipality(code: str, entry: object, faults: list[str]) -> tuple[Source, Municipality]:
    """What a table says, and what is wrong with it."""
    found = entry if isinstance(entry, dict) else {}
    oin, name = found.get("oin"), found.get("name")
    party, dash, branch = code.partition("-")
    try:
        source = Source.of(party, branch if dash else None)
    except ValueError:
        source = Source("")
        faults.append(f'"{code}" must be four digits (CdPartijSuwi), or eight as in "0344-0001"')
    if not (isinstance(oin, str) and _OIN.fullmatch(oin)):
        faults.append(f'the `oin` of "{code}" must be 8 to 20 digits, in quotes')
    if not (isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME and name.isprintable() and name.strip() == name):
        faults.append(f'the `name` of "{code}" must be one line of at most {_LONGEST_NAME} characters')
    if found.keys() - {"oin", "name"}:
        faults.append(f'"{code}" has more than `oin` and `name`')
    return source, Municipality(str(oin), str(name))
