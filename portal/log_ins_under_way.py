"""The log-ins under way: how many there may be, from one address and in all, and from which address a request came.

Whoever asks for a log-in is nobody yet, and each one is a row in the database. The counts are those of all processes of
the service, since one that is begun in one of them may come back in another.
"""

import mmap
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from starlette.requests import Request

from auth.login.encrypted_sessions import LOG_IN_SECONDS

UNIX: Final = "unix"
"""What a proxy is called that comes by a unix socket, which has no address."""
_NETWORK_BITS: Final = 64
"""Of IPv6, what one subscriber has; all addresses in it are anybody's there."""
_MOST_HOPS: Final = 10
_BYTES: Final = 8
"""Of a number in a cell."""
_FREE: Final = 0
_SWEEP_SECONDS: Final = 1.0


class ClientAddresses:
    """Tells from which address a request came, or that nobody knows.

    Args:
        proxies: the addresses and networks of the proxies in front, and `unix` for those that come by a unix socket.
            What these say in X-Forwarded-For is believed, and what anybody else says there isn't.
    """

    def __init__(self, proxies: Iterable[str] = ()) -> None:
        given = frozenset(proxies)
        self._by_socket = UNIX in given
        self._networks = [ip_network(one) for one in given if one != UNIX]

    def of(self, request: Request) -> str:
        """The address, of IPv6 its network; empty: unknown."""
        address = request.client.host if request.client else ""
        forwarded = request.headers.get("x-forwarded-for")
        hops = [] if forwarded is None else forwarded.rsplit(",", _MOST_HOPS)
        while hops and self._is_proxy(address):
            address = hops.pop().strip()
        return _network(address)

    def _is_proxy(self, text: str) -> bool:
        try:
            address = ip_address(text)
        except ValueError:
            return self._by_socket and text in {"", UNIX}
        return any(address in network for network in self._networks)


def _network(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped or ip_network((int(address), _NETWORK_BITS), strict=False))


class LogInsUnderWay:
    """Counts the log-ins that were begun and aren't over, of all processes that were forked since this was made.

    Each has a cell in memory that they share, with a hash of its address and when it is over at the latest. There is no
    lock, which a process that is killed would keep: two that take the same cell at the same moment count as one.

    Args:
        most_of_address: how many there may be from one address.
        most: how many in all.
        now: the clock, in seconds; the same in all processes.
    """

    def __init__(
        self, most_of_address: int = 1_000, most: int = 20_000, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._most_of_address = most_of_address
        self._now = now
        self._addresses = memoryview(mmap.mmap(-1, most * _BYTES)).cast("q")
        self._over_at = memoryview(mmap.mmap(-1, most * _BYTES)).cast("d")
        self._swept_at = 0.0

    def begin(self, address: str) -> int | None:
        """Count one more; 429 or 503 if it is one too many, from its address or in all."""
        now = self._now()
        if now - self._swept_at >= _SWEEP_SECONDS:
            self._swept_at = now
            self._sweep(now)
        taken, own = self._addresses.tolist(), _hash(address)
        if taken.count(own) >= self._most_of_address:
            return 429
        try:
            cell = taken.index(_FREE)
        except ValueError:
            return 503
        self._over_at[cell] = now + LOG_IN_SECONDS
        self._addresses[cell] = own
        return None

    def end(self, address: str) -> None:
        """One from this address is over."""
        own = _hash(address)
        with suppress(ValueError):
            self._addresses[self._addresses.tolist().index(own)] = _FREE

    def _sweep(self, now: float) -> None:
        """Free the cells of those that nobody ended."""
        for cell, over_at in enumerate(self._over_at.tolist()):
            if over_at <= now:
                self._addresses[cell] = _FREE


def _hash(address: str) -> int:
    """A number for an address, the same in all processes that are forks of this one; never that of a free cell."""
    return hash(address) or 1
