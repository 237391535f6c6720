"""`python -m bench.answering`: the service against its peers. Ctrl-C stops everything that it has started."""

import argparse
import signal
import sys
from types import FrameType
from typing import Final, NoReturn

from bench.answering.rounds import Part
from bench.answering.run import Options, run

_INTERRUPTED: Final = 130
_TERMINATED: Final = 143


def _options() -> Options:
    whole = Options()
    parser = argparse.ArgumentParser(prog="python -m bench.answering", description=__doc__)
    parser.add_argument("--only", nargs="+", type=Part, choices=list(Part), metavar="PART", help=", ".join(Part))
    parser.add_argument("--rounds", type=int, help=f"how often everybody has a turn [{whole.rounds}]")
    parser.add_argument("--seconds", type=float, help=f"how long a turn is measured [{whole.seconds:g}]")
    parser.add_argument("--persons", type=int, default=whole.persons, help="persons of the register [%(default)s]")
    parser.add_argument("--employments", type=int, default=whole.employments, help="employments [%(default)s]")
    parser.add_argument("--quick", action="store_true", help="about two minutes, to see that it works")
    given = parser.parse_args()
    return Options(
        parts=frozenset(given.only or Part),
        rounds=given.rounds or (2 if given.quick else whole.rounds),
        warm_up=0.5 if given.quick else whole.warm_up,
        seconds=given.seconds or (2.0 if given.quick else whole.seconds),
        persons=given.persons,
        employments=given.employments,
    )


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(_TERMINATED)


def main() -> int:
    """Run what the command line asks."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        run(_options())
    except RuntimeError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return _INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
