"""Which municipality a message comes from, and how it writes a percentage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from domain.suwi import Source


class Municipality(NamedTuple):
    """A municipality by its OIN, and as cases and the log name it."""

    oin: str
    name: str


@dataclass(frozen=True, slots=True)
class Municipalities:
    """Those whose messages are read.

    Attributes:
        by_source: each by its code, or one of its branches by both codes.
        decimals: how many of a percentage's five digits stand after the decimal sign.
    """

    by_source: Mapping[Source, Municipality]
    decimals: int = 2

    def of(self, source: Source) -> Municipality | None:
        """The one that a message comes from; None: nobody knows it."""
        return self.by_source.get(source) or self.by_source.get(Source(source.party))
