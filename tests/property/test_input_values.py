"""A value has a fault exactly when graphql-core can't coerce it."""

from typing import Any

from graphql import GraphQLList, GraphQLNonNull, build_schema
from graphql.pyutils import Undefined
from graphql.utilities.coerce_input_value import coerce_input_value
from hypothesis import event, given
from hypothesis import strategies as st

from graph.engine.input_values import faults
from tests.fixtures import torture_schema

SCHEMA = build_schema("""
input Outer { id: ID!, many: [Inner!]!, deep: [[Int!]], inner: Inner, kind: Kind, flag: Boolean! = true }
input Inner { n: Int!, text: String, more: [Kind] }
enum Kind { ONE OTHER }
type Query { a(b: Outer): Int }
""")
KINDS = [SCHEMA.type_map["Outer"], SCHEMA.type_map["Inner"], SCHEMA.type_map["Kind"], torture_schema.INPUT]

LEAVES = st.none() | st.booleans() | st.integers(-3, 2**33) | st.floats() | st.sampled_from(["ONE", "RED", "a", ""])
NAMES = st.sampled_from(["id", "many", "deep", "inner", "kind", "flag", "n", "text", "more", "m", "c", "x"])
INNER = st.fixed_dictionaries(
    {"n": st.integers(0, 5)}, optional={"text": st.just("a") | LEAVES, "more": st.lists(LEAVES, max_size=2)}
)
OUTER = st.fixed_dictionaries(
    {"id": st.integers(), "many": st.lists(INNER, max_size=2) | INNER},
    optional={"inner": INNER | st.none(), "deep": st.lists(st.integers(0, 9) | LEAVES, max_size=3), "kind": LEAVES},
)
VALUES = OUTER | INNER | st.recursive(LEAVES, lambda one: st.lists(one, max_size=3) | st.dictionaries(NAMES, one))


@given(
    kind=st.sampled_from(KINDS),
    wrapping=st.sampled_from(
        [lambda one: one, GraphQLNonNull, GraphQLList, lambda one: GraphQLList(GraphQLNonNull(one))]
    ),
    value=VALUES,
)
def test_what_graphql_core_can_not_coerce_has_a_fault_and_nothing_else_has(
    kind: Any, wrapping: Any, value: Any
) -> None:
    whole = wrapping(kind)
    found = list(faults(value, whole))
    event(f"faults: {min(len(found), 3)}")
    assert bool(found) == (coerce_input_value(value, whole) is Undefined)
