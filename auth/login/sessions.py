"""Who is logged in to the portals: cookies that say nothing, and the sessions behind them."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import cookie_parser

from auth.login.encrypted_sessions import LOG_IN_SECONDS, Session, SessionKeys, Sessions, SessionStore
from auth.login.provider import LoggedIn
from domain.roles import Role

SESSION_COOKIE: Final = "__Host-session"
LOG_IN_COOKIE: Final = "__Host-log-in"

_ANSWER_BYTES: Final = 16
_SHOWN_DIGITS: Final = 3


@dataclass(frozen=True, slots=True, repr=False)
class Visitor:
    """Somebody who is logged in.

    Attributes:
        session: the session.
        role: the role that the token speaks for.
        csrf: what each form and each script has to send along: marks of the cookie and of the user.
        token: the access token for the API; it never leaves the server.
        provider: the slug of the identity provider.
        organisation: the id of the organisation that an employer's user chose, or None.
        name: the organisation's name, or None.
        services: what an employer's user is authorised for.
        bsn_ends: the last three digits of a citizen's BSN, or None.
        municipal: whether an officer works for a municipality.
    """

    session: Session
    role: Role
    csrf: str
    token: str
    provider: str
    organisation: str | None
    name: str | None
    services: list[str]
    bsn_ends: str | None
    municipal: bool


class PortalSessions:
    """The sessions of the portals, and the log-ins under way.

    Args:
        store: where they are kept.
        keys: what they are encrypted with.
        idle: after how many seconds without use a session ends.
        max_age: in how many seconds it ends at the latest.
    """

    def __init__(self, store: SessionStore, keys: SessionKeys, idle: int, max_age: int) -> None:
        self._sessions = Sessions(store, keys, "session", idle)
        self._max_age = max_age
        self.log_ins = Sessions(store, keys, "log-in", LOG_IN_SECONDS)
        self._answers = Sessions(store, keys, "answer", idle)

    async def visitor(self, cookies: Mapping[str, str]) -> Visitor | None:
        """Who is logged in; that the session was used now is noted.

        Raises:
            UnavailableError: nobody knows now.
        """
        session = await self._sessions.find(cookies.get(SESSION_COOKIE))
        return None if session is None else self._visitor(session)

    def marked(self, cookies: Mapping[str, str], csrf: str | None) -> bool:
        """Whether what was sent along is the mark of the session of these cookies; that isn't a use of the session."""
        cookie = cookies.get(SESSION_COOKIE)
        return bool(cookie) and is_same((csrf or "").partition(".")[0], self._mark(cookie or ""))

    async def bearer(self, cookie: str, csrf: str | None, *, navigation: bool) -> str | None:
        """The access token of the session that a Cookie header names.

        None: no live session, or (unless `navigation`) the CSRF header isn't the session's.
        """
        cookies = cookie_parser(cookie)
        visitor = await self.visitor(cookies) if navigation or self.marked(cookies, csrf) else None
        return None if visitor is None else visitor.token

    async def log_in(self, who: LoggedIn, provider: str, now: float, kept: Mapping[str, Any] | None) -> Session:
        """A new session, with a new cookie. It doesn't outlive the access token.

        Args:
            who: who logged in.
            provider: the slug of the identity provider.
            now: in seconds since 1970.
            kept: what was typed before the log-in, `csrf` and `fields`; another user's is dropped.
        """
        principal = who.principal
        holder = self._holder(f"{principal.issuer} {principal.subject}")
        data = {
            "role": principal.role.value,
            "token": who.token,
            "holder": holder,
            "provider": provider,
            "organisation": None,
            "name": principal.organisation.name if principal.organisation else None,
            "services": sorted({one for at in principal.organisations for one in principal.services_at(at)}),
            "bsn_ends": principal.bsn.value[-_SHOWN_DIGITS:] if principal.bsn else None,
            "municipal": principal.kind == "MUNICIPALITY",
            "kept": kept["fields"] if kept and is_same(kept["csrf"].rpartition(".")[2], holder) else None,
        }
        return await self._sessions.start(data, max(1, min(self._max_age, int(principal.expires_at - now))))

    def is_marked_by_somebody(self, csrf: str) -> bool:
        """Whether a form has the mark of somebody who was logged in here, whoever it is."""
        holder = csrf.rpartition(".")[2]
        return is_same(holder, self._proved(holder[: len(holder) // 2]))

    async def change(self, visitor: Visitor, **data: object) -> Visitor:
        """Let a session hold something else."""
        changed = visitor.session.data | data
        await self._sessions.change(visitor.session, changed)
        session = visitor.session
        return self._visitor(Session(session.cookie, changed, session.idle, session.max_age))

    async def keep_answer(self, visitor: Visitor, answer: Mapping[str, Any]) -> str:
        """Keep what a form was answered, for as long as a session lasts that isn't used; returns its random id.

        It is a row of its own, so that no other tab loses it, and opens only with the cookie and the id together.
        """
        answer_id = secrets.token_urlsafe(_ANSWER_BYTES)
        await self._answers.start(answer, visitor.session.idle, f"{visitor.session.cookie}.{answer_id}")
        return answer_id

    async def answer(self, visitor: Visitor, answer_id: str) -> dict[str, Any] | None:
        """What was kept under this id by who is logged in; None if there is nothing any more."""
        found = await self._answers.find(f"{visitor.session.cookie}.{answer_id}")
        return None if found is None else found.data

    async def end(self, visitor: Visitor) -> None:
        """End a session."""
        await self._sessions.end(visitor.session)

    def _visitor(self, session: Session) -> Visitor:
        data = session.data
        csrf = f"{self._mark(session.cookie)}.{data['holder']}"
        names = ("token", "provider", "organisation", "name")
        # What sessions of older builds lack.
        later: dict[str, Any] = {"services": [], "bsn_ends": None, "municipal": False}
        values = (*(data[name] for name in names), *(data.get(name, none) for name, none in later.items()))
        return Visitor(session, Role(data["role"]), csrf, *values)

    def _holder(self, user: str) -> str:
        """The mark of a user, of which it can be told that it is one."""
        mark = self._sessions.mark(user)
        return self._proved(mark[: len(mark) // 2])

    def _proved(self, half: str) -> str:
        proof = self._sessions.mark(f"holder {half}")
        return half + proof[: len(proof) // 2]

    def _mark(self, cookie: str) -> str:
        return self._sessions.mark(f"csrf {cookie}")


def is_same(given: str | None, wanted: str) -> bool:
    """Whether a secret is the one that is wanted; it takes as long either way."""
    return given is not None and hmac.compare_digest(given.encode(), wanted.encode())
