"""The forms that settings' values have; each raises ValueError with a word that says how to write it."""

import re

from domain.roles import Role
from models.dsn import Dsn


def dsn(text: str) -> str:
    """A connection URI that can be used."""
    Dsn.parse(text)
    return text


def roles(given: object) -> object:
    """Role names with commas or spaces between them, as a set."""
    if not isinstance(given, str):
        return given
    names = frozenset(given.replace(",", " ").split())
    if not names <= Role.__members__.keys():
        raise ValueError(f"name roles, with commas or spaces between them: {', '.join(Role)}")
    return names


def origin(text: str) -> str:
    """A scheme and a host, and perhaps a port."""
    if not re.fullmatch(r"https?://[^\s\"/?#@]+", text):
        raise ValueError(
            "write scheme and host, as in https://register.example; the register needs a host of its own, so no path,"
            " and no slash at the end"
        )
    return text


def hosts(given: object) -> object:
    """Host names with commas or spaces between them, as a set."""
    if not isinstance(given, str):
        return given
    names = frozenset(given.replace(",", " ").split())
    if not all(re.fullmatch(r"[A-Za-z0-9.-]+", name) for name in names):
        raise ValueError("name hosts, without port or scheme, with commas or spaces between them")
    return names
