"""The turns: in each round every contender answers every workload once, one at a time."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median
from typing import Final

from bench.answering import measuring, without_log
from bench.answering.contenders import PEERS, Contender, Name
from bench.answering.figures import Figure, rate
from bench.answering.load import Result
from bench.answering.questions import Workload
from bench.answering.register import Register


class Part(StrEnum):
    """What can be measured: the workloads, and what is asked of the service alone besides."""

    PERSON = "person"
    GROUNDS = "grounds"
    ROSTER = "roster"
    PERSONS = "persons"
    WORKERS = "workers"
    LOG = "log"
    HALF = "half"
    PGBENCH = "pgbench"


_WORKLOADS: Final = {
    Part.GROUNDS: Workload.GROUNDS,
    Part.ROSTER: Workload.ROSTER,
    Part.PERSONS: Workload.PERSONS,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """Who answers what."""

    part: Part
    name: Name

    @property
    def workload(self) -> Workload:
        """What is asked."""
        return _WORKLOADS.get(self.part, Workload.PERSON)

    def __str__(self) -> str:
        return f"{self.part}: {self.name}"


COMPARED: Final = (Part.PERSON, Part.GROUNDS, Part.ROSTER)
PERSON: Final = Turn(Part.PERSON, Name.SERVICE)
PERSONS: Final = Turn(Part.PERSONS, Name.SERVICE)
TWICE: Final = Turn(Part.WORKERS, Name.SERVICE_TWICE)
UNLOGGED: Final = Turn(Part.LOG, Name.UNLOGGED)
HALF: Final = Turn(Part.HALF, Name.SERVICE)


@dataclass(slots=True)
class Measured:
    """What came of all rounds: a result a round for each turn; and pgbench's look-ups a second."""

    results: dict[Turn, list[Result]] = field(default_factory=lambda: defaultdict(list))
    pgbench: list[float] = field(default_factory=list)
    processes: dict[Name, int] = field(default_factory=dict)

    def __contains__(self, turn: Turn) -> bool:
        return turn in self.results

    @property
    def has_two_processes(self) -> bool:
        """Whether the service that is to have more processes does have them."""
        return self.processes.get(Name.SERVICE_TWICE, 0) > self.processes.get(Name.SERVICE, 0)

    def of(self, turn: Turn, figure: Figure) -> float:
        """The median of a figure."""
        return median(figure(result) for result in self.results[turn])

    def ratio(self, one: Turn, other: Turn, figure: Figure = rate) -> float:
        """A figure of one in terms of the other's: the median of the rounds' ratios."""
        pairs = zip(self.results[one], self.results[other], strict=True)
        return median(figure(mine) / figure(theirs) for mine, theirs in pairs)


def turns(parts: Iterable[Part], peers: Container[Name] = PEERS) -> list[Turn]:
    """The turns of a round that measure these parts; half of the top rate needs a top rate first."""
    wanted, names = set(parts), (Name.SERVICE, *(name for name in PEERS if name in peers))
    found = [Turn(part, name) for part in COMPARED if part in wanted for name in names]
    if PERSON not in found and wanted - {Part.GROUNDS, Part.ROSTER, Part.PERSONS}:
        found.append(PERSON)
    return [*found, *(turn for turn in (PERSONS, TWICE, UNLOGGED) if turn.part in wanted)]


@dataclass(frozen=True, slots=True)
class Rounds:
    """How many rounds, of how many seconds a turn, of which parts, by which peers. `told` hears what is being done."""

    parts: frozenset[Part]
    peers: frozenset[Name]
    count: int
    warm_up: float
    seconds: float
    told: Callable[[str], None]

    def run(self, register: Register, running: dict[Name, Contender]) -> Measured:
        """Take all turns. Who was first in one round is last in the next.

        Raises:
            FailedError: a contender answered wrongly.
        """
        measured = Measured(processes={name: one.processes for name, one in running.items()})
        order = turns(self.parts, self.peers)
        for number in range(self.count):
            place = number % len(order)
            for turn in order[place:] + order[:place]:
                self._tell(number, str(turn))
                measured.results[turn].append(self._take(register, running, turn))
            if Part.HALF in self.parts:
                self._tell(number, "half of the top rate")
                top = rate(measured.results[PERSON][-1])
                measured.results[HALF].append(self._take(register, running, HALF, top / 2))
            if Part.PGBENCH in self.parts:
                self._tell(number, "pgbench")
                measured.pgbench.append(measuring.pgbench(register, self.seconds))
        return measured

    def _tell(self, number: int, what: str) -> None:
        self.told(f"round {number + 1} of {self.count}, {what}")

    def _take(
        self, register: Register, running: dict[Name, Contender], turn: Turn, rate: float | None = None
    ) -> Result:
        if turn == UNLOGGED:
            with without_log.left_out(register.dsn):
                return self._answers(register, running[Name.SERVICE], turn, rate)
        return self._answers(register, running[turn.name], turn, rate)

    def _answers(self, register: Register, contender: Contender, turn: Turn, rate: float | None) -> Result:
        return measuring.answers(
            register, contender, turn.workload, warm_up=self.warm_up, seconds=self.seconds, rate=rate
        )
