"""Running the service: until Ctrl-C or SIGTERM, then everything it started stops."""

import asyncio
import gc
import math
import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Final

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from auth.development_issuer import refuse_unless_loopback
from domain.errors import RegisterError
from domain.roles import Role
from models import roles
from models.auditing.files import CheckpointFiles
from models.lanes import FAILURES
from models.levels import LEVEL, Levels
from server.app import Parts, build
from server.checkpoints import Checkpointer
from server.clock import clock
from server.database import Database, own_secrets, serving_pools
from server.errors import CommandError
from server.http_protocol import Protocol
from server.metrics import METRICS_PATH, Metrics, OnOwnListener
from server.migrating import head
from server.postgres import EmbeddedPostgres, EmbeddedPostgresError
from server.settings import Settings
from server.simulating import simulator
from server.trusted_documents import documents_of_others
from server.trusting import development_issuer, trust_of
from server.workers import LOOK_SECONDS, Workers

log = structlog.get_logger()

_GRACE_SECONDS: Final = 2
"""What requests get to be answered after the service was told to stop, beyond what an operation may take."""
_END_SECONDS: Final = 3
"""When a worker that was told to stop is killed, beyond that."""
_BACKLOG: Final = 2048
_COLLECTING: Final = (10_000, 20, 50)
"""Garbage is looked for less often than Python would: requests leave little in cycles, and the looking took 6 %."""
_LOOPBACK: Final = "127.0.0.1"


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
    _refuse_unless_served(settings, where)
    metrics = Metrics(settings.workers)
    app = _with_metrics(_application(settings, where, metrics), metrics, settings.metrics_port)
    grace = math.ceil(settings.operation_seconds) + _GRACE_SECONDS
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=Protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=grace,
    )
    with ExitStack() as stack, suppress(KeyboardInterrupt):  # Ctrl-C is how a service ends
        sockets = [stack.enter_context(_listening(settings.listen, settings.port, "PORT or LISTEN"))]
        if settings.metrics_port:
            sockets.append(stack.enter_context(_listening(_LOOPBACK, settings.metrics_port, "METRICS_PORT")))
        if settings.workers == 1:
            _Service(config, started, where.embedded).run(sockets=sockets)
            return

        def work(number: int, answers: Callable[[], None]) -> None:
            metrics.of_process(number)
            _Service(config, answers).run(sockets=sockets)

        workers = Workers(settings.workers, work, sockets, grace + _END_SECONDS)
        workers.run(started=started, every_second=lambda: _look_after(where.embedded), died=metrics.restarted)


def _refuse_unless_served(settings: Settings, where: Database) -> None:
    """Say at once what only another build mends. A database that is away, or isn't migrated yet, is waited for.

    Raises:
        CommandError: the database no longer serves a build of this level.
    """

    async def levels() -> Levels | None:
        pools = serving_pools(settings, where)
        try:
            return await roles.levels(pools, Role.AUDITOR)
        except (RegisterError, *FAILURES):
            return None
        finally:
            await pools.close()

    found = asyncio.run(levels())
    problem = found.problem(LEVEL) if found else None
    if found is None or (problem and found.oldest <= LEVEL):
        log.warning(
            "not ready yet", problem=problem or "the database is away, or isn't migrated: /health/ready says more"
        )
    elif problem is not None:
        raise CommandError(f"{problem[0].upper()}{problem[1:]}.")


def _application(settings: Settings, where: Database, metrics: Metrics) -> ASGIApp:
    trust, secrets = trust_of(settings), own_secrets(settings)
    simulated = simulator(settings, trust.audience) if settings.development else None
    for issuer in simulated.issuers() if simulated else ():
        trust = trust.including(issuer)
    pools = serving_pools(settings, where)
    checkpoints = CheckpointFiles(settings.checkpoints, secrets.checkpoint_keys())
    checkpointer = Checkpointer(
        pools.apart(Role.AUDITOR),
        checkpoints,
        settings.checkpoint_seconds,
        metrics.checkpointed,
        late_seconds=settings.late_seconds,
    )
    return build(
        Parts(
            pools,
            trust,
            clock(settings.today),
            settings.url,
            head(),
            secrets.seal(),
            secrets.pseudonyms(),
            secrets.session_keys(),
            development_issuer(settings, trust.audience) if settings.development else None,
            limits=settings.limits,
            edge=settings.edge,
            quotas=settings.quotas,
            queries_by_get=settings.queries_by_get,
            trusted_only=settings.trusted_documents_only,
            documents_of_others=documents_of_others(settings.trusted_documents_dir),
            idle_seconds=settings.session_idle_seconds,
            session_seconds=settings.session_seconds,
            api_url=settings.api_url,
            security_contact=settings.contact,
            outgoing=settings.outgoing,
            simulator=simulated,
            metrics=metrics,
            checkpointer=checkpointer,
        )
    )


def _with_metrics(app: ASGIApp, metrics: Metrics, port: int) -> ASGIApp:
    """The application, and the metrics behind a port of their own if there is one."""
    if not port:
        return app
    return OnOwnListener((_LOOPBACK, port), Starlette(routes=[Route(METRICS_PATH, metrics.answer)]), app)


def _listening(address: str, port: int, setting: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise CommandError(f"Can't listen on {address}, port {port} ({error.strerror}): set {setting}.") from None


def _look_after(embedded: EmbeddedPostgres | None) -> None:
    """See to it that the embedded database has a supervisor."""
    if embedded is not None:
        try:
            embedded.ensure()
        except EmbeddedPostgresError:
            log.exception("the embedded database is away")


class _Service(uvicorn.Server):
    """uvicorn, which says when it answers, and looks after the embedded database where it is told of one."""

    def __init__(
        self, config: uvicorn.Config, started: Callable[[], None], embedded: EmbeddedPostgres | None = None
    ) -> None:
        super().__init__(config)
        self._when_started = started
        self._embedded = embedded

    async def main_loop(self) -> None:
        """Run until told to stop."""
        self._when_started()
        gc.collect()
        gc.freeze()  # what start-up made stays; a full collection no longer walks it
        gc.set_threshold(*_COLLECTING)
        watch = asyncio.create_task(self._watch())
        try:
            await super().main_loop()
        finally:
            watch.cancel()

    async def _watch(self) -> None:
        while self._embedded is not None:
            _look_after(self._embedded)
            await asyncio.sleep(LOOK_SECONDS)
