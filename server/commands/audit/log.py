"""The disclosure log as the commands of `audit` have it: opened, recorded, verified."""

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Final, NamedTuple

import asyncpg

from domain.errors import TimeoutExceededError, UnavailableError
from domain.roles import Purpose, Role
from models.audit.checkpoint_files import CheckpointFiles
from models.audit.verification import Verification, undisturbed, verify
from models.disclosure import DisclosureLog, DisclosureRecord
from models.faults import Fault
from models.imports.connection import Connection
from server.checkpoints import Checkpointer
from server.database import Database, connect, database, own_secrets, serving_pools
from server.errors import CommandError
from server.progress import Terminal
from server.settings import Settings

_LEAST_PATIENCE: Final = 60.0
_ITSELF: Final = "doelgroepregister"
NOT_INTACT: Final = "leave database and checkpoints as they are, and call an auditor in."


class Log(NamedTuple):
    """The log as these commands have it: the owner's connection to it, the checkpoints, and where the database is."""

    connection: Connection
    files: CheckpointFiles
    where: Database


@asynccontextmanager
async def open_log(settings: Settings, *, reading: str = "") -> AsyncIterator[Log]:
    """The log, after a record of which command is `reading` it."""
    with database(settings) as where:
        files = CheckpointFiles(settings.checkpoints, own_secrets(settings).checkpoint_keys())
        connection = await connect(where)
        log = Log(connection, files, where)
        try:
            if reading:
                await record(settings, log, reading)
            yield log
        except (asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError) as error:  # its text may hold values
            raise CommandError(Fault.of_database(error).sentence) from None
        finally:
            await connection.close()


async def record(settings: Settings, log: Log, command: str) -> None:
    """Record what a command does with the log, as every reader's question is, and cover it if no service does.

    Raises:
        CommandError: it can't be recorded, so nothing may be read.
    """
    pools, pseudonyms = serving_pools(settings, log.where), own_secrets(settings).pseudonyms()
    made = DisclosureRecord(
        organisation_id="",
        organisation=_ITSELF,
        user=pseudonyms.user(_ITSELF, "audit"),
        purpose=Purpose.OVERSIGHT.value,
        fields=command,
        legal_basis="AVG 5 lid 2",
        operation=sha256(command.encode()).digest(),
        trace=os.urandom(16),
    )
    try:
        await DisclosureLog(pools, pseudonyms, settings.quotas).record(Role.AUDITOR, made, [])
        await Checkpointer(pools, log.files, settings.checkpoint_seconds).once()
    except (UnavailableError, TimeoutExceededError) as error:
        fault = Fault.of_database(error)
        raise CommandError(f"`{command}` can't be recorded, so it isn't done: {fault.clause}.") from None
    finally:
        await pools.close()


async def verified(settings: Settings, log: Log) -> Verification:
    """What a verification of the log finds now."""
    patience = max(_LEAST_PATIENCE, 10 * settings.checkpoint_seconds)
    with Terminal() as progress:
        async with undisturbed(log.connection):
            return await verify(log.connection, log.files, progress, now=time.time(), patience=patience)


def refuse_unless_intact(found: Verification) -> None:
    """End the command unless the log is intact.

    Raises:
        CommandError: it isn't; what to do depends on what was found.
    """
    if found.intact:
        return
    if found.only_losses:
        raise CommandError(
            "The log is not intact: checkpoints know records that are gone. If the database was restored, or a standby"
            f" took over, declare it with `audit restored --reason`. If not: {NOT_INTACT}"
        )
    raise CommandError(f"The log is not intact: {NOT_INTACT}")
