"""Every query that the product itself shows or measures is compiled: none falls back to graphql-core."""

import json
import re
from collections.abc import Iterator

import pytest
from graphql import OperationDefinitionNode, parse

from bench.answering import questions
from domain.roles import Role
from graph.engine.limits import Limits
from graph.engine.plan import Plan, Planner
from tests.conftest import ROOT

IN_JSON = re.compile(r'"query": "((?:[^"\\]|\\.)*)"')
INTROSPECTION = re.compile(r"\b__(schema|type)\b")


def shown() -> Iterator[tuple[str, str]]:
    """Where an operation stands, and its text."""
    for file in sorted((ROOT / "portal" / "examples").glob("*.graphql")):
        yield file.name, file.read_text(encoding="utf-8")
    for file in sorted((ROOT / "portal" / "operations").glob("*/*.graphql")):
        yield f"{file.parent.name}, {file.name}", file.read_text(encoding="utf-8")
    for name in ("README.md", "docs/api.md"):
        for number, found in enumerate(IN_JSON.findall((ROOT / name).read_text(encoding="utf-8")), 1):
            yield f"{name}, {number}", json.loads(f'"{found}"')
    for name, text in vars(questions).items():
        if isinstance(text, str) and text.startswith("query"):
            yield f"bench, {name}", text


SHOWN = [(place, text) for place, text in shown() if not INTROSPECTION.search(text)]


@pytest.mark.parametrize(("place", "text"), SHOWN, ids=[place for place, _ in SHOWN])
def test_an_operation_that_is_shown_or_measured_is_compiled(place: str, text: str) -> None:
    try:
        operations = [one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode)]
    except SyntaxError:
        pytest.fail(f"{place} can't be read")
    planner = Planner(Limits())
    for operation in operations:
        plans = [planner.plan(text, operation.name.value if operation.name else None, role) for role in (None, *Role)]
        runnable = [plan for plan in plans if isinstance(plan, Plan)]
        assert all(plan.is_compiled is plan.is_query for plan in runnable)


def test_there_are_such_operations_of_every_place() -> None:
    places = {place.partition(",")[0] for place, _ in SHOWN}
    assert {"README.md", "docs/api.md", "bench", "employer.graphql", "suwinet.graphql", "citizen.graphql"} <= places
    assert {"citizen", "employer", "suwinet"} <= places
