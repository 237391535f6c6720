"""A process that was told to stop, and answers a while yet: it isn't ready, and asks clients to go elsewhere.

A load balancer needs time to see that an instance goes. Meanwhile requests come, and are answered; each response
closes its connection, so that the next request goes to another instance.
"""

from typing import Final

_SERVER: Final = (b"server", b"doelgroepregister")  # the HTTP server would name itself
_CLOSE: Final = (b"connection", b"close")


class LameDuck:
    """Whether the process was told to stop.

    Attributes:
        begun: whether it was.
        fields: what the header of each response has of the service.
    """

    __slots__ = ("begun", "fields")

    def __init__(self) -> None:
        self.begun = False
        self.fields: tuple[tuple[bytes, bytes], ...] = (_SERVER,)

    def begin(self) -> None:
        """It was."""
        self.begun = True
        self.fields = (_SERVER, _CLOSE)
