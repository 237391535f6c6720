"""Telling a service manager how the service is: systemd's sd_notify protocol, sd_notify(3)."""

import socket


class ServiceManager:
    """The manager that started this process, if it wants to be told.

    Args:
        address: NOTIFY_SOCKET: a path, or a name in Linux's abstract namespace after `@`; None: nobody is told.
    """

    def __init__(self, address: str | None) -> None:
        self._address = address

    def ready(self) -> None:
        """The service answers."""
        self._tell("READY=1")

    def stopping(self) -> None:
        """The service accepts no more connections, and ends."""
        self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        """Tell it; a manager that can't be told gives up on the service by itself.

        Raises:
            OSError: it doesn't listen where it said.
        """
        if self._address is None:
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto(state.encode(), address)
