"""The id by which a recorded fact is known outside: sealed, so that it says nothing, for whoever may name facts."""

from typing import Final

from domain.bsn import Bsn
from domain.errors import NOT_YOURS, ForbiddenError
from graph.cursors import BrokenSealError, Seal
from models.commands.fact_change import FactKind, FactPlace

_BOUND: Final = "fact"


def sealed(place: FactPlace, seal: Seal) -> str:
    """The id of a fact."""
    return seal.close((place.bsn.number, place.kind, place.number), _BOUND)


def opened(text: str, seal: Seal) -> FactPlace:
    """The fact that an id names.

    Raises:
        ForbiddenError: it is no id of ours; it is refused like a case that is another's or isn't there.
    """
    try:
        bsn, kind, number = seal.open(text, _BOUND)
        return FactPlace(Bsn.of(bsn), FactKind(kind), number)
    except (BrokenSealError, ValueError):
        raise ForbiddenError(NOT_YOURS) from None
