"""Strawberry's own ASGI view on Granian over SQLAlchemy, with the caches that its documentation offers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import strawberry
import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import BOOLEAN, ENUM, distinct_on
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.permission import BasePermission

from bench.peers.environment import Environment

_METADATA: Final = MetaData(schema="peer")
_PERSON: Final = Table(
    "person",
    _METADATA,
    Column("bsn", Integer, primary_key=True),
    Column("registered", BOOLEAN),
    Column("registration_end_date", Date),
    Column("counting_start_date", Date),
)
_GROUND: Final = Table(
    "ground",
    _METADATA,
    Column("bsn", Integer, primary_key=True),
    Column("start_date", Date, primary_key=True),
    Column("code", String, primary_key=True),
    Column("end_date", Date),
)
_PAYROLL: Final = Table(
    "payroll",
    _METADATA,
    Column("payroll_tax_number", BigInteger),
    Column("kvk", String),
    Column("superseded_by", BigInteger),
)
_EMPLOYMENT: Final = Table(
    "employment",
    _METADATA,
    Column("payroll_tax_number", BigInteger),
    Column("bsn", Integer),
    Column("start_date", Date),
    Column("end_date", Date),
    Column("kind", ENUM("REGULAR", "PROTECTED_WSW", name="employment_kind", schema="register", create_type=False)),
    Column("superseded_by", BigInteger),
)
_REGISTRATION: Final = Table(
    "registration",
    _METADATA,
    Column("bsn", Integer),
    Column("from_day", Date),
    Column("until_day", Date),
    Column("ends_on", Date),
)

_FIRST_DAY: Final = bindparam("first_day", type_=Date)
_LAST_DAY: Final = bindparam("last_day", type_=Date)
_STAFF: Final = (
    select(_EMPLOYMENT.c.payroll_tax_number, _EMPLOYMENT.c.bsn, _REGISTRATION.c.ends_on)
    .ext(distinct_on(_EMPLOYMENT.c.payroll_tax_number, _EMPLOYMENT.c.bsn))
    .join_from(_PAYROLL, _EMPLOYMENT, _EMPLOYMENT.c.payroll_tax_number == _PAYROLL.c.payroll_tax_number)
    .join(
        _REGISTRATION,
        and_(
            _REGISTRATION.c.bsn == _EMPLOYMENT.c.bsn,
            _REGISTRATION.c.from_day <= func.least(_EMPLOYMENT.c.end_date, _LAST_DAY),
            _REGISTRATION.c.until_day > func.greatest(_EMPLOYMENT.c.start_date, _FIRST_DAY),
        ),
    )
    .where(
        _PAYROLL.c.superseded_by.is_(None),
        _PAYROLL.c.kvk == bindparam("organisation"),
        _EMPLOYMENT.c.superseded_by.is_(None),
        _EMPLOYMENT.c.kind.in_(("REGULAR", "PROTECTED_WSW")),
        _EMPLOYMENT.c.start_date <= _LAST_DAY,
        or_(_EMPLOYMENT.c.end_date.is_(None), _EMPLOYMENT.c.end_date >= _FIRST_DAY),
    )
    .order_by(
        _EMPLOYMENT.c.payroll_tax_number,
        _EMPLOYMENT.c.bsn,
        func.least(_REGISTRATION.c.until_day - 1, _EMPLOYMENT.c.end_date, _LAST_DAY).desc(),
    )
    .subquery()
)
_ROSTER: Final = (
    select(_STAFF, func.count().over().label("total"))
    .order_by(_STAFF.c.payroll_tax_number, _STAFF.c.bsn)
    .limit(bindparam("first", type_=Integer))
)


@dataclass
class Context:
    """What a resolver gets: the claims of the viewer's token, and the database."""

    claims: dict[str, Any]
    engine: AsyncEngine

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """A connection for one question."""
        async with self.engine.connect() as connection:
            yield connection


Info = strawberry.Info[Context, None]


class IsViewer(BasePermission):
    """Somebody who may look up a person."""

    message = "Not for this role."

    def has_permission(self, source: Any, info: Info, **_: Any) -> bool:  # noqa: ARG002 - the library's signature
        """Whether the token's role is one of these."""
        return info.context.claims["role"] in {"EMPLOYER", "SUWINET"}


class IsSuwinet(BasePermission):
    """Suwinet."""

    message = "Not for this role."

    def has_permission(self, source: Any, info: Info, **_: Any) -> bool:  # noqa: ARG002 - the library's signature
        """Whether the token's role is this."""
        return bool(info.context.claims["role"] == "SUWINET")


class IsTheirOwn(BasePermission):
    """The employer whose roster it is."""

    message = "Not your organisation."

    def has_permission(self, source: Any, info: Info, **arguments: Any) -> bool:  # noqa: ARG002 - the library's signature
        """Whether the token names the organisation."""
        return bool(info.context.claims.get("kvk") == arguments["organisation"])


@strawberry.type
class Ground:
    """Why someone is registered."""

    code: str
    start_date: date
    end_date: date | None


async def _grounds(root: "Person", info: Info) -> list[Ground]:
    statement = select(_GROUND).where(_GROUND.c.bsn == root.bsn).order_by(_GROUND.c.start_date, _GROUND.c.code)
    async with info.context.connection() as connection:
        rows = (await connection.execute(statement)).all()
    return [Ground(code=row.code, start_date=row.start_date, end_date=row.end_date) for row in rows]


@strawberry.type
class Person:
    """Someone in the register."""

    bsn: int
    registered: bool
    registration_end_date: date | None
    counting_start_date: date | None = strawberry.field(permission_classes=[IsSuwinet])
    grounds: list[Ground] = strawberry.field(resolver=_grounds, permission_classes=[IsSuwinet])


@strawberry.type
class RosterEntry:
    """A row of a roster."""

    payroll_tax_number: str
    bsn: int
    registration_end_date: date | None


@strawberry.type
class RosterEdge:
    """An entry in its place."""

    node: RosterEntry


@strawberry.type
class Roster:
    """A page of a roster."""

    total_count: int
    edges: list[RosterEdge]


async def _person(info: Info, bsn: int) -> Person | None:
    async with info.context.connection() as connection:
        row = (await connection.execute(select(_PERSON).where(_PERSON.c.bsn == bsn))).one_or_none()
    if row is None:
        return None
    return Person(
        bsn=row.bsn,
        registered=row.registered,
        registration_end_date=row.registration_end_date,
        counting_start_date=row.counting_start_date,
    )


async def _roster(info: Info, organisation: str, year: int, first: int) -> Roster:
    asked = {
        "organisation": organisation,
        "first_day": date(year, 1, 1),
        "last_day": date(year, 12, 31),
        "first": first,
    }
    async with info.context.connection() as connection:
        rows = (await connection.execute(_ROSTER, asked)).all()
    return Roster(total_count=rows[0].total if rows else 0, edges=[RosterEdge(node=_entry(row)) for row in rows])


def _entry(row: Row[Any]) -> RosterEntry:
    digits, place = divmod(row.payroll_tax_number, 100)
    return RosterEntry(payroll_tax_number=f"{digits:09}L{place:02}", bsn=row.bsn, registration_end_date=row.ends_on)


@strawberry.type
class Query:
    """The questions."""

    person: Person | None = strawberry.field(resolver=_person, permission_classes=[IsViewer])
    roster: Roster = strawberry.field(resolver=_roster, permission_classes=[IsTheirOwn])


class View(GraphQL[Context, None]):
    """The library's view, with the viewer of the request and the database as its context."""

    def __init__(self, environment: Environment) -> None:
        schema = strawberry.Schema(Query, extensions=[ParserCache, ValidationCache])
        super().__init__(schema, graphql_ide=None, allow_queries_via_get=False, subscription_protocols=())
        self._engine = create_async_engine(
            URL.create(
                "postgresql+asyncpg",
                "peer_application",
                environment.password,
                database=environment.database,
                query={"host": environment.host, "port": str(environment.database_port)},
            ),
            pool_size=environment.connections,
            max_overflow=0,
        )
        key = ECKey.import_key(environment.public_key)
        registry = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": environment.issuer}, aud={"essential": True, "value": environment.audience}
        )

        @lru_cache(1000)
        def verified(token: str) -> dict[str, Any]:
            claims: dict[str, Any] = jwt.decode(token, key, algorithms=["ES256"]).claims
            return claims

        def claims_of(token: str) -> dict[str, Any]:
            claims = verified(token)
            registry.validate(claims)  # the time has moved on since it was remembered
            return claims

        self._claims_of = claims_of

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:  # noqa: ARG002 - the library's signature
        """Verify the token."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise ValueError("A bearer token is needed.")
        return Context(self._claims_of(token), self._engine)


def main() -> None:
    """Serve until told to stop."""
    environment = Environment.read()
    app = Starlette(routes=[Route("/graphql", View(environment))])
    server = Server(
        app,
        address="127.0.0.1",
        port=environment.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        backpressure=1_000,
        log_enabled=False,
    )
    uvloop.run(server.serve())


if __name__ == "__main__":
    main()
