"""One's own data as JSON: the answers of the register as it gives them, a line for each."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import orjson

from portal.operations.operation import Selection
from portal.own_data import OwnData
from portal.page_request import PageRequest


async def lines(request: PageRequest, own: OwnData, made_at: datetime) -> AsyncIterator[bytes]:
    """The file, a piece at a time; its last member says that it is whole.

    Raises:
        ApiError, ValidationError: the register refused a part of it, or gave what it may not.
    """
    about = {
        "madeAt": made_at,
        "note": request.texts("own_data.not_in_it"),
        "schema": f"{request.portal.url}/schema.graphql?role=CITIZEN",
        "person": _members(await own.person()),
    }
    yield orjson.dumps(about, option=orjson.OPT_UTC_Z)[:-1]
    parts: dict[str, AsyncIterator[Selection]] = {
        "cases": own.cases(),
        "letters": own.letters(),
        "disclosures": own.disclosures(),
    }
    for name, nodes in parts.items():
        yield f',\n"{name}":['.encode()
        comma = b"\n"
        async for node in nodes:
            yield comma + orjson.dumps(_members(node))
            comma = b",\n"
        yield b"]"
    yield b',\n"complete":true}\n'


def _members(node: Selection) -> dict[str, Any]:
    return node.model_dump(mode="json", by_alias=True)
