"""Whose published figures: everybody's; they are frozen, and of nobody in particular."""

from domain.proofs import Published


def published() -> Published:
    """Let anybody ask what was published."""
    return Published()
