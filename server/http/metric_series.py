"""Numbers under a name, in memory that all processes of the service share: counts, histograms, gauges, ages.

Each process has a row of its own, so whichever answers a scrape tells of all of them, and a worker that is started
again goes on where its predecessor stopped.
"""

import mmap
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate, product
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

PREFIX: Final = "doelgroepregister_"
_BYTES: Final = 8


class SharedTable:
    """Numbers that processes share: a row for each of them, in each row a number for every series."""

    def __init__(self, processes: int, series: int) -> None:
        self._series = series
        shared = mmap.mmap(-1, max(1, processes * series) * _BYTES)
        self._cells = memoryview(shared).cast("d")
        self.row = self._cells[:series]

    def take(self, row: int) -> None:
        """Write into this row from now on; no two processes may have the same."""
        self.row = self.of(row)

    def of(self, row: int) -> "memoryview[float]":
        """The numbers of a row."""
        return self._cells[row * self._series : (row + 1) * self._series]

    def sums(self) -> list[float]:
        """Each number of all rows together."""
        return [sum(self._cells[one :: self._series]) for one in range(self._series)]

    def newest(self) -> list[float]:
        """The highest number of each series."""
        return [max(self._cells[one :: self._series]) for one in range(self._series)]


class Series(ABC):
    """Numbers under one name."""

    def __init__(self, name: str, about: str, table: SharedTable) -> None:
        self._name, self._about = f"{PREFIX}{name}", about
        self.table = table

    @abstractmethod
    def family(self) -> Metric:
        """The sums of all processes, as prometheus-client writes them."""


class Counter(Series):
    """Counts by labels; all combinations of them exist from the start, at zero."""

    def __init__(self, processes: int, name: str, about: str, **labels: Sequence[str]) -> None:
        self._labels, self._keys = tuple(labels), list(product(*labels.values()))
        super().__init__(name, about, SharedTable(processes, len(self._keys)))
        self.place = {key: place for place, key in enumerate(self._keys)}

    def add(self, key: tuple[str, ...] = (), count: float = 1.0) -> None:
        """Count under the values of the labels."""
        self.table.row[self.place[key]] += count

    def family(self) -> Metric:
        """The sums, as prometheus-client writes them."""
        family = CounterMetricFamily(self._name, self._about, labels=self._labels)
        for key, count in zip(self._keys, self.table.sums(), strict=True):
            family.add_metric(key, count)
        return family


class Histogram(Series):
    """How often an amount was at most so much, and the sum of all amounts, by one label."""

    def __init__(  # noqa: PLR0913, PLR0917 - each is told once, in `Metrics`
        self, processes: int, name: str, about: str, bounds: tuple[float, ...], label: str, values: Sequence[str]
    ) -> None:
        self._width = len(bounds) + 2  # above the last bound, and the sum
        super().__init__(name, about, SharedTable(processes, len(values) * self._width))
        self._bounds, self._label, self._values = bounds, label, values
        self._place = {value: number * self._width for number, value in enumerate(values)}

    def observe(self, value: str, amount: float) -> None:
        """Count an amount under the label's value."""
        row, place = self.table.row, self._place[value]
        row[place + bisect_left(self._bounds, amount)] += 1.0
        row[place + self._width - 1] += amount

    def family(self) -> Metric:
        """The sums, as prometheus-client writes them."""
        family = HistogramMetricFamily(self._name, self._about, labels=(self._label,))
        sums = self.table.sums()
        names = [*map(str, self._bounds), "+Inf"]
        for value in self._values:
            *counts, total = sums[self._place[value] :][: self._width]
            family.add_metric((value,), list(zip(names, accumulate(counts), strict=True)), total)
        return family


class Gauge(Series):
    """What is so now in each process, by labels; told as the sum."""

    def __init__(self, processes: int, name: str, about: str, **labels: Sequence[str]) -> None:
        self._labels, self._keys = tuple(labels), list(product(*labels.values()))
        super().__init__(name, about, SharedTable(processes, len(self._keys)))
        self._place = {key: place for place, key in enumerate(self._keys)}

    def set(self, key: tuple[str, ...], value: float) -> None:
        """Note what is so in this process under the values of the labels."""
        self.table.row[self._place[key]] = value

    def family(self) -> Metric:
        """The sums, as prometheus-client writes them."""
        family = GaugeMetricFamily(self._name, self._about, labels=self._labels)
        for key, value in zip(self._keys, self.table.sums(), strict=True):
            family.add_metric(key, value)
        return family


class Age(Series):
    """The seconds since the newest of the times that processes noted, by one label or none.

    Before the first it is the time since this was made if `from_start`, and left out if not.
    """

    def __init__(
        self,
        processes: int,
        name: str,
        about: str,
        now: Callable[[], float],
        *,
        from_start: bool = False,
        **labels: Sequence[str],
    ) -> None:
        self._labels, self._keys = tuple(labels), list(product(*labels.values()))
        super().__init__(name, about, SharedTable(processes, len(self._keys)))
        self._place = {key: place for place, key in enumerate(self._keys)}
        self._now = now
        self._since = now() if from_start else None

    def note(self, at: float, key: tuple[str, ...] = ()) -> None:
        """Note a time, by the clock this was made with."""
        self.table.row[self._place[key]] = at

    def family(self) -> Metric:
        """The ages, as prometheus-client writes them."""
        family = GaugeMetricFamily(self._name, self._about, labels=self._labels)
        for key, noted in zip(self._keys, self.table.newest(), strict=True):
            at = noted or self._since
            if at is not None:
                family.add_metric(key, max(0.0, self._now() - at))
        return family
