"""What the sessions hold for the portals: a form that was typed before a log-in, and the log-ins that were begun."""

from typing import Any, Final

from portal.operations.operation import TypedData

KEPT: Final = "veld."
"""What the name of a field begins with that is kept for after the log-in."""


class KeptForm(TypedData):
    """What was typed, and on which page."""

    path: str
    fields: dict[str, str]


class MarkedForm(TypedData):
    """A form that is kept for who typed it: `csrf` is the mark of that user."""

    csrf: str
    fields: KeptForm


class BegunLogIn(TypedData):
    """A log-in under way.

    Attributes:
        back: where it leads in the end.
        memory: what the provider's client remembers of it.
        kept: what was typed before it.
        address: where the request for it came from.
    """

    back: str
    memory: dict[str, Any]
    kept: MarkedForm | None
    address: str


class BegunLogIns(TypedData):
    """Those that one browser has under way, the oldest first."""

    begun: list[BegunLogIn]
