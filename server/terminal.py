"""What the terminal at standard error can show, and what its user wants to see."""

import os
import sys
from typing import Final

from server.settings import environment

_USUAL_COLUMNS: Final = 80


def moves_cursor() -> bool:
    """Whether there is a terminal, and one that can write over a line (TERM)."""
    return sys.stderr.isatty() and environment().get("TERM") != "dumb"


def has_colours() -> bool:
    """Whether its lines may be coloured (https://no-color.org)."""
    return moves_cursor() and not environment().get("NO_COLOR")


def columns() -> int:
    """How wide it is now."""
    return os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_COLUMNS
