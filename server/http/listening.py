"""The sockets that the service listens on: made once, by the parent of the processes that answer on them.

Whoever is not accepted yet waits in a socket's backlog, also while no process is there to accept: a worker that was
killed refuses nobody.
"""

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.errors import CommandError
from server.setting_forms import UNIX

BACKLOG: Final = 2048
"""How many connections may wait to be accepted; the kernel may allow fewer (net.core.somaxconn)."""
_ANY: Final = "::"
_OWNER_AND_GROUP: Final = 0o117  # what is masked


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that listens, and how its address is written."""

    socket: socket.socket
    address: str

    @property
    def is_unix(self) -> bool:
        """Whether it is a path, and no address of a network."""
        return self.address.startswith(UNIX)

    def close(self) -> None:
        """Listen no more; a path is removed if it is still its own."""
        self.socket.close()
        if self.is_unix:
            _remove_stale(Path(self.address.removeprefix(UNIX)))


@contextmanager
def listening(addresses: tuple[str, ...], port: int, settings: str) -> Iterator[list[Listener]]:
    """Listen on each of these addresses.

    Args:
        addresses: IP addresses or names (`::` is all addresses of both families), or `unix:` and a path.
        port: the port of those that aren't paths.
        settings: the names of the settings to change if it can't be done.

    Raises:
        CommandError: it can't be done.
    """
    made: list[Listener] = []
    try:
        for address in addresses:
            try:
                made.append(_opened(address, port))
            except OSError as error:
                where = address if address.startswith(UNIX) else f"{address}, port {port}"
                raise CommandError(f"Can't listen on {where} ({error.strerror or error}): set {settings}.") from None
        yield made
    finally:
        for one in made:
            one.close()


def _opened(address: str, port: int) -> Listener:
    if address.startswith(UNIX):
        path = Path(address.removeprefix(UNIX)).absolute()
        _remove_stale(path)
        opened = socket.socket(socket.AF_UNIX)
        before = os.umask(_OWNER_AND_GROUP)
        try:
            opened.bind(str(path))
        finally:
            os.umask(before)
        opened.listen(BACKLOG)
        return Listener(opened, f"{UNIX}{path}")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    both = address == _ANY and socket.has_dualstack_ipv6()
    opened = socket.create_server((address, port), family=family, backlog=BACKLOG, dualstack_ipv6=both)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # accepted connections have it from here
    host = f"[{address}]" if family == socket.AF_INET6 else address
    return Listener(opened, f"http://{host}:{port}")


def _remove_stale(path: Path) -> None:
    """Remove the socket that a killed process left; one that somebody listens on, or another file, stays."""
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            return
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX) as probe, suppress(ConnectionRefusedError):
        probe.settimeout(1)
        probe.connect(str(path))
        return
    path.unlink(missing_ok=True)
