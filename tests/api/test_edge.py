"""What every request passes first: its header, its body in time, and whether there is room for it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.testing import capture_logs

from domain.roles import Role
from models.database import ServingPools
from server.composition import build
from server.http.access_log import AccessLog
from server.http.edge.edge import Edge
from server.http.edge.limits import EdgeLimits
from server.http.lame_duck import LameDuck
from server.http.metrics import Metrics
from tests.api.conftest import parts_of, token
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.held_still import hold_still
from tests.fixtures.patience import PATIENCE

LOOK_UP = orjson.dumps(
    {
        "query": "query($bsn: BSN!) { person(bsn: $bsn, purpose: ASSESSMENT) { registered } }",
        "variables": {"bsn": people.RAN_ON},
    }
)
ROUTES = [
    *("/graphql", "/burger", "/login/nowhere", "/uitloggen", "/sessie", "/static/portal.css", "/nowhere"),
    "/suwinet/v0300",
]
ALWAYS = ["/health/live", "/health/ready", "/metrics"]


class Exchange:
    """One request by ASGI, whose body comes when the test sends it."""

    def __init__(self, app: ASGIApp, path: str, *lines: tuple[bytes, bytes], method: str = "POST") -> None:
        self.messages: list[Message] = []
        self._incoming: asyncio.Queue[Message] = asyncio.Queue()
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(b"host", b"register.example"), *lines],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 2),
        }
        self.task: asyncio.Future[None] = asyncio.ensure_future(app(scope, self._incoming.get, self._send))

    async def _send(self, message: Message) -> None:
        self.messages.append(message)

    def feed(self, body: bytes, *, more: bool = False) -> None:
        """Send a piece of the body."""
        self._incoming.put_nowait({"type": "http.request", "body": body, "more_body": more})

    def hang_up(self) -> None:
        """Go away."""
        self._incoming.put_nowait({"type": "http.disconnect"})

    async def status(self) -> int | None:
        """The status of the answer; None if there was none."""
        async with asyncio.timeout(PATIENCE):
            await self.task
        return self.messages[0]["status"] if self.messages else None

    @property
    def headers(self) -> dict[bytes, bytes]:
        """Those of the answer."""
        return dict(self.messages[0]["headers"])

    @property
    def body(self) -> bytes:
        """That of the answer."""
        return b"".join(message.get("body", b"") for message in self.messages[1:])


def half(length: int = 100) -> tuple[tuple[bytes, bytes], ...]:
    """The fields of a form."""
    return (b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"%d" % length)


def look_up(app: ASGIApp, role: Role = Role.SUWINET) -> Exchange:
    """A look-up, whose body is still to come."""
    return Exchange(
        app,
        "/graphql",
        (b"content-type", b"application/json"),
        (b"transfer-encoding", b"chunked"),
        (b"authorization", f"Bearer {token(role)}".encode()),
    )


def service(serving: ServingPools, metrics: Metrics | None = None, **limits: Any) -> ASGIApp:
    """The whole service with these limits."""
    return build(parts_of(serving, edge=EdgeLimits(**limits), metrics=metrics or Metrics()))


@pytest.mark.parametrize("path", ROUTES)
async def test_a_body_that_does_not_come_is_given_up_on_every_route(serving: ServingPools, path: str) -> None:
    exchange = Exchange(service(serving, body_seconds=0.2), path, *half())
    exchange.feed(b"a", more=True)
    assert await exchange.status() == 408
    assert exchange.headers[b"connection"] == b"close"
    assert b"0.2 seconds" in exchange.body


async def test_a_body_is_whole_when_all_that_its_length_says_is_there(serving: ServingPools) -> None:
    ask = b'{"query": "{ __typename }"}'
    announced = ((b"content-type", b"application/json"), (b"content-length", b"%d" % len(ask)))
    exchange = Exchange(service(serving, body_seconds=0.2), "/graphql", *announced)
    exchange.feed(ask, more=True)  # the server tells that it was all by another message
    assert await exchange.status() == 200


@pytest.mark.parametrize("path", ROUTES)
async def test_a_body_that_drips_has_the_same_time_as_one_that_does_not_come(serving: ServingPools, path: str) -> None:
    exchange = Exchange(service(serving, body_seconds=0.3), path, *half())

    async def drip() -> None:
        while True:
            exchange.feed(b"a", more=True)
            await asyncio.sleep(0.02)

    dripping = asyncio.create_task(drip())
    assert await exchange.status() == 408
    dripping.cancel()


async def test_a_body_that_came_while_the_process_was_held_still_is_in_time(serving: ServingPools) -> None:
    exchange = look_up(service(serving, body_seconds=0.4))
    await asyncio.sleep(0)
    hold_still(0.8, lambda: exchange.feed(LOOK_UP))
    assert await exchange.status() == 200


async def test_a_body_that_did_not_come_meanwhile_has_the_rest_of_its_time_and_no_more(serving: ServingPools) -> None:
    exchange = look_up(service(serving, body_seconds=0.4))
    await asyncio.sleep(0)
    hold_still(0.8)
    assert await exchange.status() == 408


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_has_a_most_on_every_route(serving: ServingPools, path: str, announced: bool) -> None:
    length = half(100_001) if announced else ((b"transfer-encoding", b"chunked"),)
    exchange = Exchange(service(serving), path, *length)
    if not announced:
        exchange.feed(b"a" * 100_000, more=True)
        exchange.feed(b"a", more=True)
    assert await exchange.status() == 413
    assert b"100000 bytes" in exchange.body


@pytest.mark.parametrize("path", ALWAYS)
@pytest.mark.parametrize("length", [half(99_999), ((b"transfer-encoding", b"chunked"),)])
async def test_what_is_answered_however_many_ask_waits_for_no_body(
    serving: ServingPools, path: str, length: tuple[tuple[bytes, bytes], ...]
) -> None:
    app = service(serving, in_flight=1, body_seconds=0.5)
    exchanges = [Exchange(app, path, *length) for _ in range(3)]
    for one in exchanges:
        one.feed(b"a" * 99_998, more=True)
    assert [await one.status() for one in exchanges] == [413] * 3
    assert exchanges[0].body == b"A request to this path has no body: send it without one.\n"
    assert exchanges[0].headers[b"connection"] == b"close"


@pytest.mark.parametrize("path", ROUTES)
async def test_a_client_that_hangs_up_while_it_sends_is_no_error(
    serving: ServingPools, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    exchange = Exchange(service(serving), path, *half())
    exchange.feed(b"a", more=True)
    exchange.hang_up()
    assert await exchange.status() is None
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


async def test_half_bodies_take_no_place_and_the_oldest_makes_room(serving: ServingPools) -> None:
    app = service(serving, in_flight=4, body_seconds=8)
    waiting = [Exchange(app, "/burger", *half()) for _ in range(4)]
    await asyncio.sleep(1.2)  # they had their time to come
    exchange = look_up(app)
    exchange.feed(LOOK_UP)
    assert await exchange.status() == 200
    assert await waiting[0].status() == 408
    waiting += [Exchange(app, "/burger", *half()) for _ in range(3)]
    assert [await one.status() for one in waiting[1:3]] == [408] * 2
    assert await Exchange(app, "/health/live", method="GET").status() == 200
    for one in waiting:
        one.hang_up()
    assert [await one.status() for one in waiting[3:]] == [None] * 4


async def test_bodies_that_are_on_their_way_are_not_given_up_for_more_of_them(serving: ServingPools) -> None:
    metrics = Metrics()
    app = service(serving, metrics, in_flight=4)
    coming = [look_up(app) for _ in range(4)]
    await asyncio.sleep(0)
    more = Exchange(app, "/burger", *half())
    assert (await more.status(), more.headers[b"retry-after"]) == (503, b"2")
    for one in coming:
        one.feed(LOOK_UP)
    assert [await one.status() for one in coming] == [200] * 4
    assert b'requests_shed_total{limit="all"} 1.0' in metrics.text()


@asynccontextmanager
async def busy(limits: EdgeLimits, metrics: Metrics) -> AsyncIterator[Callable[[str], Exchange]]:
    """An edge around something that answers when the block ends; it gives what asks there."""
    finish = asyncio.Event()

    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        await finish.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    edge = Edge(slow, 1_000, limits, frozenset({"/health"}), metrics.shed)
    yield lambda path: Exchange(edge, path, method="GET")
    finish.set()


async def test_requests_beyond_the_most_are_told_so_at_once_and_health_checks_never() -> None:
    metrics = Metrics()
    async with busy(EdgeLimits(in_flight=3), metrics) as ask:
        taken = [ask("/burger") for _ in range(3)]
        await asyncio.sleep(0)
        shed = ask("/graphql")
        assert await shed.status() == 503
        assert shed.headers[b"retry-after"] == b"2"
        assert orjson.loads(shed.body)["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        page = ask("/burger")
        assert (await page.status(), page.headers[b"content-type"]) == (503, b"text/plain; charset=utf-8")
        health = ask("/health")
        await asyncio.sleep(0)
        assert not health.task.done()
    assert [await one.status() for one in (*taken, health)] == [204] * 4
    assert b'doelgroepregister_requests_shed_total{limit="all"} 2.0' in metrics.text()
    async with busy(EdgeLimits(in_flight=3), metrics) as ask:
        again = ask("/burger")
    assert await again.status() == 204


async def test_an_answer_that_takes_too_long_is_given_up() -> None:
    async with busy(EdgeLimits(request_seconds=0.2), Metrics()) as ask:
        late = ask("/burger")
        assert await late.status() == 503
        assert late.headers[b"retry-after"] == b"2"


async def test_an_answer_that_could_be_made_while_the_process_was_held_still_is_in_time() -> None:
    async with busy(EdgeLimits(request_seconds=0.4), Metrics()) as ask:
        held = ask("/burger")
        await asyncio.sleep(0)
        hold_still(0.8)
        await asyncio.sleep(0.01)
    assert await held.status() == 204


async def test_an_answer_that_has_begun_and_takes_too_long_is_cut_short_and_a_line_says_so() -> None:
    async def begun(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        await asyncio.Event().wait()

    metrics = Metrics()
    edge = Edge(begun, 1_000, EdgeLimits(request_seconds=0.2), frozenset(), metrics.shed)
    with capture_logs() as lines:
        late = Exchange(AccessLog(edge, frozenset({"/burger"}), metrics, LameDuck()), "/burger", method="GET")
        assert await late.status() == 200
    assert late.body == b"a"
    assert [message["type"] for message in late.messages] == ["http.response.start", "http.response.body"]
    assert [(line["event"], line["log_level"]) for line in lines] == [("an answer took too long", "warning")]


async def test_one_role_takes_no_place_of_another(pools: ServingPools, peopled: Owner) -> None:
    metrics = Metrics()
    app = service(pools, metrics, in_flight_role=2)
    async with peopled.transaction():
        await peopled.execute("lock table register.registration in access exclusive mode")
        taken = [look_up(app) for _ in range(2)]
        for one in taken:
            one.feed(LOOK_UP)
        await asyncio.sleep(0.2)
        shed, other = look_up(app), look_up(app, Role.EMPLOYER)
        shed.feed(LOOK_UP)
        other.feed(b'{"query": "{ viewer { role } }"}')
        assert (await shed.status(), shed.headers[b"retry-after"]) == (503, b"5")
        assert await other.status() == 200
    assert [await one.status() for one in taken] == [200, 200]
    assert b'requests_shed_total{limit="suwinet"} 1.0' in metrics.text()
    assert b'requests_shed_total{limit="employer"} 0.0' in metrics.text()


async def test_visitors_take_no_place_of_a_role(pools: ServingPools, peopled: Owner) -> None:
    metrics = Metrics()
    app = service(pools, metrics, in_flight_role=2)
    figures = b'{"query": "{ publishedFigures { year } }"}'

    def visit() -> Exchange:
        exchange = Exchange(
            app, "/graphql", (b"content-type", b"application/json"), (b"content-length", b"%d" % len(figures))
        )
        exchange.feed(figures)
        return exchange

    async with peopled.transaction():
        await peopled.execute("lock table register.report in access exclusive mode")
        taken = [visit() for _ in range(2)]
        await asyncio.sleep(0.2)
        shed, monitor = visit(), look_up(app, Role.MONITOR)
        monitor.feed(b'{"query": "{ viewer { role } }"}')
        assert (await shed.status(), shed.headers[b"retry-after"]) == (503, b"5")
        assert orjson.loads(shed.body)["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert await monitor.status() == 200
    assert [await one.status() for one in taken] == [200, 200]
    assert b'requests_shed_total{limit="visitor"} 1.0' in metrics.text()
