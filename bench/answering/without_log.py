"""What the log costs: the same look-up by a function that appends nothing, in this benchmark's own database only."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import asyncpg

LOOK_UP: Final = "serve.employer_look_up"

WITHOUT: Final = """create or replace function serve.employer_look_up(of_lane integer, consultations text,
        quotas integer[], many bytea, bsns text, days text)
    returns table (place bigint, wait integer, registered boolean, ends_on date)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    #variable_conflict use_column
    begin
        return query select asked.place, 0, r.bsn is not null, r.ends_on
        from unnest(string_to_array(bsns, ',')::integer[], string_to_array(days, ',')::date[]) with ordinality
            as asked (bsn, day, place)
        left join register.registration r on r.bsn = asked.bsn and r.from_day <= asked.day and r.until_day > asked.day
        order by asked.place;
    end $$"""
"""The employer's look-up, of the same arguments and columns, without what it appends to the log."""


@contextmanager
def left_out(dsn: str) -> Iterator[None]:
    """Put the other function in the place of the service's, and put that back afterwards."""
    own = asyncio.run(_replace(dsn, WITHOUT))
    try:
        yield
    finally:
        asyncio.run(_replace(dsn, own))


async def _replace(dsn: str, definition: str) -> str:
    """Gives the definition that was there."""
    owner = await asyncpg.connect(dsn)
    try:
        before: str = await owner.fetchval(f"select pg_get_functiondef('{LOOK_UP}'::regproc)")
        await owner.execute(definition)
    finally:
        await owner.close()
    return before
