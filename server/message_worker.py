"""The process of the service that sends messages: one, beside those that answer."""

import asyncio
import time
from contextlib import suppress
from typing import Final

import asyncpg
import structlog

from domain.errors import RegisterError
from models.database import ServingPools
from models.faults import Fault
from models.outbox import ByUser
from server.deliverer import delivering
from server.http.metrics import Metrics
from server.receivers import Receivers
from server.settings import Settings
from server.undelivered import Looker

log = structlog.get_logger()

_AGAIN_SECONDS: Final = 5.0


async def send_messages(settings: Settings, pools: ServingPools, receivers: Receivers, metrics: Metrics) -> None:
    """Send what waits until SIGTERM; what is under way then is finished. A database that is away is waited for."""
    why = ""
    looker = Looker(receivers, metrics.undelivered, time.time)
    try:
        async with delivering(
            ByUser(pools), receivers, settings.outgoing, settings.messages_days, metrics.sent
        ) as here:
            while not here.stopped.is_set():
                try:
                    await here.follow(looker.look)
                except RegisterError:
                    pass  # the pools have said why
                except asyncpg.PostgresError as error:  # as before `migrate`
                    before, why = why, Fault.of_database(error).clause
                    if why != before:
                        log.warning("messages can't be sent now; trying again", why=why)
                with suppress(TimeoutError):
                    await asyncio.wait_for(here.stopped.wait(), _AGAIN_SECONDS)
    finally:
        await pools.close()
