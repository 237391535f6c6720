"""Looking at start whether the database has the connections that the service will want."""

import asyncio

import structlog

from domain.roles import Role
from models.connections import are_sessions, room
from models.database import ServingPools
from models.faults import Fault
from models.hosts import FAILURES
from server.errors import CommandError

log = structlog.get_logger()


def check_connections(pools: ServingPools, processes: int, others: int = 0) -> None:
    """Refuse to start with more connections than there can be, or with such as aren't sessions.

    That only some are free now is a warning: others may give theirs back, as an older instance does that is replaced.
    A database that is away is waited for, and what it would say goes unsaid.

    Args:
        pools: those of each process that answers.
        processes: how many of these there are.
        others: how many connections others of the service open.

    Raises:
        CommandError: with the numbers, and what to change.
    """
    asyncio.run(_check(pools, processes, others))


async def _check(pools: ServingPools, processes: int, others: int = 0) -> None:
    opened = []
    try:
        opened.append(await pools.log_ins.connection(Role.AUDITOR))
        there, wanted = await room(opened[0]), pools.most * processes + others
        opened.append(await pools.log_ins.connection(Role.AUDITOR))
        sessions = await are_sessions(*opened)
    except FAILURES as error:
        fault = Fault.of_database(error)
        log.warning("connections to the database were not checked", cause=fault.cause.value, code=fault.code)
        return
    finally:
        for connection in opened:
            connection.terminate()
    if not sessions:
        raise CommandError(
            "DATABASE_URL leads to a pooler in transaction mode, as pgbouncer's pool_mode=transaction; a connection of"
            " the register must be one session: set pool_mode=session, or name PostgreSQL itself."
        )
    if wanted > there.allowed:
        raise CommandError(
            f"The service may open {wanted} connections ({processes} x {pools.most}) and the database allows"
            f" {there.allowed}: lower WORKERS, CONNECTIONS_PER_ROLE or DOWNLOAD_CONNECTIONS, or raise max_connections."
        )
    if wanted > there.allowed - there.taken:
        log.warning(
            "fewer connections to the database are free than the service may open",
            may_open=wanted,
            allowed=there.allowed,
            taken_by_others=there.taken,
        )
