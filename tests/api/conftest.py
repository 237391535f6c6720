"""The whole service, in this process, over a register that holds `tests.fixtures.people`."""

import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from auth.login.encrypted_sessions import SessionKeys
from auth.principal import Principal
from auth.tokens.access_token import TokenVerifier
from auth.tokens.issuers import Trust
from domain.case_kinds import CaseKind
from domain.forms import ApplicationForm, RequestedOutcome
from domain.roles import Role
from graph.context import Context, Register
from graph.cursors import Seal
from models.commands import requests
from models.commands.command import Commands
from models.database import ServingPools
from models.disclosure import DisclosureLog, Quotas
from models.imports import Silence, import_directory
from models.pseudonyms import Pseudonyms
from models.queries.persons import LookUps
from server.commands.migrate import head
from server.composition import NO_CONTACT, Parts, build
from server.public_holidays import is_public_holiday
from tests.conftest import Database, MakeDatabase, Template
from tests.fixtures import people
from tests.fixtures.casework import Casework, case_of, citizen
from tests.fixtures.disclosure_log import KEY
from tests.fixtures.npm import Npm, installed
from tests.fixtures.patience import UNHURRIED
from tests.fixtures.tokens import AUDIENCE, SigningIssuer

TODAY = date(2026, 11, 23)
URL = "https://register.example"

ISSUER = SigningIssuer("https://issuer.example", now=int(time.time()), seconds=3600)  # longer than all tests take
DIGID = SigningIssuer("https://digid.example", now=int(time.time()), seconds=3600)
SEAL = Seal({1: b"only for tests, not a secret key"}, 1)
PSEUDONYMS = Pseudonyms({1: KEY}, 1)
SESSION_KEYS = SessionKeys({1: b"only for tests, another key here"}, 1)
COMPILING = os.environ.get("COMPILING") != "0"  # noqa: TID251 - the suite runs once with each executor
UNBOUNDED = Quotas(*[10**9] * 5)
TRUST = Trust.of(AUDIENCE, ISSUER.issuer(), DIGID.issuer(Role.CITIZEN))

CLAIMS: dict[Role, dict[str, object]] = {
    Role.CITIZEN: {"bsn": people.RAN_ON},
    Role.EMPLOYER: {"kvk": people.KVK, "services": ["ROSTER", "PERSON_LOOKUP"]},
}


def token(role: Role, **changes: object) -> str:
    """A good token of a role, of now, with changes."""
    now = int(time.time())
    return ISSUER.token(role, **{"iat": now, "exp": now + 3600, **CLAIMS.get(role, {}), **changes})


async def principal(role: Role, **changes: object) -> Principal:
    """Who that token speaks for."""
    return await TokenVerifier(TRUST).verify(token(role, **changes))


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: httpx2.Headers
    raw: bytes

    @property
    def data(self) -> Any:
        """The data; there were no errors."""
        assert "errors" not in self.body, self.codes
        return self.body["data"]

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The errors; there were some."""
        errors: list[dict[str, Any]] = self.body["errors"]
        return errors

    @property
    def codes(self) -> list[str]:
        """The codes of the errors."""
        return [error["extensions"]["code"] for error in self.body.get("errors", [])]


Ask = Callable[..., Awaitable[Answer]]


@pytest.fixture(scope="session")
def npm() -> Npm:
    """The programs of npm's packages that tests/node names."""
    return installed()


@pytest.fixture(scope="session")
async def register(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A register with the persons of the tests; nobody changes it."""
    made = await make_database()
    owner = await asyncpg.connect(made.owner)
    await fill(owner, tmp_path_factory.mktemp("files"))
    await owner.close()
    return made


@pytest.fixture(scope="session")
async def serving(register: Database) -> AsyncIterator[ServingPools]:
    """The serving roles' connections to that register."""
    pools = register.pools()
    yield pools
    await pools.close()


@pytest.fixture(scope="session")
async def own_case(serving: ServingPools) -> str:
    """The id of a case of the citizen who asks, with a letter."""
    work = Casework.over(serving)
    form = ApplicationForm(requested_outcome=RequestedOutcome.INDICATION)
    kind = CaseKind.WORK_CAPACITY_ASSESSMENT
    answer = await requests.apply_for_oneself(
        work.commands, citizen(people.RAN_ON), work.given(), kind, form.as_dict(), None
    )
    return str(case_of(answer).id)


def parts_of(pools: ServingPools, today: date = TODAY, **changes: Any) -> Parts:
    """The parts of the whole service, on a day, some changed."""
    usual = {
        "pseudonyms": PSEUDONYMS,
        "session_keys": SESSION_KEYS,
        "quotas": UNBOUNDED,
        "limits": UNHURRIED,
        "compiling": COMPILING,
    }
    return Parts(pools=pools, trust=TRUST, today=lambda: today, url=URL, head=head(), seal=SEAL, **{**usual, **changes})


def register_of(pools: ServingPools, log: DisclosureLog) -> Register:
    """The parts that answer."""
    return Register(
        pools=pools,
        log=log,
        look_ups=LookUps(log),
        commands=Commands(log, 1),
        is_holiday=is_public_holiday,
        contact=NO_CONTACT,
        seal=SEAL,
        url=URL,
        now=time.time,
    )


def context_of(pools: ServingPools, principal: Principal) -> Context:
    """What resolvers know of a request of this viewer."""
    log = DisclosureLog(pools, PSEUDONYMS, UNBOUNDED)
    register = register_of(pools, log)
    return Context(principal, TODAY, register, bytes(32), bytes(16))


def client_of(pools: ServingPools, today: date = TODAY, **changes: Any) -> httpx2.AsyncClient:
    """A client of the whole service, on a day, with changed parts."""
    app = build(parts_of(pools, today, **changes))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=URL)


def asker(client: httpx2.AsyncClient) -> Ask:
    """Asks a question as a role: `await ask(Role.SUWINET, "{…}", {"bsn": …})`; None asks without a token."""

    async def ask(
        role: Role | None,
        query: str,
        variables: dict[str, object] | None = None,
        *,
        accept: str = "application/graphql-response+json",
        bearer: str | None = None,
        operation: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        headers = {"accept": accept, **(headers or {})}
        if role is not None or bearer is not None:
            headers["authorization"] = f"Bearer {bearer or token(role or Role.CITIZEN)}"
        body = {"query": query, "variables": variables, "operationName": operation}
        response = await client.post("/graphql", json=body, headers=headers)
        return Answer(response.status_code, response.json(), response.headers, response.content)

    return ask


@pytest.fixture(scope="session")
async def client(serving: ServingPools) -> AsyncIterator[httpx2.AsyncClient]:
    """An HTTP client of the service."""
    async with client_of(serving) as opened:
        yield opened


@pytest.fixture(scope="session")
def ask(client: httpx2.AsyncClient) -> Ask:
    """Asks the service."""
    return asker(client)


@pytest.fixture(scope="session")
async def log_owner(register: Database) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The owner's connection to the register that everyone reads, for its log."""
    connection = await asyncpg.connect(register.owner)
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
async def peopled_template(
    make_database: MakeDatabase, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Template:
    """A register with the persons of the tests to copy from: a copy takes a third of what an import does."""
    made = await make_database()
    owner = await asyncpg.connect(made.owner)
    await fill(owner, tmp_path_factory.mktemp("peopled"))
    await owner.close()
    return template.of(made)


@pytest.fixture
def copied_template(request: pytest.FixtureRequest, template: Template, peopled_template: Template) -> Template:
    """What this test's own register is a copy of."""
    return peopled_template if "peopled" in request.fixturenames else template


@pytest.fixture
def peopled(owner: "asyncpg.Connection[asyncpg.Record]") -> "asyncpg.Connection[asyncpg.Record]":
    """The owner's connection to this test's own register, with the persons of the tests."""
    return owner


async def fill(owner: "asyncpg.Connection[asyncpg.Record]", folder: Path) -> None:
    """Import the persons of the tests."""
    files = people.write_files(folder)
    people.write_ground_codes(files)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
