"""The client, a process of its own: asks over many connections at once, and checks every answer.

It reads a `Job` on standard input and writes a `Result` on standard output, both in JSON. In a closed loop each
connection asks again as soon as it has its answer. At a given rate questions fall due at even distances, and the time
counts from when one was due, whether or not a connection was free then.

It shares the processors with those it measures, so it does as little as it can: plain sockets, questions written
beforehand, and an answer that is byte for byte what was right before needs no reading.
"""

import gc
import json
import select
import socket
import sys
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from bench.answering import processor
from bench.answering.http import Answer, parsed, request

CONNECTIONS: Final = 32
_OK: Final = 200
_BEGINNING: Final = b"HTTP/1.1 200 "
_SHOWN: Final = 400
_READ: Final = 1 << 14
_PATIENCE: Final = 0.1


class WrongAnswerError(Exception):
    """An answer isn't what the question's must be."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to ask, of whom, and how long. `exchanges` are bodies and what the answer must be.

    `service` and `database` are the processes whose use of the processor is taken, descendants included.
    `rate` is in questions a second; None for as many as can be.
    """

    port: int
    token: str = field(repr=False)
    exchanges: list[tuple[str, Any]] = field(repr=False)
    warm_up: float
    seconds: float
    service: int
    database: int
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured: times in seconds, the latencies' 50th and 99th percentile among them.

    `client` is what the client itself used of the processor.
    """

    answers: int
    seconds: float
    p50: float
    p99: float
    service: float
    database: float
    client: float


class Exchange:
    """A question, and the answer it must get. `right` is how such an answer ended: all of its body, once it is known.

    (Its header, which comes before, changes with the time of day.)
    """

    __slots__ = ("_expected", "question", "right")

    def __init__(self, job: Job, body: str, expected: object) -> None:
        self.question = request(job.port, job.token, body)
        self.right: bytes | None = None
        self._expected = expected

    def check(self, answer: Answer) -> None:
        """Compare; an answer that is right is remembered as it was written.

        Raises:
            WrongAnswerError: it is another.
        """
        try:
            said = json.loads(answer.body)
        except ValueError:
            said = None
        if answer.status == _OK and isinstance(said, dict):
            said.pop("extensions", None)
            if said == self._expected:
                self.right = b"\r\n\r\n" + answer.body
                return
        body = answer.body.decode(errors="replace")[:_SHOWN]
        raise WrongAnswerError(f"{answer.status} {body}\ninstead of {json.dumps(self._expected)[:_SHOWN]}")


class Connection:
    """A connection that waits for at most one answer: to `exchange`, which was due at that time."""

    __slots__ = ("due", "exchange", "received", "socket")

    exchange: Exchange
    due: float

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(0)  # never wait
        self.received = b""

    def ask(self, exchange: Exchange, due: float) -> None:
        """Send a question.

        Raises:
            ConnectionError: it can't be sent.
        """
        self.exchange = exchange
        self.due = due
        if self.socket.send(exchange.question) != len(exchange.question):
            raise ConnectionError("the service doesn't read what it is asked")

    def is_answered(self) -> bool:
        """Read; whether the answer is there.

        Raises:
            ConnectionError: the connection was lost.
            WrongAnswerError: it is another than it must be.
        """
        data = self.socket.recv(_READ)
        if not data:
            raise ConnectionError("the connection was lost")
        if self.received:
            data = self.received + data
        right = self.exchange.right
        if right is None or not data.endswith(right) or not data.startswith(_BEGINNING):
            answer = parsed(data)
            if answer is None:
                self.received = data
                return False
            self.exchange.check(answer)
        self.received = b""
        return True


class Load:
    """Asks, until it is told to stop."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._exchanges = [Exchange(job, body, expected) for body, expected in job.exchanges]
        self._next = 0
        self._latencies: list[float] = []
        self._connections: dict[int, Connection] = {}
        self._free: deque[Connection] = deque()
        self._due: deque[float] = deque()
        self._epoll = select.epoll()

    def run(self) -> Result:
        """Warm up, then measure.

        Raises:
            WrongAnswerError: an answer is wrong.
            ConnectionError: a connection was lost.
        """
        for _ in range(CONNECTIONS):
            connection = Connection(self._job.port)
            self._connections[connection.socket.fileno()] = connection
            self._epoll.register(connection.socket.fileno(), select.EPOLLIN)
            self._free.append(connection)
        began = time.perf_counter()
        if self._job.rate is None:
            while self._free:
                self._ask(self._free.popleft(), began)
        self._answer_until(began + self._job.warm_up, began)
        before = self._used()
        self._latencies.clear()
        start = time.perf_counter()
        self._answer_until(start + self._job.seconds, began)
        seconds = time.perf_counter() - start
        latencies = sorted(self._latencies)
        service, database, client = (now - then for now, then in zip(self._used(), before, strict=True))
        if not latencies:
            raise WrongAnswerError(f"no answer in {seconds:.1f} seconds")
        for connection in self._connections.values():
            connection.socket.close()
        return Result(
            len(latencies),
            seconds,
            latencies[len(latencies) // 2],
            latencies[len(latencies) * 99 // 100],
            service,
            database,
            client,
        )

    def _used(self) -> tuple[float, float, float]:
        job = self._job
        return processor.seconds_of(job.service), processor.seconds_of(job.database), time.process_time()

    def _answer_until(self, end: float, began: float) -> None:
        if self._job.rate is None:
            while time.perf_counter() < end:
                self._read_all(_PATIENCE)
            return
        count = int((time.perf_counter() - began) * self._job.rate) + 1
        while (now := time.perf_counter()) < end:
            while (due := began + count / self._job.rate) <= now:
                self._fall_due(due)
                count += 1
            select.select([self._epoll], [], [], due - now)  # epoll itself waits whole milliseconds
            self._read_all(0)

    def _read_all(self, patience: float) -> None:
        for descriptor, _ in self._epoll.poll(patience):
            connection = self._connections[descriptor]
            if connection.is_answered():
                now = time.perf_counter()
                self._latencies.append(now - connection.due)
                if self._job.rate is None:
                    self._ask(connection, now)
                elif self._due:
                    self._ask(connection, self._due.popleft())
                else:
                    self._free.append(connection)

    def _fall_due(self, due: float) -> None:
        if self._free:
            self._ask(self._free.popleft(), due)
        else:
            self._due.append(due)

    def _ask(self, connection: Connection, due: float) -> None:
        exchange = self._exchanges[self._next]
        self._next = (self._next + 1) % len(self._exchanges)
        connection.ask(exchange, due)


def main() -> int:
    """Do the job that standard input describes."""
    job = Job(**json.load(sys.stdin))
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        result = Load(job).run()
    except (WrongAnswerError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    json.dump(asdict(result), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
