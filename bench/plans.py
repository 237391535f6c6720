"""How the database answers a look-up: the plan of the statement inside a serving role's function, as it ran."""

from typing import Any

import asyncpg

_EXPLAIN = """
    load 'auto_explain';
    set auto_explain.log_min_duration = 0;
    set auto_explain.log_nested_statements = on;
    set auto_explain.log_analyze = on;
    set auto_explain.log_buffers = on;
    set auto_explain.log_timing = off;
    set auto_explain.log_level = notice"""


async def run(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Print the plan of one look-up in the register as it is now."""
    bsn = await connection.fetchval("select bsn from register.registration where until_day = 'infinity' limit 1")
    plans: list[str] = []

    def listen(_connection: Any, message: Any) -> None:
        plans.append(message.message)

    connection.add_log_listener(listen)
    await connection.execute(_EXPLAIN)
    look_up = "select * from serve.employer_look_up($1, array[current_date])"
    for _ in range(2):  # the second finds its plan and its pages in memory
        plans.clear()
        await connection.fetch(look_up, [bsn])
    await connection.execute("set auto_explain.log_min_duration = -1")
    connection.remove_log_listener(listen)
    inner = next(plan for plan in plans if "registration" in plan)
    print("the plan of an employer's look-up:")
    print("\n".join(f"  {line}" for line in inner.splitlines() if not line.startswith("Query ")))
