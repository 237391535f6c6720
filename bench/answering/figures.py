"""What is read from a result."""

from collections.abc import Callable
from typing import TypeAlias

from bench.answering.load import Result

Figure: TypeAlias = Callable[[Result], float]


def rate(result: Result) -> float:
    """Answers a second."""
    return result.answers / result.seconds


def p50(result: Result) -> float:
    """The median latency, in milliseconds."""
    return result.p50 * 1e3


def p99(result: Result) -> float:
    """The latency that one in a hundred exceeds, in milliseconds."""
    return result.p99 * 1e3


def service(result: Result) -> float:
    """The service's processor time for an answer, in microseconds."""
    return result.service * 1e6 / result.answers


def database(result: Result) -> float:
    """The database's processor time for an answer, in microseconds."""
    return result.database * 1e6 / result.answers


def client(result: Result) -> float:
    """The client's own processor time for an answer, in microseconds."""
    return result.client * 1e6 / result.answers
