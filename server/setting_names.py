"""The names of the environment variables that are settings."""

from typing import Final

from pydantic import AliasChoices

PREFIX: Final = "DOELGROEPREGISTER_"
"""Each variable may also be written with this prefix; an unknown one with it is an error."""


def named(name: str) -> AliasChoices:
    """The ways to write this name."""
    return AliasChoices(f"{PREFIX}{name}", name)
