"""The key of a form that does something when it is sent: it does it once, however often the form comes."""

from collections.abc import Mapping
from typing import Final
from uuid import NAMESPACE_URL, uuid4, uuid5

KEY: Final = "sleutel"
"""The name of the field."""


def key_of(typed: Mapping[str, str]) -> str:
    """The key of a form that was sent, or of one that is shown now."""
    return typed.get(KEY) or new_key()


def key_for(typed: Mapping[str, str], what: str) -> str:
    """The key of one of several things that a form does: one for each of them."""
    return str(uuid5(NAMESPACE_URL, f"{key_of(typed)}/{what}"))


def new_key() -> str:
    """A key that no form had; of what was refused, the old one stays refused."""
    return str(uuid4())
