"""How far long work is, on a terminal; elsewhere only what the user must know."""

import sys
from types import TracebackType
from typing import Any, Self

import click


class Terminal:
    """Shows progress on standard error: a bar while the length is known, else a line for each phase.

    Where standard error isn't a terminal, only notes are written, without control characters.
    """

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
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
        if self._shown:
            self._bar = click.progressbar(length=size, label=f"{file:<20}", file=sys.stderr, width=30)
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
