"""What to write instead of a setting's value that can't be, in our words: pydantic's say what it should have been."""

from datetime import date
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails


def advice(field: FieldInfo, error: ErrorDetails) -> str:
    """What the value of a setting may be, in one line that never repeats it."""
    if error["type"] == "value_error" and (words := error["msg"].removeprefix("Value error, ")):
        return words  # those of a form of ours
    kind = _kind(field.annotation)
    if get_origin(kind) is Literal:
        return f"write one of {', '.join(get_args(kind))}"
    if kind is bool:
        return "write 1 or 0"
    if kind is date:
        return "write a day as in 2026-11-26"
    if kind in {int, float}:
        return f"write a {'whole number' if kind is int else 'number'} {_range(field)}"
    return f"write it as in {' or '.join(map(str, field.examples or ()))}"


def _kind(annotation: Any) -> Any:
    """The type, or that of the value if it may be left out."""
    given = [one for one in get_args(annotation) if one is not type(None)]
    return given[0] if type(None) in get_args(annotation) else annotation


def _range(field: FieldInfo) -> str:
    bounds = {name: getattr(one, name) for one in field.metadata for name in ("gt", "ge", "le") if hasattr(one, name)}
    if "ge" in bounds:
        return f"from {bounds['ge']} to {bounds['le']}"
    return f"above {bounds['gt']}, at most {bounds['le']}"
