"""The portals' sessions in the database, where nobody can read them: they are encrypted before they come here."""

from typing import Final, NamedTuple

from models.database import Frontend, ServingPools

_START: Final = "select serve.portal_session_start($1, $2, $3, $4)"
_USE: Final = "select * from serve.portal_session_use($1)"
_CHANGE: Final = "select serve.portal_session_change($1, $2)"
_END: Final = "select serve.portal_session_end($1)"


class Stored(NamedTuple):
    """A live session: its content, after how many idle seconds it ends, and in how many it ends at the latest."""

    content: bytes
    idle: int
    max_age: int


class StoredSessions:
    """What the database keeps of the sessions, by the hash of their cookie.

    Each call raises UnavailableError or TimeoutExceededError if the database can't do it now.
    """

    def __init__(self, pools: ServingPools) -> None:
        self._pools = pools

    async def start(self, key: bytes, content: bytes, *, idle: int, max_age: int) -> None:
        """Keep a new session, and forget some that are over."""
        await self._pools.call(Frontend.PORTAL, _START, key, content, idle, max_age)

    async def use(self, key: bytes) -> Stored | None:
        """A session that lives, which was used now; None if there is none."""
        rows = await self._pools.call(Frontend.PORTAL, _USE, key)
        return Stored(rows[0]["content"], rows[0]["idle"], rows[0]["lasts"]) if rows else None

    async def change(self, key: bytes, content: bytes) -> None:
        """Keep something else in a session that lives."""
        await self._pools.call(Frontend.PORTAL, _CHANGE, key, content)

    async def end(self, key: bytes) -> None:
        """End a session."""
        await self._pools.call(Frontend.PORTAL, _END, key)
