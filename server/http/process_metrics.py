"""What the processes of the service take, and which build they are.

prometheus-client reads the numbers of the process that answers; here they are read for each process that counts, under
the conventional names, with the worker's number as label.
"""

import os
from collections.abc import Iterator
from importlib.metadata import version
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric

from models.levels import LEVEL
from server.http.metric_series import PREFIX, SharedTable

_WORKER: Final = "worker"


class Build:
    """The version of this build, and the level of database that it needs."""

    def __init__(self) -> None:
        self._version = version("doelgroepregister")

    def family(self) -> Metric:
        """Always 1, as labels tell it."""
        family = GaugeMetricFamily(
            f"{PREFIX}build_info",
            "This build, and the level that its database must serve.",
            labels=("version", "level"),
        )
        family.add_metric((self._version, str(LEVEL)), 1)
        return family


class Processes:
    """CPU, memory, open files and start of each process, from /proc."""

    def __init__(self, processes: int) -> None:
        self._pids = SharedTable(processes, 1)
        self._pids.row[0] = os.getpid()
        self._collectors = [
            ProcessCollector(pid=lambda number=number: self._pid(number), registry=CollectorRegistry())  # type: ignore[misc]
            for number in range(processes)
        ]

    def take(self, number: int) -> None:
        """Be this process from now on."""
        self._pids.take(number)
        self._pids.row[0] = os.getpid()

    def families(self) -> Iterator[Metric]:
        """Those of all processes, a family under each name."""
        found: dict[str, Metric] = {}
        for number, collector in enumerate(self._collectors):
            for family in collector.collect():
                known = found.setdefault(family.name, Metric(family.name, family.documentation, family.type))
                for sample in family.samples:
                    known.add_sample(sample.name, {**sample.labels, _WORKER: str(number)}, sample.value)
        yield from found.values()

    def _pid(self, number: int) -> int:
        """That of the process with this number; none has 0."""
        return int(self._pids.of(number)[0])
