"""What the plans of a planner hold, in bytes, counted where it grows."""


class Total:
    """What all remembered plans hold together."""

    __slots__ = ("bytes",)

    def __init__(self) -> None:
        """Nothing yet."""
        self.bytes = 0


class Held:
    """What one plan holds. It counts in the total from `remembered` to `forgotten`."""

    __slots__ = ("_total", "bytes")

    def __init__(self, size: int) -> None:
        """Begin with what a plan takes before it runs."""
        self.bytes = size
        self._total: Total | None = None

    def add(self, size: int) -> None:
        """It holds so much more, or less."""
        self.bytes += size
        if self._total is not None:
            self._total.bytes += size

    def remembered(self, total: Total) -> None:
        """From now on it counts."""
        total.bytes += self.bytes
        self._total = total

    def forgotten(self) -> None:
        """It counts no longer, whatever still runs."""
        if self._total is not None:
            self._total.bytes -= self.bytes
            self._total = None
