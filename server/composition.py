"""The application: the parts wired together."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Final

import httpx2
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from auth.authentication import Authenticator
from auth.challenges import METADATA_PATH, resource_metadata
from auth.development.issuer import DevelopmentIssuer
from auth.development.simulator import Simulator
from auth.discovery import DIRECT, Outgoing
from auth.login.encrypted_sessions import SessionKeys
from auth.login.provider import Providers
from auth.login.sessions import PortalSessions
from auth.tokens.access_token import TokenVerifier
from auth.tokens.issuers import Trust
from auth.tokens.keys import RemoteKeys
from domain.letters import Contact
from domain.roles import Role
from domain.working_days import IsHoliday
from graph.context import Register
from graph.cursors import Seal
from graph.engine.limits import Limits
from graph.http import dkd
from graph.http.downloads import RosterDownloads
from graph.http.endpoint import GraphQLEndpoint
from graph.http.letters import LetterDownloads
from graph.http.reports import ReportDownloads
from graph.http.trusted_documents import TrustedDocuments
from graph.letters.pdf import LetterPrinter
from graph.schema.build import printed
from graph.suwinet.endpoint import SuwinetEndpoint
from graph.typesetting import Typesetter
from models.commands.command import Commands
from models.database import ServingPools
from models.deadline import Looks
from models.disclosure import DisclosureLog, Quotas
from models.dkd.municipalities import Municipalities
from models.levels import LEVEL
from models.pseudonyms import Pseudonyms
from models.queries.persons import LookUps
from models.stored_sessions import StoredSessions
from portal import graphiql, operations, pages, unread_letters
from portal.api import Api
from portal.help import NO_HELP, Help
from portal.log_ins_under_way import ClientAddresses, LogInsUnderWay
from portal.page_request import Portal
from server import development
from server.checkpoints import Checkpointer
from server.clock import Today
from server.http.access_log import AccessLog
from server.http.cross_origin import CrossOrigin
from server.http.edge.edge import Edge
from server.http.edge.limits import EdgeLimits
from server.http.edge.places import Places, PlacesOfRoles
from server.http.health import LIVE_PATH, READY_PATH, Readiness, live
from server.http.lame_duck import LameDuck
from server.http.metrics import METRICS_PATH, Metrics
from server.http.security_txt import SECURITY_TXT_PATH, SecurityTxt
from server.public_holidays import is_public_holiday
from server.simulator import SIMULATOR_PATH

log = structlog.get_logger()

GRAPHQL_PATH: Final = "/graphql"
SCHEMA_PATH: Final = "/schema.graphql"
API_SECONDS: Final = 30.0
_LOOK_SECONDS: Final = 1.0
NO_CONTACT: Final = Contact(objections="UWV, Bezwaar en beroep")
_ALWAYS: Final = frozenset({LIVE_PATH, READY_PATH, METRICS_PATH})
"""What is answered however many requests there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the application is made of."""

    pools: ServingPools
    trust: Trust
    today: Today
    url: str
    head: str
    seal: Seal
    pseudonyms: Pseudonyms
    session_keys: SessionKeys
    development: DevelopmentIssuer | None = None
    limits: Limits = field(default_factory=Limits)
    edge: EdgeLimits = field(default_factory=EdgeLimits)
    quotas: Quotas = field(default_factory=Quotas)
    proxies: frozenset[str] = frozenset()
    queries_by_get: bool = False
    cors_origins: frozenset[str] = frozenset()
    trusted_only: frozenset[Role] = frozenset()
    documents_of_others: Mapping[str, str] = field(default_factory=dict)
    idle_seconds: int = 900
    session_seconds: int = 14_400
    api_url: str | None = None
    security_contact: str | None = None
    help: Help = NO_HELP
    contact: Contact = NO_CONTACT
    is_holiday: IsHoliday = is_public_holiday
    command_connections: int = 2
    outgoing: Outgoing = DIRECT
    unread_seconds: float = unread_letters.PATIENCE
    simulator: Simulator | None = None
    municipalities: Municipalities | None = None
    compiling: bool = True
    metrics: Metrics = field(default_factory=Metrics)
    checkpointer: Checkpointer | None = None
    level: int = LEVEL
    lame_duck: LameDuck = field(default_factory=LameDuck)


async def _schema(request: Request) -> Response:
    name = request.query_params.get("role")
    if name is not None and name not in Role.__members__:
        return PlainTextResponse(f"Unknown role; choose one of {', '.join(Role)}.\n", 400)
    return PlainTextResponse(printed(Role(name) if name else None))


def _document(content: Mapping[str, object]) -> ASGIApp:
    return JSONResponse(dict(content), headers={"cache-control": "public, max-age=3600"})


def _security_txt(parts: Parts) -> list[Route]:
    if parts.security_contact is None:
        return []
    return [Route(SECURITY_TXT_PATH, SecurityTxt(parts.security_contact, parts.url, parts.today).answer)]


def _dkd(
    parts: Parts, authenticator: Authenticator, register: Register, places: Callable[[Role], Places]
) -> list[Route]:
    if parts.municipalities is None:
        return []
    messages = dkd.DkdMessages(
        authenticator, register, parts.today, parts.municipalities, places, parts.limits.operation_seconds
    )
    return [Route(dkd.PATH, messages.answer, methods=["POST"])]


def _watched(parts: Parts) -> Callable[[], None]:
    """What tells the metrics of this process's connections and of the keys that it has fetched."""
    fetched = {name: keys for name, keys in parts.trust.keys.items() if isinstance(keys, RemoteKeys)}
    parts.metrics.issuers(fetched)

    def look() -> None:
        parts.metrics.connections(parts.pools.usage)
        for name, keys in fetched.items():
            if keys.age is not None:
                parts.metrics.fetched(name, keys.age)

    return look


def _looks(metrics: Metrics) -> Looks:
    """What notes every second what is so in this process, for whichever answers the next scrape."""

    def look(held: float) -> bool:
        metrics.look()
        if held:
            metrics.held_still(held)
            log.warning("this process was held still", seconds=round(held, 1))
        return True

    return Looks(_LOOK_SECONDS, look)


def build(parts: Parts) -> ASGIApp:
    """The ASGI application of these parts."""
    parts.metrics.looks(_watched(parts))
    log = DisclosureLog(parts.pools, parts.pseudonyms, parts.quotas, parts.metrics)
    register = Register(
        pools=parts.pools,
        log=log,
        look_ups=LookUps(log),
        commands=Commands(log, parts.command_connections),
        is_holiday=parts.is_holiday,
        contact=parts.contact,
        seal=parts.seal,
        url=parts.url,
        now=time.time,
    )

    looks, printer, typesetter = _looks(parts.metrics), LetterPrinter(), Typesetter("own data")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with parts.checkpointer.running() if parts.checkpointer else nullcontext():
            looks.begin(asyncio.get_running_loop())
            yield
            looks.end()
            await log.settled()
        printer.close()
        typesetter.close()
        await portal.api.close()
        await parts.pools.close()

    verifier = TokenVerifier(parts.trust)
    sessions = PortalSessions(
        StoredSessions(parts.pools), parts.session_keys, parts.idle_seconds, parts.session_seconds
    )
    authenticator = Authenticator(verifier, parts.url, sessions)
    places = PlacesOfRoles(parts.edge.in_flight_role, parts.metrics.shed).of
    graphql = GraphQLEndpoint(
        authenticator=authenticator,
        register=register,
        today=parts.today,
        limits=parts.limits,
        trusted=TrustedDocuments(
            {**parts.documents_of_others, **operations.documents()}, parts.trusted_only, parts.limits
        ),
        queries_by_get=parts.queries_by_get,
        compiling=parts.compiling,
        places=places,
        ran=parts.metrics.operation,
    )
    suwinet = SuwinetEndpoint(
        authenticator,
        register,
        parts.today,
        parts.limits,
        places=places,
        ran=parts.metrics.operation,
        compiling=parts.compiling,
    )
    portal = Portal(
        url=parts.url,
        api=Api(_client(graphql, parts.api_url, parts.outgoing), parts.limits.figures_seconds),
        sessions=sessions,
        providers=Providers(parts.trust, parts.url, allow_http=parts.development is not None, outgoing=parts.outgoing),
        verifier=verifier,
        today=parts.today,
        now=time.time,
        typesetter=typesetter,
        log_ins=LogInsUnderWay(parts.edge.log_ins_address, parts.edge.log_ins),
        addresses=ClientAddresses(parts.proxies),
        development=parts.development is not None,
        help=parts.help,
        unread_seconds=parts.unread_seconds,
    )
    readiness = Readiness(parts.pools, parts.head, parts.checkpointer, level=parts.level)
    metadata = _document(resource_metadata(parts.trust))
    routes = [
        Route("/downloads/{link}.{kind}", RosterDownloads(authenticator, register, parts.today).answer),
        Route("/letters/{link}.pdf", LetterDownloads(authenticator, register, parts.today, printer).answer),
        Route("/reports/{link}.{kind}", ReportDownloads(authenticator, register, parts.today).answer),
        Route(SCHEMA_PATH, _schema),
        *suwinet.routes(),
        Route(LIVE_PATH, live),
        Route(READY_PATH, readiness.answer),
        *(Route(f"{METADATA_PATH}{of}", metadata) for of in ("", GRAPHQL_PATH)),  # RFC 9728 section 3.1
        *_dkd(parts, authenticator, register, places),
        *_security_txt(parts),
        *pages.routes(portal),
        *graphiql.routes(development.logins(parts.today()) if parts.development else ()),
        *(development.routes(parts.development) if parts.development else ()),
        *((Route(METRICS_PATH, parts.metrics.answer),) if parts.development else ()),
        *((Mount(SIMULATOR_PATH, parts.simulator),) if parts.simulator else ()),
    ]
    paths = frozenset(
        [GRAPHQL_PATH, *(one.path if isinstance(one, Route) else f"{one.path}/{{path}}" for one in routes)]
    )
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={404: pages.not_found(portal)})
    app.router.redirect_slashes = False  # a redirect would take its host from the request
    answering: ASGIApp = Edge(_Dispatch(graphql, app), parts.limits.body_bytes, parts.edge, _ALWAYS, parts.metrics.shed)
    if parts.cors_origins:
        answering = CrossOrigin(answering, parts.cors_origins, GRAPHQL_PATH, SCHEMA_PATH)
    return AccessLog(answering, paths, parts.metrics, parts.lame_duck)


def _client(graphql: ASGIApp, api_url: str | None, outgoing: Outgoing) -> httpx2.AsyncClient:
    """What the portals ask the API with: in this process, or at another address."""
    if api_url is not None:
        return httpx2.AsyncClient(base_url=api_url, timeout=API_SECONDS, trust_env=False, verify=outgoing.trusted())
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(graphql), base_url="http://api", timeout=API_SECONDS)


class _Dispatch:
    """/graphql by the shortest way; Starlette has all the rest."""

    def __init__(self, graphql: GraphQLEndpoint, app: ASGIApp) -> None:
        self._graphql = graphql
        self._app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer one request."""
        asked = scope["type"] == "http" and scope["path"] == GRAPHQL_PATH
        return (self._graphql if asked else self._app)(scope, receive, send)
