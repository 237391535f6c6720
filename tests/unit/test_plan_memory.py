"""What remembered plans are taken to hold is what they hold, whatever their documents spread and skip."""

import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from graphql.execution.values import VariableValues

from domain.roles import Role
from graph.engine.compile.operation import Compiled
from graph.engine.limits import LONGEST_REMEMBERED, MOST_OF_PARTS, MOST_OUTCOMES, Limits
from graph.engine.plan import Plan, Planner

FLAGS: Final = 28
PERSON: Final = "bsn registered registrationEndDate countingStartDate grounds { code startDate endDate }"
APART: Final = (
    f'{PERSON} asOf(date: "2020-01-01") {{ registered grounds {{ code }} }} '
    "registeredPeriods(year: 2026) { from until }"
)


def document(selections: str, *fragments: str, flags: int = 0) -> str:
    declared = "".join(f", $v{number}: Boolean!" for number in range(flags))
    return f"query($b: BSN!{declared}) {{ {selections} }} {' '.join(fragments)}"


def persons(times: int, below: str, directive: str = "") -> str:
    one = f"aNUMBER: person(bsn: $b, purpose: OWN_DATA){directive} {{ {below} }}"
    return " ".join(one.replace("NUMBER", str(number)) for number in range(times))


DOCUMENTS: Final = {
    "nothing": "{ __typename }",
    "one person": document(persons(1, "bsn registered")),
    "all of a person": document(persons(1, APART)),
    "the same field over and over": document(persons(1, "registered " * 400)),
    "many aliases": document(persons(1, " ".join(f"b{number}: registered" for number in range(58)))),
    "many persons": document(persons(16, APART)),
    "a fragment over and over": document(persons(30, "...F"), f"fragment F on Person {{ {APART} }}"),
    "fragments in each other": document(
        persons(14, "...F ...G"),
        f"fragment F on Person {{ {APART} ...G ...H }}",
        "fragment G on Person { ...H grounds { name } }",
        "fragment H on Person { grounds { code __typename } }",
    ),
    "fields of which some are skipped": document(
        persons(1, " ".join(f"b{number}: registered @skip(if: $v{number})" for number in range(FLAGS))), flags=FLAGS
    ),
    "fragments of which some are skipped": document(
        persons(FLAGS, "...F ...G @include(if: $vNUMBER)"),
        f"fragment F on Person {{ {PERSON} }}",
        "fragment G on Person { grounds { ...C } }",
        "fragment C on Ground { code name }",
        flags=FLAGS,
    ),
    "persons of whom some are skipped": document(
        persons(16, "...F", " @include(if: $vNUMBER)"), f"fragment F on Person {{ {APART} }}", flags=16
    ),
    "comments": "{ __typename }" + "#\n" * 99,
}


def planned(planner: Planner, text: str) -> Plan:
    plan = planner.plan(text, None, Role.SUWINET)
    assert isinstance(plan, Plan), plan.errors
    return plan


def prepared(plan: Plan, outcomes: int) -> None:
    """As after so many requests, each of which leaves something else out."""
    assert isinstance(plan.executor, Compiled)
    for number in range(outcomes):
        variables = VariableValues({}, {f"v{place}": place % outcomes != number for place in range(FLAGS)})
        plan.handed_over.of(variables)
        plan.executor._variants.of(variables)


@contextmanager
def measured() -> Iterator[None]:
    """From here on it counts what is kept; what there was before is not looked through for garbage."""
    gc.collect()
    gc.freeze()
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()
        gc.unfreeze()


def taken() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_plan_is_taken_to_hold_what_it_holds(name: str) -> None:
    text = DOCUMENTS[name]
    assert len(text) <= LONGEST_REMEMBERED
    prepared(planned(Planner(Limits()), text), 2 * MOST_OUTCOMES)  # what all plans share is there from now on
    planner = Planner(Limits())
    with measured():
        plan = planned(planner, text)
        for outcomes in (0, 1, MOST_OUTCOMES, 2 * MOST_OUTCOMES):
            prepared(plan, outcomes)
            actual = taken()
            assert actual / 2 < plan.held.bytes < actual * 2, (outcomes, actual)


def numbered(text: str, number: int) -> str:
    return text.replace("query", f"query Q{number}", 1)


def test_all_plans_together_hold_no_more_than_they_may() -> None:
    most = 800_000
    text = DOCUMENTS["fragments of which some are skipped"]
    prepared(planned(Planner(Limits()), text), 2 * MOST_OUTCOMES)
    planner = Planner(Limits(), most_bytes=most)
    with measured():
        for number in range(4):
            prepared(planned(planner, numbered(text, number)), 2 * MOST_OUTCOMES)
        planned(planner, "{ __typename }")
        assert taken() < 2 * most


def test_what_a_plan_holds_more_after_a_while_counts() -> None:
    text = DOCUMENTS["fragments of which some are skipped"]
    before = planned(Planner(Limits()), numbered(text, 0)).held.bytes
    planner = Planner(Limits(), most_bytes=2 * before)
    first, second = (planned(planner, numbered(text, number)) for number in range(2))
    assert planned(planner, numbered(text, 0)) is first
    prepared(first, 1)
    assert planned(planner, numbered(text, 0)) is first
    assert planned(planner, numbered(text, 1)) is not second


def test_a_plan_that_is_forgotten_while_it_runs_counts_no_more() -> None:
    text = DOCUMENTS["fragments of which some are skipped"]
    before = planned(Planner(Limits()), numbered(text, 0)).held.bytes
    planner = Planner(Limits(), most_bytes=2 * before)
    runs = planned(planner, numbered(text, 0))
    kept = [planned(planner, numbered(text, number)) for number in (1, 2)]
    prepared(runs, 2 * MOST_OUTCOMES)
    assert [planned(planner, numbered(text, number)) for number in (1, 2)] == kept


def test_another_outcome_makes_only_what_differs() -> None:
    plan = planned(Planner(Limits()), DOCUMENTS["fragments of which some are skipped"])
    assert isinstance(plan.executor, Compiled)
    made: list[int] = []
    for number in range(2**6):
        plan.executor._variants.of(
            VariableValues({}, {f"v{place}": bool(number >> place & 1) for place in range(FLAGS)})
        )
        made.append(len(plan.executor._parts.known))
    shared = (
        made[1] - made[0] - 2
    )  # what the first person that is not skipped brings, but itself and the fields around it
    assert made[-1] == made[0] + shared + 6 + (2**6 - 1)  # six persons, and the fields around them once an outcome


def test_the_parts_of_a_plan_are_bounded() -> None:
    plan = planned(Planner(Limits()), DOCUMENTS["fragments of which some are skipped"])
    assert isinstance(plan.executor, Compiled)
    for number in range(200):
        plan.executor._variants.of(
            VariableValues({}, {f"v{place}": bool(number >> place & 1) for place in range(FLAGS)})
        )
        assert plan.held.bytes < 2 * MOST_OF_PARTS
