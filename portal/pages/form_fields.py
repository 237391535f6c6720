"""The fields of a form by which one asks or reports: what is wrong with what was typed, and how they show."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from portal.fields import bsn_fault, day_fault, error, typed_day, typed_text
from portal.languages import Texts

OwnTexts = Callable[[str], str]
"""The texts of a form's fields: `nodig.label`, `nodig.hint`, `nodig.TRANSPORT`."""

_NAME_LENGTH: Final = 255
_EXPLANATION_LENGTH: Final = 2000


class Field(NamedTuple):
    """A field: its name, how it is filled in, whether it must be, and what may be chosen.

    Attributes:
        name: also of its texts.
        kind: text, area, day, bsn, select, radio or checks.
        required: whether it must be filled in before the form is sent.
        choices: the codes of a select, radio or checks.
    """

    name: str
    kind: str
    required: bool = False
    choices: Sequence[StrEnum] = ()


def faults(
    texts: Texts, own: OwnTexts, fields: Sequence[Field], typed: Mapping[str, str], *, whole: bool = True
) -> list[dict[str, str]]:
    """What is wrong with what was typed; whole: also what is missing, for it is sent.

    Args:
        texts: of the page's language.
        own: the texts of the fields, by field and part.
        fields: of the form.
        typed: what was typed, by field.
        whole: whether it is sent.
    """
    found = ((one, _fault(one, typed, whole=whole)) for one in fields)
    return [error(_first(one), texts(key), own(f"{one.name}.label")) for one, key in found if key]


def shown(own: OwnTexts, fields: Sequence[Field], typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields for the template, filled in."""
    return [
        {
            **one._asdict(),
            "label": own(f"{one.name}.label"),
            "hint": "" if one.kind == "select" and one.required else own(f"{one.name}.hint"),
            "value": typed.get(one.name, ""),
            "most": _most(one),
            "options": [
                {
                    "name": check(one.name, code),
                    "value": code,
                    "label": own(f"{one.name}.{code}"),
                    "checked": bool(typed.get(check(one.name, code))),
                }
                for code in one.choices
            ],
        }
        for one in fields
    ]


def text_of(typed: Mapping[str, str], name: str) -> str:
    """What was typed into a field."""
    return typed_text(typed.get(name, ""))


def check(name: str, code: StrEnum) -> str:
    """The name of the box of one of several choices, for a form has each name once."""
    return f"{name}-{code.lower().replace('_', '-')}"


def _first(one: Field) -> str:
    """The name that a link to the field leads to."""
    return check(one.name, one.choices[0]) if one.kind == "checks" else one.name


def _fault(one: Field, typed: Mapping[str, str], *, whole: bool) -> str | None:
    """The key of the text that says what is wrong."""
    if one.kind == "checks":
        chosen = any(typed.get(check(one.name, code)) for code in one.choices)
        return "applications.nothing" if whole and not chosen else None
    text = text_of(typed, one.name)
    if one.kind == "bsn":
        return bsn_fault(text)
    if not text:
        return "applications.missing" if whole and one.required else None
    if one.kind == "day":
        return day_fault(text) if typed_day(text) is None else None
    if one.choices:
        return None if text in one.choices else "applications.missing"
    return "applications.too_long" if len(text) > _most(one) else None


def _most(one: Field) -> int:
    return _EXPLANATION_LENGTH if one.kind == "area" else _NAME_LENGTH
