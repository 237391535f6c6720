"""What the service is to reach, in terms of its peers measured in the same rounds. A goal that is missed is printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

from bench.answering.contenders import Name
from bench.answering.figures import p50, p99, rate, service
from bench.answering.rounds import HALF, PERSON, PERSONS, TWICE, UNLOGGED, Measured, Part, Turn

_TIMES: Final = {
    Part.PERSON: {Name.POSTGRAPHILE: 5.0, Name.MERCURIUS: 1.3, Name.STRAWBERRY: 8.0},
    Part.GROUNDS: {Name.POSTGRAPHILE: 5.0, Name.MERCURIUS: 1.2, Name.STRAWBERRY: 8.0},
    Part.ROSTER: {Name.POSTGRAPHILE: 4.0, Name.MERCURIUS: 1.1},
}
_P99: Final = 0.35
_PERSONS: Final = 10_000
_GROUP: Final = 50
_TWICE: Final = 1.1
_TWICE_COST: Final = 0.15
_PGBENCH: Final = 0.25
_LOG: Final = 0.15
_HALF: Final = 4.0


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure and its bound."""

    text: str
    value: float
    bound: float
    at_least: bool

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def __str__(self) -> str:
        sign = "at least" if self.at_least else "at most"
        return f"{'PASS' if self.met else 'MISS'}  {self.text}: {self.value:,.2f} ({sign} {self.bound:,.2f})"


def goals(measured: Measured) -> Iterator[Goal]:
    """The goals of what was measured."""
    for part, peers in _TIMES.items():
        ours = Turn(part, Name.SERVICE)
        for name, times in peers.items():
            peer = Turn(part, name)
            if peer in measured:
                yield _least(f"{part}, requests a second in those of {name}", measured.ratio(ours, peer), times)
    peer = Turn(Part.PERSON, Name.POSTGRAPHILE)
    if peer in measured:
        yield _most("person, p99 in that of PostGraphile", measured.ratio(PERSON, peer, p99), _P99)
    if PERSONS in measured:
        yield _least("persons a second", _GROUP * measured.of(PERSONS, rate), _PERSONS)
    if TWICE in measured and measured.has_two_processes:
        yield _least("2 processes, requests a second in those of one", measured.ratio(TWICE, PERSON), _TWICE)
        yield _most("2 processes, p99 in that of one", measured.ratio(TWICE, PERSON, p99), 1.0)
        cost = abs(measured.ratio(TWICE, PERSON, service) - 1)
        yield _most("2 processes, CPU per request differs from one's by a share of", cost, _TWICE_COST)
    if measured.pgbench:
        rates = [rate(result) for result in measured.results[PERSON]]
        share = median(mine / theirs for mine, theirs in zip(rates, measured.pgbench, strict=True))
        yield _least("person, requests a second in look-ups of pgbench", share, _PGBENCH)
    if UNLOGGED in measured:
        yield _most("the log takes a share of the requests a second of", 1 - measured.ratio(PERSON, UNLOGGED), _LOG)
    if HALF in measured:
        wide = median(p99(result) / p50(result) for result in measured.results[HALF])
        yield _most("at half of the top rate, p99 in terms of p50", wide, _HALF)


def _least(text: str, value: float, bound: float) -> Goal:
    return Goal(text, value, bound, at_least=True)


def _most(text: str, value: float, bound: float) -> Goal:
    return Goal(text, value, bound, at_least=False)
