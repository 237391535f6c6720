"""What operators count: /metrics, in Prometheus' text format.

The counts stand in memory that every process of the service shares, a row for each process; so whichever answers a
scrape gives the sum, a worker that is started again goes on where its predecessor stopped, and nothing has to be
cleaned up: prometheus-client's own mode for several processes keeps files, one set for every process there ever was.
What is counted is known beforehand, so a label never holds what a client sent.
"""

import mmap
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, product
from typing import Final, Literal

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from starlette.requests import Request
from starlette.responses import Response

from domain.roles import Role

Executor = Literal["compiled", "graphql_core"]
"""What ran a GraphQL operation; `graphql_core` is the slow way, taken where a plan could not be compiled."""

OTHER: Final = "OTHER"
CODES: Final = (
    "UNAUTHENTICATED",
    "INSUFFICIENT_ASSURANCE",
    "FORBIDDEN",
    "FIELD_NOT_VISIBLE",
    "PURPOSE_NOT_ALLOWED",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "BAD_USER_INPUT",
    "QUERY_TOO_COMPLEX",
    "RATE_LIMITED",
    "TIMEOUT",
    "UNAVAILABLE",
    "INTERNAL",
    OTHER,
)
"""The codes of refusals; any other is counted as OTHER."""

METRICS_PATH: Final = "/metrics"

_PREFIX: Final = "doelgroepregister_"
_EXECUTORS: Final = ("compiled", "graphql_core")
_ROLES: Final = {role: role.value.lower() for role in Role}
_ROLE_NAMES: Final = tuple(_ROLES.values())
_KNOWN: Final = frozenset(CODES)
_STATUSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx")
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_ITEMS: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
_BYTES: Final = 8


class _Table:
    """Numbers that processes share: a row for each of them, in each row a number for every series."""

    def __init__(self, processes: int, series: int) -> None:
        self._series = series
        shared = mmap.mmap(-1, max(1, processes * series) * _BYTES)
        self._cells = memoryview(shared).cast("d")
        self.row = self._cells[:series]

    def take(self, row: int) -> None:
        """Write into this row from now on; no two processes may have the same."""
        self.row = self._cells[row * self._series : (row + 1) * self._series]

    def sums(self) -> list[float]:
        """Each number of all rows together."""
        return [sum(self._cells[one :: self._series]) for one in range(self._series)]

    def highest(self) -> float:
        """The highest number."""
        return max(self._cells)


class _Series:
    """Numbers under one name."""

    def __init__(self, name: str, about: str, table: _Table) -> None:
        self._name, self._about = f"{_PREFIX}{name}", about
        self.table = table

    def family(self) -> Metric:
        """The sums of all processes, as prometheus-client writes them."""
        raise NotImplementedError


class _Counter(_Series):
    """Counts by labels; all combinations of them exist from the start, at zero."""

    def __init__(self, processes: int, name: str, about: str, **labels: Sequence[str]) -> None:
        self._labels, self._keys = tuple(labels), list(product(*labels.values()))
        super().__init__(name, about, _Table(processes, len(self._keys)))
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


class _Histogram(_Series):
    """How often an amount was at most so much, and the sum of all amounts, by one label."""

    def __init__(  # noqa: PLR0913, PLR0917 - each is told once, in `Metrics`
        self, processes: int, name: str, about: str, bounds: tuple[float, ...], label: str, values: Sequence[str]
    ) -> None:
        self._width = len(bounds) + 2  # above the last bound, and the sum
        super().__init__(name, about, _Table(processes, len(values) * self._width))
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


class _Age(_Series):
    """The seconds since the newest of the times that processes noted."""

    def __init__(self, processes: int, name: str, about: str, now: Callable[[], float]) -> None:
        super().__init__(name, about, _Table(processes, 1))
        self._now = now

    def family(self) -> Metric:
        """The age, or nothing before the first."""
        family = GaugeMetricFamily(self._name, self._about)
        if at := self.table.highest():
            family.add_metric((), max(0.0, self._now() - at))
        return family


class Metrics:
    """What the service counts. One object, made before its processes are; in each, one thread writes.

    Args:
        processes: how many processes write.
        now: the time, in seconds since 1970.
    """

    def __init__(self, processes: int = 1, now: Callable[[], float] = time.time) -> None:
        self._processes = processes
        self._operations = _Counter(
            processes,
            "graphql_operations",
            "GraphQL operations by what ran them; graphql_core is the fallback for what was not compiled.",
            executor=_EXECUTORS,
        )
        self._records = _Counter(processes, "disclosure_records", "Disclosure records written.", role=_ROLE_NAMES)
        self._refusals = _Counter(processes, "refusals", "Refusals and failures told to clients.", code=CODES)
        self._shed = _Counter(
            processes,
            "requests_shed",
            "Requests refused as too many were being answered: in all, or of a role.",
            limit=("all", *_ROLE_NAMES),
        )
        self._away = _Counter(processes, "log_unavailable", "Answers withheld as the log could not be written.")
        self._restarts = _Counter(processes, "worker_restarts", "Service processes that died and were started again.")
        self._batches = _Histogram(
            processes, "lookup_batch_items", "Look-ups that went to the database together.", _ITEMS, "role", _ROLE_NAMES
        )
        self._checkpoint = _Age(
            processes, "checkpoint_age_seconds", "Time since the log's last checkpoint; left out before the first.", now
        )
        self.routes(())

    def routes(self, names: Iterable[str]) -> None:
        """Say which routes there are; before any request, and before processes are made."""
        values = tuple(sorted(names))
        self._requests = _Counter(self._processes, "requests", "Requests answered.", route=values, status=_STATUSES)
        self._durations = _Histogram(
            self._processes, "request_duration_seconds", "How long requests took.", _SECONDS, "route", values
        )

    def of_process(self, number: int) -> None:
        """Count as this process from now on: 0, 1, …; no two may have the same number."""
        for one in self._series():
            one.table.take(number)

    def request(self, route: str, status: int, seconds: float) -> None:
        """A request has been answered."""
        self._requests.add((route, _STATUSES[status // 100 - 1]))
        self._durations.observe(route, seconds)

    def operation(self, executor: Executor) -> None:
        """A GraphQL operation has been run."""
        self._operations.add((executor,))

    def recorded(self, role: Role, records: int) -> None:
        """Disclosures have been written into the log."""
        self._records.add((_ROLES[role],), records)

    def refused(self, code: str) -> None:
        """A client was told of a refusal or a failure."""
        self._refusals.add((code if code in _KNOWN else OTHER,))

    def shed(self, limit: str) -> None:
        """A request was refused, as this limit was reached: `all`, or that of a role by its name in lower case."""
        self._shed.add((limit,))

    def batch(self, role: Role, items: int) -> None:
        """Look-ups of a role went to the database together."""
        self._batches.observe(_ROLES[role], items)

    def unavailable(self) -> None:
        """The log could not be written, so an answer was withheld."""
        self._away.add()

    def restarted(self) -> None:
        """A service process has died."""
        self._restarts.add()

    def checkpointed(self, at: float) -> None:
        """The log was sealed by a checkpoint, at this time in seconds since 1970."""
        self._checkpoint.table.row[0] = at

    def text(self) -> bytes:
        """All of it in Prometheus' text format: the sums of all processes."""
        return generate_latest(self)

    def collect(self) -> Iterator[Metric]:
        """The metrics as prometheus-client has them."""
        return (one.family() for one in self._series())

    async def answer(self, _request: Request) -> Response:
        """GET /metrics."""
        headers = {"content-type": CONTENT_TYPE_PLAIN_0_0_4, "cache-control": "no-store"}
        return Response(self.text(), headers=headers)

    def _series(self) -> tuple[_Series, ...]:
        return (
            self._requests,
            self._durations,
            self._operations,
            self._records,
            self._refusals,
            self._shed,
            self._batches,
            self._away,
            self._checkpoint,
            self._restarts,
        )
