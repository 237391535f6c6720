"""Whose registrations an import changes, and the messages that say so, in its own transaction.

The first registrations of a register are news to nobody: with a message for each, a receiver would ask for all of them.
"""

from typing import Final

from models.imports.connection import Connection
from models.imports.derivation import COLUMNS

_COMPARED: Final = [name for name in COLUMNS if name not in {"bsn", "from_day", "person"}]
_AT_ONCE: Final = 10_000

_IS_FIRST: Final = "select not exists (select from register.registration)"
_BEFORE: Final = """
    create temp table before on commit drop as
    select * from register.registration where bsn in (select bsn from affected)"""
_WRITE: Final = f"""
    select cases.write_messages(array_agg(bsn), null, now())
    from (
        select bsn, (row_number() over (order by bsn) - 1) / {_AT_ONCE} as part
        from (
            select distinct coalesce(r.bsn, b.bsn) as bsn
            from (select * from register.registration where bsn in (select bsn from affected)) r
            full join before b on b.bsn = r.bsn and b.from_day = r.from_day
            where ({", ".join(f"r.{name}" for name in _COMPARED)})
                is distinct from ({", ".join(f"b.{name}" for name in _COMPARED)})
        ) as changed
    ) as numbered
    group by part"""  # noqa: S608 - built of this package's own names


async def remember(connection: Connection) -> bool:
    """Keep how the registrations of the persons in the table `affected` are; False if the register has none at all."""
    if await connection.fetchval(_IS_FIRST):
        return False
    await connection.execute(_BEFORE)
    return True


async def write_messages(connection: Connection) -> None:
    """Write that registrations are other than they were remembered, a message to each receiver about each person."""
    await connection.execute("analyze before")
    await connection.execute(_WRITE)
    await connection.execute("analyze cases.outbox")  # many wait at once: whoever sends them takes one at a time
