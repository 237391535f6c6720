"""Running the service: until Ctrl-C or SIGTERM, then everything it started stops."""

import asyncio
import gc
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog
import uvicorn

from auth.development_issuer import refuse_unless_loopback
from server.app import Parts, build, development_issuer, trust_of
from server.clock import clock
from server.database import Database, own_secrets, serving_pools
from server.errors import CommandError
from server.migrating import head
from server.postgres import EmbeddedPostgres, EmbeddedPostgresError
from server.settings import Settings

log = structlog.get_logger()

_WATCH_SECONDS: Final = 1.0
_GRACE_SECONDS: Final = 5
_BACKLOG: Final = 2048


def serve(settings: Settings, where: Database, *, started: Callable[[], None] = lambda: None) -> None:
    """Serve until told to stop.

    Raises:
        CommandError: it can't start, for instance because the port is taken.
    """
    if settings.development:
        try:
            refuse_unless_loopback(settings.listen)
        except ValueError as error:
            raise CommandError(str(error)) from None
    trust = trust_of(settings)
    parts = Parts(
        serving_pools(settings, where),
        trust,
        clock(settings.today),
        settings.url,
        head(),
        own_secrets(settings).seal(),
        development_issuer(settings, trust.audience) if settings.development else None,
        limits=settings.limits,
        queries_by_get=settings.queries_by_get,
    )
    config = uvicorn.Config(
        build(parts),
        host=settings.listen,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    with _listening(settings) as listener, suppress(KeyboardInterrupt):  # Ctrl-C is how a service ends
        _Service(config, where.embedded, started).run(sockets=[listener])


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.listen else socket.AF_INET
    try:
        return socket.create_server((settings.listen, settings.port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise CommandError(
            f"Can't listen on {settings.listen}, port {settings.port} ({error.strerror}): set PORT or LISTEN."
        ) from None


class _Service(uvicorn.Server):
    """uvicorn, which also sees to it that the embedded database has a supervisor."""

    def __init__(self, config: uvicorn.Config, embedded: EmbeddedPostgres | None, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._embedded = embedded
        self._when_started = started

    async def main_loop(self) -> None:
        """Run until told to stop."""
        self._when_started()
        gc.collect()
        gc.freeze()  # what start-up made stays; a full collection no longer walks it
        watch = asyncio.create_task(self._watch())
        try:
            await super().main_loop()
        finally:
            watch.cancel()

    async def _watch(self) -> None:
        while self._embedded is not None:
            try:
                self._embedded.ensure()
            except EmbeddedPostgresError:
                log.exception("the embedded database is away")
            await asyncio.sleep(_WATCH_SECONDS)
