"""Arguments that a client may leave out."""

from typing import TypeVar

import strawberry

T = TypeVar("T")


def given(value: T | None) -> T | None:
    """What was given: None if it was left out, or is null. A blank text was given, and is never taken for left out."""
    return None if value is strawberry.UNSET else value
