"""Telling a service manager how the service is: systemd's sd_notify protocol, sd_notify(3)."""

import socket
from contextlib import suppress

from server.errors import CommandError


class ServiceManager:
    """The manager that started this process, if it wants to be told.

    Args:
        address: NOTIFY_SOCKET: a path, or a name in Linux's abstract namespace after `@`; None: nobody is told.
    """

    def __init__(self, address: str | None) -> None:
        self._address = address

    def ready(self) -> None:
        """The service answers.

        Raises:
            CommandError: the manager doesn't listen where it said.
        """
        try:
            self._tell("READY=1")
        except OSError as error:
            raise CommandError(
                f"NOTIFY_SOCKET: nobody can be told there that the service answers ({error.strerror}); leave it out"
                " unless systemd sets it."
            ) from None

    def stopping(self) -> None:
        """The service accepts no more connections, and ends; also if the manager can't be told."""
        with suppress(OSError):
            self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        if self._address is None:
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto(state.encode(), address)
