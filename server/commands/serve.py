"""Running the service: until Ctrl-C or SIGTERM, then everything it started stops."""

import asyncio
import gc
import os
import signal
from collections.abc import Callable
from importlib.metadata import version
from typing import Final

import structlog
import uvloop
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from auth.development.issuer import refuse_unless_loopback
from auth.login.credentials import client_credential, others_can_read
from auth.tokens.issuers import IssuersFileError, Trust
from domain.errors import RegisterError
from domain.roles import Role
from models import roles
from models.audit.checkpoint_files import CheckpointFiles
from models.database import ServingPools
from models.levels import LEVEL, Levels
from models.log_connections import FAILURES
from models.outages import Outages
from server.checkpoints import Checkpointer
from server.clock import clock
from server.commands.migrate import head
from server.composition import Parts, build
from server.connections import check_connections
from server.database import Database, own_secrets, serving_pools
from server.dkd_file import load_municipalities
from server.errors import CommandError
from server.http.exchange import sending
from server.http.lame_duck import LameDuck
from server.http.listening import Listener, listening
from server.http.metrics import METRICS_PATH, Metrics
from server.http.open_files import connections_within_limit
from server.http.server import HttpServer
from server.message_worker import send_messages
from server.postgres import EmbeddedPostgres, EmbeddedPostgresError
from server.receivers import load_receivers
from server.service_manager import ServiceManager
from server.setting_forms import UNIX
from server.settings import Settings
from server.simulator import simulator
from server.trust import development_issuer, including, trust_of
from server.trusted_documents import documents_of_others
from server.workers import Workers

log = structlog.get_logger()

_GRACE_SECONDS: Final = 2
"""What requests get to be answered after the service was told to stop, beyond what an operation may take."""
_END_SECONDS: Final = 3
"""When a worker that was told to stop is killed, beyond that."""
_COLLECTING: Final = (10_000, 20, 50)
"""Garbage is looked for less often than Python would: requests leave little in cycles, and the looking took 6 %."""


def serve(settings: Settings, where: Database, *, started: Callable[[], None] = lambda: None) -> None:
    """Serve until told to stop.

    Raises:
        CommandError: it can't start, for instance because the port is taken.
        KeyboardInterrupt: Ctrl-C came a second time.
    """
    if settings.development:
        _refuse_unless_on_this_machine(settings)
    _refuse_unless_served(settings, where)
    receivers = load_receivers(settings.receivers_file) if settings.receivers_file else None
    sends = receivers is not None
    metrics = Metrics(settings.workers + sends, sends=sends)
    pools = serving_pools(settings, where, Outages(metrics.database_failed))
    lame_duck = LameDuck()
    app = _application(settings, pools, metrics, lame_duck)
    check_connections(pools, settings.workers, int(sends))
    own = sending(Starlette(routes=[Route(METRICS_PATH, metrics.answer)]), lame_duck)
    connections = connections_within_limit(settings.connections)
    grace = settings.operation_seconds + _GRACE_SECONDS
    with (
        listening(settings.addresses, settings.port, "PORT or LISTEN") as public,
        listening(settings.metrics_addresses, settings.metrics_port, "METRICS_PORT or METRICS_LISTEN") as own_ones,
    ):
        served: list[tuple[Listener, ASGIApp]] = [*((one, app) for one in public), *((one, own) for one in own_ones)]

        def work(number: int, answers: Callable[[], None]) -> None:
            metrics.of_process(number)
            if receivers is not None and number == settings.workers:
                answers()
                asyncio.run(send_messages(settings, pools, receivers, metrics))
                return
            server = HttpServer(app, served, connections, lame_duck)
            uvloop.run(_answer(server, settings.lame_duck, grace, answers))

        manager = ServiceManager(settings.notify_socket)

        def up() -> None:
            log.info(
                "started",
                version=version("doelgroepregister"),
                addresses=[one.address for one, _ in served],
                workers=settings.workers,
                pid=os.getpid(),
            )
            manager.ready()
            started()

        def close() -> None:
            manager.stopping()
            for one, _ in served:
                one.close()

        workers = Workers(
            settings.workers + sends, work, settings.lame_duck + grace + _END_SECONDS, settings.lame_duck, close
        )
        workers.run(started=up, every_second=lambda: _look_after(where.embedded), died=metrics.restarted)
        log.info("stopped")


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


async def _answer(server: HttpServer, lame_duck_seconds: float, grace: float, answers: Callable[[], None]) -> None:
    """Be the process that answers, until SIGTERM."""

    def started() -> None:
        answers()
        gc.collect()
        gc.freeze()  # what start-up made stays; a full collection no longer walks it
        gc.set_threshold(*_COLLECTING)

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    await server.serve(lame_duck_seconds, grace, started)


def _refuse_unless_on_this_machine(settings: Settings) -> None:
    try:
        for address in settings.addresses:
            if not address.startswith(UNIX):
                refuse_unless_loopback(address)
    except ValueError as error:
        raise CommandError(str(error)) from None


def _refuse_without_credentials(trust: Trust) -> None:
    """Refuse to start where the portals have no secret or key for a provider that can be used; tell if others have."""
    try:
        for entry in trust.entries:
            client_credential(entry)
            if file := others_can_read(entry):
                log.warning("others can read what the portals prove with: chmod o= it", file=str(file))
    except IssuersFileError as error:
        raise CommandError(str(error)) from None


def _application(settings: Settings, pools: ServingPools, metrics: Metrics, lame_duck: LameDuck) -> ASGIApp:
    trust, secrets = trust_of(settings), own_secrets(settings)
    _refuse_without_credentials(trust)
    simulated = simulator(settings, trust.audience) if settings.development else None
    if simulated is not None:
        trust = including(trust, *simulated.issuers())
    checkpoints = CheckpointFiles(settings.checkpoints, secrets.checkpoint_keys())
    checkpointer = Checkpointer(
        pools.dedicated(Role.AUDITOR),
        checkpoints,
        settings.checkpoint_seconds,
        metrics.checkpointed,
        late_seconds=settings.late_seconds,
    )
    return build(
        Parts(
            pools=pools,
            trust=trust,
            today=clock(settings.today),
            url=settings.url,
            head=head(),
            seal=secrets.seal(),
            pseudonyms=secrets.pseudonyms(),
            session_keys=secrets.session_keys(),
            development=development_issuer(settings, trust.audience) if settings.development else None,
            limits=settings.limits,
            edge=settings.edge,
            proxies=settings.trusted_proxies,
            quotas=settings.quotas,
            queries_by_get=settings.queries_by_get,
            cors_origins=settings.cors_origins,
            trusted_only=settings.trusted_documents_only,
            documents_of_others=documents_of_others(settings.trusted_documents_dir),
            idle_seconds=settings.session_idle_seconds,
            session_seconds=settings.session_seconds,
            api_url=settings.api_url,
            security_contact=settings.contact,
            help=settings.help,
            contact=settings.letter_contact,
            outgoing=settings.outgoing,
            municipalities=load_municipalities(settings.dkd_file) if settings.dkd_file else None,
            simulator=simulated,
            metrics=metrics,
            checkpointer=checkpointer,
            lame_duck=lame_duck,
        )
    )


def _look_after(embedded: EmbeddedPostgres | None) -> None:
    """See to it that the embedded database has a supervisor."""
    if embedded is not None:
        try:
            embedded.ensure()
        except EmbeddedPostgresError:
            log.exception("the embedded database is away")
