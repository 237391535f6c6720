"""What the log costs: the same look-up with the log's statement left out, in this benchmark's own database only.

All else stays: the service sends the same, the lane is locked, the quotas are counted, the commit is durable.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import asyncpg

_APPEND: Final = "log.append"
_STATEMENT: Final = re.compile(r"with parted as \([^;]*insert into log\.record [^;]*;")
"""What writes records, and the lane's new head."""


@contextmanager
def left_out(dsn: str) -> Iterator[None]:
    """Take the statement out of the service's own function, and put that back afterwards."""
    own = asyncio.run(_definition(dsn))
    without, found = _STATEMENT.subn("", own)
    if found != 1:
        raise RuntimeError(f"{_APPEND} is written in another way than this benchmark knows")
    asyncio.run(_define(dsn, without))
    try:
        yield
    finally:
        asyncio.run(_define(dsn, own))


async def _definition(dsn: str) -> str:
    owner = await asyncpg.connect(dsn)
    try:
        definition: str = await owner.fetchval(f"select pg_get_functiondef('{_APPEND}'::regproc)")
    finally:
        await owner.close()
    return definition


async def _define(dsn: str, definition: str) -> None:
    owner = await asyncpg.connect(dsn)
    try:
        await owner.execute(definition)
    finally:
        await owner.close()
