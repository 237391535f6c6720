"""What it costs to refuse a document that asks too much: CPU milliseconds each, the best of five."""

from time import process_time
from typing import Final

from domain.roles import Role
from graph.engine.limits import Limits
from graph.engine.plan import Planner
from graph.engine.refusal import Refusal
from tests.fixtures.bombs import BOMBS

MOST_MILLISECONDS: Final = 50
TIMES: Final = 5


def run(times: int = TIMES) -> None:
    """Refuse each bomb so many times, and print what the quickest took."""
    planner = Planner(Limits())
    slowest = 0.0
    print(f"{'bomb':<42} {'characters':>10} {'CPU ms':>8}  refused for")
    for bomb in BOMBS:
        durations = []
        for _ in range(times):
            started = process_time()
            plan = planner.plan(bomb.document, None, Role.SUWINET)
            durations.append((process_time() - started) * 1000)
        if not isinstance(plan, Refusal):
            raise TypeError(f"{bomb.name}: not refused")
        details = plan.errors[0]["extensions"]
        slowest = max(slowest, min(durations))
        print(
            f"{bomb.name:<42} {len(bomb.document):>10} {min(durations):>8.1f}  {details.get('limit', details['code'])}"
        )
    print(f"slowest refusal: {slowest:.1f} ms of CPU; at most {MOST_MILLISECONDS} is what we promise")


if __name__ == "__main__":
    run()
