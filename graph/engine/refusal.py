"""Why a request is refused before anything is read."""

from dataclasses import dataclass

from graph.errors import JsonObject


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request can't run, found before anything was read. `status` is for clients of the spec's media type.

    `hidden` are the coordinates that the viewer may not ask: a decision, which is recorded.
    """

    status: int
    errors: tuple[JsonObject, ...]
    hidden: tuple[str, ...] = ()
