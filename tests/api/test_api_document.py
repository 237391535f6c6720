"""docs/api.md: every example of it is asked here, in its order, and answered as it stands there.

"…" as a value stands for what is different each time: any text but an empty one. As the variable `after` it stands for
the `endCursor` of the answer before it, and as `before` for the `startCursor`.
"""

import json
import re
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest
from lxml import etree

import graph.errors
from auth.tokens.claims import ASSURANCE_FLOOR
from auth.tokens.issuers import load_issuers
from domain.errors import RegisterError
from domain.roles import PURPOSES, Role
from models.imports import Silence, import_directory
from server.demo import data as demo_data
from tests.api.conftest import ISSUER, client_of, token
from tests.conftest import ROOT, MakeDatabase
from tests.fixtures.suwinet_messages import SOAP, WSA

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(.*)\n((?:(?!```).*\n)*)```$", re.MULTILINE)
DIFFERS = "…"
CLAIMS: dict[Role, dict[str, object]] = {
    Role.CITIZEN: {"bsn": demo_data.EXAMPLE_REGISTERED_BSN},
    Role.EMPLOYER: {
        "kvk": demo_data.EXAMPLE_ORGANISATION.kvk,
        "name": demo_data.EXAMPLE_ORGANISATION.name,
        "services": ["ROSTER", "PERSON_LOOKUP"],
    },
}


@dataclass
class Example:
    """A request and its answer, as the document has them."""

    role: Role | None
    method: str = "POST"
    path: str = "/graphql"
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    told: dict[str, str] = field(default_factory=dict)
    answer: Any = None
    file: str | None = None
    claims: dict[str, object] = field(default_factory=dict)


def bearer(role: Role, claims: dict[str, object]) -> str:
    """The token of a role, or one with these claims and no others."""
    if claims:
        now = int(time.time())
        return f"Bearer {ISSUER.sign({**claims, 'iat': now, 'exp': now + 600})}"
    return f"Bearer {token(role, **CLAIMS.get(role, {}))}"


def message(text: str) -> tuple[str, dict[str, str], Any]:
    """The first line, the headers and the JSON of an HTTP message."""
    head, _, body = text.partition("\n\n")
    first, *lines = head.splitlines()
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return first, headers, json.loads(body) if body.strip() else None


def examples() -> Iterator[Example]:
    """The examples of the document, in its order. A block that isn't understood is an error."""
    made: list[Example] = []
    claims: dict[str, object] = {}
    blocks = BLOCK.findall(TEXT)
    assert TEXT.count("```") == 2 * len(blocks)
    for info, text in (block for block in blocks if not block[0].endswith("xml")):
        kind, _, more = info.partition(" ")
        if kind == "graphql":
            role = re.fullmatch(r"role=(\w+)", more)
            made.append(Example(Role(role[1]) if role else None, body={"query": text}))
            made[-1].headers["accept"] = "application/graphql-response+json"
        elif info == "json claims":
            claims = json.loads(text)
        elif info == "json variables":
            made[-1].body["variables"] = json.loads(text)
        elif info == "http elsewhere":
            pass  # what isn't asked of the register
        elif kind == "http" and not text.startswith("HTTP/"):
            first, headers, body = message(text)
            method, path = first.split()
            role = re.fullmatch(r"Bearer <(\w+)>", headers.pop("authorization", ""))
            made.append(Example(Role(role[1]) if role else None, method, path, headers, body, claims=claims))
            claims = {}
        elif kind == "http":
            first, made[-1].told, made[-1].answer = message(text)
            made[-1].status = int(first.split()[1])
        elif info == "csv":
            made[-1].file = text
        elif kind == "json":
            made[-1].status, made[-1].answer = int(more or 200), json.loads(text)
        else:
            assert info == "toml", info
    yield from made


def is_as_told(answer: Any, told: Any) -> bool:
    """Whether an answer is the one of the document."""
    if isinstance(told, dict) and isinstance(answer, dict):
        return list(told) == list(answer) and all(is_as_told(answer[name], told[name]) for name in told)
    if isinstance(told, list) and isinstance(answer, list):
        return len(told) == len(answer) and all(map(is_as_told, answer, told))
    if told == DIFFERS:
        return isinstance(answer, str) and answer != ""
    return type(answer) is type(told) and answer == told


@pytest.fixture(scope="module")
async def service(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx2.AsyncClient]:
    """The service over demo data."""
    files = tmp_path_factory.mktemp("demo")
    demo_data.write_demo_data(files, 300, 900, 1, lambda _count: None)
    database = await make_database()
    owner = await asyncpg.connect(database.owner)
    await import_directory(owner, files, skip_invalid=False, rejects=files / "rejected.csv", progress=Silence())
    await owner.close()
    pools = database.pools()
    async with client_of(pools) as client:
        yield client
    await pools.close()


async def test_every_example_gives_the_answer_that_stands_there(service: httpx2.AsyncClient) -> None:
    asked = 0
    last: Any = None
    for example in examples():
        if example.role is not None:
            example.headers["authorization"] = bearer(example.role, example.claims)
        variables = example.body.get("variables", {}) if example.body else {}
        for name, cursor in (("after", "endCursor"), ("before", "startCursor")):
            if variables.get(name) == DIFFERS:
                variables[name] = last["data"]["roster"]["pageInfo"][cursor]
        body = json.dumps(example.body) if example.body else None
        if body and "content-type" not in example.headers:
            example.headers["content-type"] = "application/json"
        answer = await service.request(example.method, example.path, content=body, headers=example.headers)
        assert example.answer is not None, example
        assert answer.status_code == example.status, (example, answer.text)
        assert is_as_told(answer.json(), example.answer), f"{example.body or example.path}\n{answer.text}"
        assert {name: answer.headers.get(name) for name in example.told} == example.told, example
        last = answer.json()
        asked += 1
        if example.file is not None:
            await check_file(service, last["data"]["roster"]["csv"]["url"], example)
    assert asked == 31


async def test_the_example_of_a_soap_message_gives_the_answer_that_stands_there(service: httpx2.AsyncClient) -> None:
    [request, answer] = [text for info, text in BLOCK.findall(TEXT) if info.endswith("xml")]
    head, _, content = request.partition("\n\n")
    first, headers, _ = message(head)
    headers["authorization"] = bearer(Role.SUWINET, {})
    replied = await service.request(*first.split(), content=content, headers=headers)
    assert canonical(replied.content) == canonical(answer.encode()), replied.text


def canonical(text: bytes) -> bytes:
    """A SOAP message without what differs each time, and without the spaces that make it fit to be read."""
    root = etree.fromstring(text, etree.XMLParser(remove_blank_text=True))
    root.find(f"{{{SOAP}}}Header/{{{WSA}}}MessageID").text = DIFFERS
    found: bytes = etree.tostring(root, method="c14n", exclusive=True)
    return found


async def check_file(service: httpx2.AsyncClient, url: str, example: Example) -> None:
    """The file's first lines stand in the document; its last line, "…", stands for the rest."""
    answer = await service.get(url, headers={"authorization": example.headers["authorization"]})
    assert answer.status_code == 200
    *told, rest = (example.file or "").splitlines()
    assert rest == DIFFERS
    lines = answer.content.decode("utf-8-sig").split("\r\n")
    assert lines[: len(told)] == told
    assert len(lines) > len(told)


@pytest.mark.parametrize(
    ("answer", "told", "same"),
    [
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ({"b": 2, "a": 1}, {"a": 1, "b": 2}, False),
        ([1, 2], [1], False),
        ({"a": "x"}, {"a": "…"}, True),
        ({"a": ""}, {"a": "…"}, False),
        ({"a": None}, {"a": "…"}, False),
        ({"a": True}, {"a": 1}, False),
        ([{"a": "x"}], [{"a": "y"}], False),
    ],
)
def test_an_answer_is_compared_exactly_except_where_it_says_it_differs(answer: Any, told: Any, same: bool) -> None:
    assert is_as_told(answer, told) is same


def test_the_issuers_file_of_the_document_can_be_read(tmp_path: Path) -> None:
    [text] = [text for info, text in BLOCK.findall(TEXT) if info == "toml"]
    file = tmp_path / "issuers.toml"
    file.write_text(text, encoding="utf-8")
    trust = load_issuers(file)
    assert [issuer.roles for issuer in trust.entries] == [{Role.CITIZEN}, {Role.EMPLOYER}]


def test_the_document_names_every_level_of_assurance_and_every_purpose_of_a_role() -> None:
    for levels in ASSURANCE_FLOOR.values():
        for level in levels:
            assert f"`{level.rpartition(':')[2]}`" in TEXT
    for purposes in PURPOSES.values():
        for purpose in purposes:
            assert f"`{purpose}`" in TEXT


def codes(kind: type[RegisterError]) -> set[str]:
    """Those of the service; the commands have errors of their own."""
    own = {kind.code} if kind.__module__.partition(".")[0] in {"auth", "domain", "graph"} else set()
    return own.union(*(codes(one) for one in kind.__subclasses__()))


def test_the_table_of_errors_has_every_code_and_no_other() -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in Path(graph.errors.__file__).parent.rglob("*.py"))
    literal = set(re.findall(r'"(GRAPHQL_[A-Z_]+|QUERY_[A-Z_]+|PERSISTED_[A-Z_]+|RATE_LIMITED)"', sources))
    table = TEXT.partition("## Errors")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))
    assert named == codes(RegisterError) | literal


def test_the_documents_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(((?!https:)[^)#]+)\)", TEXT):
        assert (ROOT / "docs" / target).exists(), target
