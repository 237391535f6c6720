"""A whole run: fill a register, start everybody, take the turns, print what came of them, and stop everybody."""

import sys
import time
from dataclasses import dataclass

from bench.answering import report
from bench.answering.contenders import PEERS, Name, contenders
from bench.answering.goals import goals
from bench.answering.proof import REFUSED, prove
from bench.answering.register import register
from bench.answering.rounds import TWICE, Part, Rounds, turns


@dataclass(frozen=True, slots=True)
class Options:
    """How much is done, and who takes part besides the service."""

    parts: frozenset[Part] = frozenset(Part)
    peers: frozenset[Name] = frozenset(PEERS)
    rounds: int = 5
    warm_up: float = 1.5
    seconds: float = 5.0
    persons: int = 20_000
    employments: int = 200_000


def run(options: Options) -> None:
    """Do all of it.

    Raises:
        FailedError: a contender answered wrongly.
    """
    began = time.monotonic()

    def told(what: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{time.monotonic() - began:5.0f} s  {what}", end="", file=sys.stderr, flush=True)

    told(f"a register of {options.persons:,} persons and {options.employments:,} employments")
    with register(options.persons, options.employments) as filled:
        told("starting everybody; the peers are installed the first time")
        names = {turn.name for turn in turns(options.parts, options.peers)}
        with contenders(filled, names) as running:
            for one in running.values():
                prove(filled, one)
            taken = Rounds(options.parts, options.peers, options.rounds, options.warm_up, options.seconds, told)
            measured = taken.run(filled, running)
        told("")
        print("\n".join(report.surroundings(filled)))
    print(f"{options.rounds} rounds, {options.seconds:g} s a turn after {options.warm_up:g} s to warm up; medians")
    print(f"everybody refused, before the first round: {REFUSED}")
    print("\n".join(report.tables(measured)))
    print()
    for goal in goals(measured):
        print(goal)
    if TWICE in measured and not measured.has_two_processes:
        print("2 processes: the service has started no second one; not judged")
