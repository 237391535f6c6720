"""What operators count: /metrics, in Prometheus' text format.

The counts stand in memory that every process of the service shares, a row for each process; so whichever answers a
scrape gives the sum, a worker that is started again goes on where its predecessor stopped, and nothing has to be
cleaned up: prometheus-client's own mode for several processes keeps files, one set for every process there ever was.
What is counted is known beforehand, so a label never holds what a client sent.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.core import Metric
from starlette.requests import Request
from starlette.responses import Response

from domain.roles import Role
from models.database import USERS
from models.faults import Cause
from models.log_connections import Usage
from server.http.edge.places import VISITOR
from server.http.metric_series import Age, Counter, Gauge, Histogram, Series
from server.http.process_metrics import Build, Processes
from server.undelivered import AGE_HELP, STATES, STATES_HELP, Undelivered

Executor = Literal["compiled", "graphql_core"]
"""What ran a GraphQL operation; `graphql_core` is the slow way, taken where a plan could not be compiled."""

OTHER: Final = "OTHER"
CODES: Final = (
    "UNAUTHENTICATED",
    "INSUFFICIENT_ASSURANCE",
    "FORBIDDEN",
    "FIELD_NOT_VISIBLE",
    "PURPOSE_NOT_ALLOWED",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "BAD_USER_INPUT",
    "QUERY_TOO_COMPLEX",
    "RATE_LIMITED",
    "TIMEOUT",
    "UNAVAILABLE",
    "INTERNAL",
    OTHER,
)
"""The codes of refusals; any other is counted as OTHER."""

METRICS_PATH: Final = "/metrics"

_EXECUTORS: Final = ("compiled", "graphql_core")
_ROLES: Final = {role: role.value.lower() for role in Role}
_ROLE_NAMES: Final = tuple(_ROLES.values())
_USERS: Final = tuple(user.value.lower() for user in USERS)
_KNOWN: Final = frozenset(CODES)
_SENT: Final = ("delivered", "failed")
_STATUSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx")
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_ITEMS: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)


class Metrics:
    """What the service counts. One object, made before its processes are; in each, one thread writes.

    Args:
        processes: how many processes write.
        now: a clock of all processes that nobody sets, in seconds.
        sends: whether one of them sends messages.
    """

    def __init__(self, processes: int = 1, now: Callable[[], float] = time.monotonic, *, sends: bool = False) -> None:
        self._processes = processes
        self._operations = Counter(
            processes,
            "graphql_operations",
            "GraphQL operations by what ran them; graphql_core is the fallback for what was not compiled.",
            executor=_EXECUTORS,
        )
        self._records = Counter(processes, "disclosure_records", "Disclosure records written.", role=_ROLE_NAMES)
        self._refusals = Counter(processes, "refusals", "Refusals and failures told to clients.", code=CODES)
        self._shed = Counter(
            processes,
            "requests_shed",
            "Requests refused as too many were being answered: in all, of a role, or of visitors.",
            limit=("all", *_ROLE_NAMES, VISITOR),
        )
        self._away = Counter(processes, "log_unavailable", "Answers withheld as the log could not be written.")
        self._restarts = Counter(processes, "worker_restarts", "Service processes that died and were started again.")
        self._batches = Histogram(
            processes, "lookup_batch_items", "Look-ups that went to the database together.", _ITEMS, "role", _ROLE_NAMES
        )
        self._checkpoint = Age(
            processes,
            "checkpoint_age_seconds",
            "Time since the disclosure log was last covered by a checkpoint, or since the start.",
            now,
            from_start=True,
        )
        self._failures = Counter(
            processes, "database_failures", "Connections and statements that failed, by the cause.", cause=tuple(Cause)
        )
        self._connections = Gauge(
            processes,
            "database_connections",
            "Connections to the database by whose they are: open, in use, and waited for.",
            user=_USERS,
            state=Usage._fields,
        )
        self._held = Counter(
            processes, "held_still_seconds", "Time in which nothing of a process ran, a second or more at a time."
        )
        self._sent = Counter(processes, "messages_sent", "Tries to deliver a message, by how they went.", outcome=_SENT)
        self._messages = Gauge(
            processes,
            "messages",
            STATES_HELP,
            state=STATES,
        )
        self._oldest = Age(processes, "oldest_message_seconds", AGE_HELP, time.time)
        self._sends = sends
        self._now = now
        self._look: Callable[[], None] = lambda: None
        self._of_processes = Processes(processes)
        self._build = Build()
        self.routes(())
        self.issuers(())

    def routes(self, names: Iterable[str]) -> None:
        """Say which routes there are; before any request, and before processes are made."""
        values = tuple(sorted(names))
        self._requests = Counter(self._processes, "requests", "Requests answered.", route=values, status=_STATUSES)
        self._durations = Histogram(
            self._processes, "request_duration_seconds", "How long requests took.", _SECONDS, "route", values
        )

    def issuers(self, names: Iterable[str]) -> None:
        """Say whose keys are fetched; before any request, and before processes are made."""
        self._keys = Age(
            self._processes,
            "jwks_age_seconds",
            "Time since an issuer's keys were last fetched, as is done when they are needed; left out before that.",
            self._now,
            issuer=tuple(sorted(names)),
        )

    def looks(self, look: Callable[[], None]) -> None:
        """Say what tells of the connections and keys of this process; it is called before an answer, and by `look`."""
        self._look = look

    def look(self) -> None:
        """Note what is so in this process now."""
        self._look()

    def of_process(self, number: int) -> None:
        """Count as this process from now on: 0, 1, …; no two may have the same number."""
        self._of_processes.take(number)
        for one in self._series():
            one.table.take(number)

    def request(self, route: str, status: int, seconds: float) -> None:
        """A request has been answered."""
        self._requests.add((route, _STATUSES[status // 100 - 1]))
        self._durations.observe(route, seconds)

    def operation(self, executor: Executor) -> None:
        """A GraphQL operation has been run."""
        self._operations.add((executor,))

    def recorded(self, role: Role, records: int) -> None:
        """Disclosures have been written into the log."""
        self._records.add((_ROLES[role],), records)

    def refused(self, code: str) -> None:
        """A client was told of a refusal or a failure."""
        self._refusals.add((code if code in _KNOWN else OTHER,))

    def shed(self, limit: str) -> None:
        """A request was refused, as this limit was reached: `all`, or that of a role by its name in lower case."""
        self._shed.add((limit,))

    def batch(self, role: Role, items: int) -> None:
        """Look-ups of a role went to the database together."""
        self._batches.observe(_ROLES[role], items)

    def unavailable(self) -> None:
        """The log could not be written, so an answer was withheld."""
        self._away.add()

    def restarted(self) -> None:
        """A service process has died."""
        self._restarts.add()

    def checkpointed(self, at: float) -> None:
        """The log was sealed by a checkpoint, at this time by `time.monotonic`."""
        self._checkpoint.note(at)

    def sent(self, outcome: str) -> None:
        """A message was sent: `delivered` or `failed`."""
        self._sent.add((outcome,))

    def undelivered(self, found: Undelivered) -> None:
        """What isn't delivered now."""
        for state in STATES:
            self._messages.set((state,), getattr(found, state))
        self._oldest.note(found.oldest)

    def database_failed(self, cause: Cause) -> None:
        """A connection or a statement failed."""
        self._failures.add((cause,))

    def held_still(self, seconds: float) -> None:
        """Nothing of this process ran for so long."""
        self._held.add((), seconds)

    def connections(self, usage: Mapping[str, Usage]) -> None:
        """What each user has of connections in this process now."""
        for user, of_user in usage.items():
            for state, count in of_user._asdict().items():
                self._connections.set((user, state), count)

    def fetched(self, issuer: str, age: float) -> None:
        """An issuer's keys were fetched so many seconds ago."""
        self._keys.note(self._now() - age, (issuer,))

    def text(self) -> bytes:
        """All of it in Prometheus' text format: the sums of all processes."""
        return generate_latest(self)

    def collect(self) -> Iterator[Metric]:
        """The metrics as prometheus-client has them."""
        yield from (one.family() for one in self._series())
        yield self._build.family()
        yield from self._of_processes.families()

    async def answer(self, _request: Request) -> Response:
        """GET /metrics."""
        self.look()
        headers = {"content-type": CONTENT_TYPE_PLAIN_0_0_4, "cache-control": "no-store"}
        return Response(self.text(), headers=headers)

    def _series(self) -> tuple[Series, ...]:
        return (
            self._requests,
            self._durations,
            self._operations,
            self._records,
            self._refusals,
            self._shed,
            self._batches,
            self._away,
            self._checkpoint,
            self._restarts,
            self._failures,
            self._connections,
            self._held,
            self._keys,
            *((self._sent, self._messages, self._oldest) if self._sends else ()),
        )
