"""A compiled operation answers what graphql-core answers: the same data in the same order, and the same errors."""

import asyncio
import gc
import os
from collections.abc import Iterator
from inspect import isawaitable
from random import Random
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    execute,
    parse,
    validate,
)
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from graph.engine.compile.operation import compiled
from graph.engine.document import Document
from graph.engine.held import Held
from graph.engine.limits import MOST_ERRORS, MOST_OUTCOMES
from graph.engine.variables import Variables
from tests.fixtures import torture_schema
from tests.fixtures.documents import Writer

EXAMPLES = int(os.environ.get("COMPILER_EXAMPLES", "300"))  # noqa: TID251 - a test run's own size
SEEDS = st.integers(0, 2**32)


class Operation:
    """The first operation of a document, compiled."""

    def __init__(self, schema: GraphQLSchema, node: DocumentNode) -> None:
        document = Document(schema, node)
        self.variables = Variables(schema, document, document.operations[0])
        self.compiled = compiled(schema, document, document.operations[0], Held(0))

    def run(self, context: object, sent: dict[str, Any]) -> Any:
        """Run with variables as they were sent."""
        assert self.compiled is not None
        values = self.variables.coerced(sent)
        return ExecutionResult(None, values) if isinstance(values, list) else self.compiled.execute(context, values)


async def settled(answer: Any) -> ExecutionResult:
    """The answer, when whatever goes on behind it has come to its end too."""
    result = await answer if isawaitable(answer) else answer
    for _ in range(40):
        await asyncio.sleep(0)
    assert isinstance(result, ExecutionResult)
    return result


def told(result: ExecutionResult) -> tuple[str, list[tuple[object, ...]]]:
    """All of an answer that a caller can see; the text of the data has its order and its types."""
    return repr(result.data), [told_error(one) for one in result.errors or ()]


def told_error(error: GraphQLError) -> tuple[object, ...]:
    cause = error.original_error
    return (
        error.message,
        error.path,
        error.locations,
        [id(node) for node in error.nodes or ()],
        error.extensions,
        type(error),
        type(cause),
        str(cause),
    )


async def both(
    schema: GraphQLSchema, document: DocumentNode, context: object, variables: dict[str, Any], times: int = 2
) -> tuple[ExecutionResult, list[ExecutionResult]]:
    """The answer of graphql-core, and those of one plan run several times."""
    expected = await uncompiled(schema, document, context, variables)
    plan = Operation(schema, document)
    return expected, [await settled(plan.run(context, variables)) for _ in range(times)]


async def uncompiled(
    schema: GraphQLSchema, document: DocumentNode, context: object, variables: dict[str, Any]
) -> ExecutionResult:
    """The answer of graphql-core."""
    return await settled(
        execute(
            schema,
            document,
            context_value=context,
            variable_values=variables,
            max_coercion_errors=MOST_ERRORS,
            hide_suggestions=True,
        )
    )


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as made:
        yield made
    gc.collect()  # what is left unawaited shows here


# what is cancelled before it began leaves what it would have awaited behind, in graphql-core as well
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited", "ignore::pytest.PytestUnraisableExceptionWarning")
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(writing=SEEDS, seed=SEEDS, calm=st.sampled_from([60, 90, 98, 100]))
def test_whatever_resolvers_do_a_plan_answers_what_graphql_core_answers(
    runner: asyncio.Runner, writing: int, seed: int, calm: int
) -> None:
    written = Writer(torture_schema.SCHEMA, Random(writing)).document()  # noqa: S311 - a seed
    document = parse(written.text)
    assume(not validate(torture_schema.SCHEMA, document))
    chaos = torture_schema.Chaos(seed, calm)
    expected, found = runner.run(both(torture_schema.SCHEMA, document, chaos, written.variables))
    event(f"errors: {min(len(expected.errors or ()), 3)}, data: {expected.data is not None}")
    for one in found:
        assert told(one) == told(expected), written


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited", "ignore::pytest.PytestUnraisableExceptionWarning")
@settings(max_examples=EXAMPLES // 3, deadline=None, suppress_health_check=list(HealthCheck))
@given(writing=SEEDS, seed=SEEDS, calm=st.sampled_from([90, 100]))
def test_whatever_is_skipped_next_the_same_plan_answers_what_graphql_core_answers(
    runner: asyncio.Runner, writing: int, seed: int, calm: int
) -> None:
    written = Writer(torture_schema.SCHEMA, Random(writing)).document()  # noqa: S311 - a seed
    document = parse(written.text)
    assume(not validate(torture_schema.SCHEMA, document))
    flags = [name for name, value in written.variables.items() if isinstance(value, bool)]
    assume(flags)
    event(f"flags: {min(len(flags), 4)}")
    chaos, chance = torture_schema.Chaos(seed, calm), Random(seed)  # noqa: S311 - a seed
    plan = Operation(torture_schema.SCHEMA, document)
    for _ in range(MOST_OUTCOMES + 2):
        variables = written.variables | {name: chance.random() < 0.5 for name in flags}
        expected = runner.run(uncompiled(torture_schema.SCHEMA, document, chaos, variables))
        assert told(runner.run(settled_run(plan, chaos, variables))) == told(expected), written


async def settled_run(plan: Operation, context: object, variables: dict[str, Any]) -> ExecutionResult:
    """An answer, in the loop that its resolvers need."""
    return await settled(plan.run(context, variables))
