"""Published reports: listed for a MONITOR, and downloaded by links for the log-in that asked for them."""

import time
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx2
import pytest

from auth.tokens.access_token import TokenVerifier
from domain.reports import ReportKind, ReportOf
from domain.roles import Role
from graph.file_link import LINK_SECONDS
from graph.reports.link import ReportLink
from models.database import ServingPools
from models.reports import publish
from tests.api.conftest import SEAL, TRUST, Ask, asker, client_of, token
from tests.api.test_monitor import only_many
from tests.fixtures.disclosure_log import Owner, entries

REPORTS = """query($kind: ReportKind, $first: Int, $after: String) {
    reports(kind: $kind, first: $first, after: $after) {
        edges { cursor node { id kind year quarter version publishedAt whatChanged } }
        pageInfo { hasNextPage hasPreviousPage endCursor } } }"""
FILES = """{ reports(first: 1) { edges { node {
    html { url expiresAt } pdf { url } csv { url } ods { url } } } } }"""
OVER = date(2026, 1, 1)
BEARER = token(Role.MONITOR)
TYPES = {
    "html": ("text/html; charset=utf-8", b"<!DOCTYPE html>"),
    "pdf": ("application/pdf", b"%PDF-"),
    "csv": ("text/csv; charset=utf-8", b"\xef\xbb\xbfTabel;"),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", b"PK"),
}


@pytest.fixture
async def published(peopled: Owner, pools: ServingPools) -> AsyncIterator[httpx2.AsyncClient]:
    await only_many(peopled)
    for kind, number in ((ReportKind.QUARTER, 3), (ReportKind.YEAR, None), (ReportKind.FACTSHEET, 4)):
        await publish(peopled, ReportOf.of(kind, 2025, number), OVER)
    async with client_of(pools) as opened:
        yield opened


@pytest.fixture
def own(published: httpx2.AsyncClient) -> Ask:
    return asker(published)


async def reports(ask: Ask, **variables: object) -> Any:
    return (await ask(Role.MONITOR, REPORTS, variables, bearer=BEARER)).data["reports"]


async def get(published: httpx2.AsyncClient, url: str, bearer: str = BEARER) -> httpx2.Response:
    return await published.get(url, headers={"authorization": f"Bearer {bearer}"})


async def test_reports_are_listed_newest_first(own: Ask) -> None:
    nodes = [one["node"] for one in (await reports(own))["edges"]]
    assert [(one["kind"], one["year"], one["quarter"], one["version"], one["whatChanged"]) for one in nodes] == [
        ("FACTSHEET", 2025, 4, 1, None),
        ("YEAR", 2025, None, 1, None),
        ("QUARTER", 2025, 3, 1, None),
    ]
    assert [one["node"]["kind"] for one in (await reports(own, kind="YEAR"))["edges"]] == ["YEAR"]


async def test_reports_come_in_pages(own: Ask) -> None:
    first = await reports(own, first=2)
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    rest = await reports(own, first=2, after=first["pageInfo"]["endCursor"])
    assert [one["node"]["kind"] for one in rest["edges"]] == ["QUARTER"]
    assert (rest["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasPreviousPage"]) == (False, True)
    assert (await reports(own, first=0))["edges"] == []
    for wrong in ({"after": first["pageInfo"]["endCursor"], "kind": "YEAR"}, {"after": "x"}, {"first": 101}):
        answer = await own(Role.MONITOR, REPORTS, wrong, bearer=BEARER)
        assert answer.codes == ["BAD_USER_INPUT"]


async def test_each_file_is_downloaded_by_its_link_and_recorded(
    own: Ask, published: httpx2.AsyncClient, peopled: Owner
) -> None:
    [edge] = (await own(Role.MONITOR, FILES, bearer=BEARER)).data["reports"]["edges"]
    for kind, (media_type, begins) in TYPES.items():
        answer = await get(published, edge["node"][kind]["url"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
        assert answer.content.startswith(begins)
        name = f"factsheet-2025-kwartaal-4-versie-1.{kind}"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["cache-control"] == "no-store"
        last = (await entries(peopled))[-1]
        assert (last.decision, last.role, last.subjects) == ("DISCLOSED", "MONITOR", ())
        assert last.fields == (f"Report.{kind}",)


async def test_a_link_is_good_for_its_own_log_in_and_for_a_short_time(published: httpx2.AsyncClient) -> None:
    viewer, now = await TokenVerifier(TRUST).verify(BEARER), time.time()

    def address(version: int = 1, at: float = now, kind: str = "csv") -> str:
        link = ReportLink.to(ReportOf.of(ReportKind.YEAR, 2025, None), version, at)
        return f"/reports/{link.sealed(SEAL, viewer)}.{kind}"

    assert (await get(published, address())).status_code == 200
    for url, bearer in (
        (address(), token(Role.MONITOR, sub="another")),
        (address(), token(Role.MONITOR, jti="of another log-in")),
        (address(), token(Role.AUDITOR)),
        (address(at=now - LINK_SECONDS), BEARER),
        (address(version=2), BEARER),
        ("/reports/x.csv", BEARER),
    ):
        answer = await get(published, url, bearer)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (404, "FORBIDDEN")
    assert (await published.get(address())).status_code == 401
    assert (await published.head(address(), headers={"authorization": f"Bearer {BEARER}"})).status_code == 405
    assert (await get(published, address(kind="exe"))).status_code == 404


@pytest.mark.parametrize("role", [None, *(one for one in Role if one is not Role.MONITOR)])
async def test_nobody_else_may_list_them(ask: Ask, role: Role | None) -> None:
    answer = await ask(role, "{ reports { edges { node { id } } } }")
    assert answer.codes == ["UNAUTHENTICATED" if role is None else "FIELD_NOT_VISIBLE"]
