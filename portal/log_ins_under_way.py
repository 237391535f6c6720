"""The log-ins under way: how many there may be, from one address and in all, and from which address a request came.

Whoever asks for a log-in is nobody yet, and each one is a row in the database. The counts are those of this process.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from starlette.requests import Request

from auth.login.encrypted_sessions import LOG_IN_SECONDS

UNIX: Final = "unix"
"""What a proxy is called that comes by a unix socket, which has no address."""
_NETWORK_BITS: Final = 64
"""Of IPv6, what one subscriber has; all addresses in it are anybody's there."""
_MOST_HOPS: Final = 10
_SPARE: Final = 100


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
    """Counts the log-ins that were begun and aren't over.

    Args:
        most_of_address: how many there may be from one address.
        most: how many in all.
        now: the clock, in seconds.
    """

    def __init__(
        self, most_of_address: int = 1_000, most: int = 20_000, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._most_of_address = most_of_address
        self._most = most
        self._now = now
        self._begun: dict[str, deque[float]] = {}  # when they are over at the latest, by address
        self._all: deque[tuple[float, str]] = deque()  # the same, in their order
        self._count = 0

    def begin(self, address: str) -> int | None:
        """Count one more; 429 or 503 if it is one too many, from its address or in all."""
        now = self._now()
        while self._all and self._all[0][0] <= now:
            self._forget(self._all.popleft())
        own = self._begun.get(address, ())
        if len(own) >= self._most_of_address:
            return 429
        if self._count >= self._most:
            return 503
        if len(self._all) > 2 * (self._count + _SPARE):  # most of them are over already
            self._all = deque(sorted((over_at, one) for one, own in self._begun.items() for over_at in own))
        over_at = now + LOG_IN_SECONDS
        self._begun.setdefault(address, deque()).append(over_at)
        self._all.append((over_at, address))
        self._count += 1
        return None

    def end(self, address: str) -> None:
        """One from this address is over."""
        if address in self._begun:
            self._take(address)

    def _forget(self, begun: tuple[float, str]) -> None:
        over_at, address = begun
        own = self._begun.get(address)
        if own is not None and own[0] <= over_at:
            self._take(address)

    def _take(self, address: str) -> None:
        own = self._begun[address]
        own.popleft()
        self._count -= 1
        if not own:
            del self._begun[address]
