"""How the database answers a look-up: the plan of the statement inside a serving role's function, as it ran."""

from collections.abc import Awaitable, Callable
from itertools import cycle, dropwhile
from typing import Any, Final, TypeAlias

import asyncpg

from domain.roles import Role
from models.database import role_name
from models.disclosure import DisclosureRecord, Quotas

_EMPLOYERS: Final = 10_000
"""How many employers take turns in looking up: nobody asks hundreds of times a second."""

LookUp: TypeAlias = Callable[[], Awaitable[object]]

_EXPLAIN = """
    load 'auto_explain';
    set auto_explain.log_min_duration = 0;
    set auto_explain.log_nested_statements = on;
    set auto_explain.log_analyze = on;
    set auto_explain.log_buffers = on;
    set auto_explain.log_timing = off;
    set auto_explain.log_level = notice"""
_LOOK_UP = "select * from serve.employer_look_up($1, $2, $3, null, $4, $5)"
_RECORD = DisclosureRecord(
    "90000001", "Voorbeeld", bytes(16), "APPLICANT", "Person.registered", "Wfsv", bytes(32), bytes(16), "", bytes(16)
)


async def run(connection: "asyncpg.Connection[asyncpg.Record]", prefix: str) -> None:
    """Print the plan of one look-up, recorded and counted as the service's are, in the register as it is now.

    Args:
        connection: a superuser's.
        prefix: what the names of the serving roles begin with.
    """
    plans: list[str] = []

    def listen(_connection: Any, message: Any) -> None:
        plans.append(message.message)

    await connection.execute(_EXPLAIN)
    ask = await look_up(connection, prefix)
    connection.add_log_listener(listen)
    for _ in range(2):  # the second finds its plan and its pages in memory
        plans.clear()
        await ask()
    connection.remove_log_listener(listen)
    await connection.execute("reset session authorization")
    await connection.execute("set auto_explain.log_min_duration = -1")
    inner = next(plan for plan in plans if "on registration" in plan)
    print("the plan of an employer's look-up:")
    print("\n".join(f"  {line}" for line in dropwhile(lambda line: "(cost=" not in line, inner.splitlines())))


async def look_up(connection: "asyncpg.Connection[asyncpg.Record]", prefix: str) -> LookUp:
    """An employer's look-up of somebody who is registered, by a superuser's connection that is theirs from now on."""
    row = await connection.fetchrow(
        "select bsn::text, current_date::text from register.registration where until_day = 'infinity' limit 1"
    )
    if row is None:
        raise RuntimeError("nobody is registered")
    await connection.execute(f"set session authorization {role_name(prefix, Role.EMPLOYER)}")  # whose lane it is
    lane = await connection.fetchval("select serve.take_lane()")
    lines = cycle(
        _RECORD._replace(organisation_id=f"{90000001 + who}", user=who.to_bytes(16)).line(bytes(16), counted=True)
        for who in range(_EMPLOYERS)
    )
    return lambda: connection.fetch(_LOOK_UP, lane, next(lines), Quotas(), *row)
