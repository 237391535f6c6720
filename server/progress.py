"""How far long work is, on a terminal; elsewhere only what the user must know."""

import sys
from types import TracebackType
from typing import Any, Final, Self

import click

from server.terminal import columns, moves_cursor

_BAR: Final = 30
_AROUND: Final = len("  []   100%")
_ETA: Final = len("  1d 00:00:00")
_WIDE: Final = 20 + _BAR + _AROUND + _ETA


class Terminal:
    """Shows progress on standard error: a bar while the length is known, else a line for each phase.

    On a terminal that can't write over a line there are no bars; where there is no terminal, only notes are written,
    without control characters.
    """

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._has_bars = moves_cursor()
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish()

    def reading(self, file: str, size: int) -> None:
        """A bar for a file of so many bytes."""
        self._finish()
        if self._has_bars:
            room = columns()
            wide = room >= _WIDE
            label = f"{file:<20}"[: room - _BAR - _AROUND - _ETA] if wide else file[: max(1, room - _AROUND - 2)]
            width = max(1, min(_BAR, room - len(label) - _AROUND))
            self._bar = click.progressbar(length=size, label=label, file=sys.stderr, width=width, show_eta=wide)
            self._bar.render_progress()

    def read(self, count: int) -> None:
        """So many more are done."""
        if self._bar is not None:
            self._bar.update(count)

    def phase(self, name: str) -> None:
        """A line for work whose length is unknown."""
        self._finish()
        if self._shown:
            click.echo(f"{name} ...", err=True)

    def note(self, message: str) -> None:
        """Something the user should know of."""
        self._finish()
        click.echo(message, err=True)

    def _finish(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None
