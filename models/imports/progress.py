"""How far an import is: what a command line shows, and a test may ignore."""

from typing import Protocol


class Progress(Protocol):
    """Told what is being done, in order."""

    def reading(self, file: str, size: int) -> None:
        """A file of so many bytes is being read from here on."""

    def read(self, count: int) -> None:
        """So many bytes more of the file have been read."""

    def phase(self, name: str) -> None:
        """Something else than reading has begun; its length is unknown."""

    def note(self, message: str) -> None:
        """Something the user should know of."""


class Silence:
    """Shows nothing."""

    def reading(self, file: str, size: int) -> None:
        """Nothing is shown."""

    def read(self, count: int) -> None:
        """Nothing is shown."""

    def phase(self, name: str) -> None:
        """Nothing is shown."""

    def note(self, message: str) -> None:
        """Nothing is shown."""
