"""What schemathesis must know of our scalars; it runs in an environment of its own, with this file as its hooks."""

from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

INVALID_BSNS = st.from_regex(r"[0-9]{9}", fullmatch=True) | st.text(max_size=12)
schemathesis.graphql.scalar("BSN", INVALID_BSNS.map(nodes.String))
schemathesis.graphql.scalar("Date", (st.dates().map(str) | st.text(max_size=12)).map(nodes.String))
schemathesis.graphql.scalar("DateTime", st.datetimes().map(str).map(nodes.String))
schemathesis.graphql.scalar(
    "PayrollTaxNumber", (st.from_regex(r"[0-9]{9}L[0-9]{2}", fullmatch=True) | st.text(max_size=12)).map(nodes.String)
)


@schemathesis.check
def no_server_error(_context: Any, response: Any, _case: Any) -> None:
    """Nothing went wrong here; schemathesis' own check takes every refusal of ours for a failure."""
    codes = [error["extensions"]["code"] for error in response.json().get("errors", [])]
    assert response.status_code < 500, codes
    assert not {"INTERNAL", "UNAVAILABLE", "TIMEOUT"} & set(codes), codes
