"""Sessions apart from where they are kept: marks, comparing secrets, and that nothing of them is printed."""

import pytest

from auth.login.encrypted_sessions import LOG_IN_SECONDS, Session, SessionKeys, Sessions
from auth.login.provider import LoggedIn
from auth.login.sessions import PortalSessions, Visitor, is_same
from auth.principal import Principal
from auth.tokens.access_token import TokenVerifier
from domain.roles import Role
from models.stored_sessions import Stored
from tests.fixtures.tokens import BROKER, TRUST, Clock

KEYS = SessionKeys({1: b"one key of thirty-two characters", 2: b"two key of thirty-two characters"}, 1)


class InMemory:
    """Keeps sessions without a database, as a SessionStore does; they end when they are told to."""

    def __init__(self) -> None:
        self.kept: dict[bytes, tuple[bytes, int, int]] = {}

    async def start(self, key: bytes, content: bytes, *, idle: int, max_age: int) -> None:
        """Keep a new session."""
        self.kept[key] = (content, idle, max_age)

    async def use(self, key: bytes) -> Stored | None:
        """A session that lives."""
        return Stored(*self.kept[key]) if key in self.kept else None

    async def change(self, key: bytes, content: bytes) -> None:
        """Keep something else in a session."""
        self.kept[key] = (content, *self.kept[key][1:])

    async def end(self, key: bytes) -> None:
        """End a session."""
        self.kept.pop(key, None)


def of(keys: SessionKeys) -> Sessions:
    """Sessions with these keys."""
    return Sessions(InMemory(), keys, "session", 900)


async def principal(role: Role) -> Principal:
    """Whom a good token of a role speaks for."""
    return await TokenVerifier(TRUST, Clock()).verify(BROKER.token(role))


def test_a_mark_knows_the_same_text_again_and_says_nothing_of_it() -> None:
    mark = of(KEYS).mark("https://digid.example user-1")
    assert mark == of(KEYS).mark("https://digid.example user-1")
    assert mark != of(KEYS).mark("https://digid.example user-2")
    assert mark != of(SessionKeys(KEYS.keys, 2)).mark("https://digid.example user-1")
    assert len(mark) == 32
    assert int(mark, 16)


def test_secrets_are_the_same_only_if_they_are() -> None:
    assert is_same("a", "a")
    assert not is_same("a", "b")
    assert not is_same("", "a")
    assert not is_same(None, "a")
    assert not is_same("é", "e")


def test_nothing_of_a_session_is_printed() -> None:
    session = Session("the-cookie", {"token": "the-token"}, 900, 14_400)
    visitor = Visitor(
        session, Role.CITIZEN, "the-token", "the-csrf", "digid", "90000001", "Eerste Voorbeeld B.V.", [], "006", False
    )
    printed = f"{session!r} {session} {visitor!r} {visitor} {KEYS!r} {[session, visitor, KEYS]}"
    for secret in ("the-cookie", "the-token", "the-csrf", "90000001", "Voorbeeld", "one key", "two key"):
        assert secret not in printed


async def test_nothing_of_a_log_in_is_printed() -> None:
    who = LoggedIn(await principal(Role.CITIZEN), "the-token")
    assert "the-token" not in repr(who)
    assert "999990019" not in repr(who)


@pytest.mark.parametrize(
    ("after", "max_age"), [(-100, 1), (0, 1), (1, 1), (100, 100), (14_399, 14_399), (99_999, 14_400)]
)
async def test_a_session_ends_with_its_token_or_after_four_hours(after: int, max_age: int) -> None:
    who = LoggedIn(await principal(Role.SUWINET), "the-token")
    now = who.principal.expires_at - after
    session = await PortalSessions(InMemory(), KEYS, 900, 14_400).log_in(who, "uwv", now, None)
    assert (session.max_age, session.idle) == (max_age, min(900, max_age))
    assert session.data["token"] == "the-token"
    assert session.data["name"] == "UWV (voorbeeld)"


async def test_a_bearer_is_told_for_a_link_or_with_the_mark_and_else_not_at_all() -> None:
    sessions = PortalSessions(InMemory(), KEYS, 900, 14_400)
    who = LoggedIn(await principal(Role.CITIZEN), "the-token")
    session = await sessions.log_in(who, "digid", who.principal.expires_at - 1000, None)
    visitor = await sessions.visitor({"__Host-session": session.cookie})
    assert visitor is not None
    cookie, csrf = f"a=b; __Host-session={session.cookie}; c=d", visitor.csrf
    assert await sessions.bearer(cookie, csrf, navigation=False) == "the-token"
    assert await sessions.bearer(cookie, None, navigation=True) == "the-token"
    for sent, mark, navigation in (
        (cookie, None, False),
        (cookie, "", False),
        (cookie, csrf.partition(".")[0][:-1], False),
        (f"session={session.cookie}", csrf, False),
        (f"__Host-log-in={session.cookie}", csrf, True),
        ("__Host-session=", csrf, True),
        ("", csrf, True),
    ):
        assert await sessions.bearer(sent, mark, navigation=navigation) is None


async def test_who_acts_for_employers_has_no_organisation_before_it_is_chosen() -> None:
    sessions = PortalSessions(InMemory(), KEYS, 900, 14_400)
    who = LoggedIn(await principal(Role.EMPLOYER), "the-token")
    session = await sessions.log_in(who, "eh", who.principal.expires_at - 1000, None)
    visitor = await sessions.visitor({"__Host-session": session.cookie})
    assert visitor is not None
    assert (visitor.role, visitor.organisation, visitor.name) == (Role.EMPLOYER, None, None)
    changed = await sessions.change(visitor, organisation="90000001", name="Eerste")
    assert (changed.organisation, changed.name, changed.csrf) == ("90000001", "Eerste", visitor.csrf)
    again = await sessions.visitor({"__Host-session": session.cookie})
    assert again is not None
    assert (again.organisation, again.name) == ("90000001", "Eerste")


def test_a_log_in_may_take_a_quarter_of_an_hour() -> None:
    assert LOG_IN_SECONDS == 900
