"""Sessions in the database: nobody reads them there, they end when they should, and one role reaches them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

import asyncpg
import pytest

from auth.login.encrypted_sessions import SessionKeys, Sessions
from domain.errors import UnavailableError
from models.database import ServingPools
from models.stored_sessions import StoredSessions
from tests.conftest import Database, MakeDatabase, pools_at
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.tokens import JWT

FIRST, SECOND = b"the first key, which was retired", b"the key that is used at present."
KEYS = SessionKeys({1: FIRST, 2: SECOND}, 2)
DATA = {"token": "eyJhbGciOiJFUzI1NiJ9.e30.x", "bsn": "999900006", "name": "Eerste Voorbeeld B.V."}


@pytest.fixture(scope="module")
async def kept(make_database: MakeDatabase) -> Database:
    """A register whose sessions these tests have to themselves."""
    return await make_database()


@pytest.fixture(scope="module")
async def shared(kept: Database) -> AsyncIterator[ServingPools]:
    opened = kept.pools()
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
async def admin(kept: Database) -> AsyncIterator[Owner]:
    connection = await asyncpg.connect(kept.owner)
    yield connection
    await connection.close()


def sessions(pools: ServingPools, keys: SessionKeys = KEYS, kind: str = "session", idle: int = 900) -> Sessions:
    """Sessions of a kind."""
    return Sessions(StoredSessions(pools), keys, kind, idle)


def name(cookie: str) -> bytes:
    """What a session is kept under."""
    return hashlib.sha256(cookie.encode()).digest()


async def row(admin: Owner, cookie: str) -> asyncpg.Record | None:
    """The row of a session."""
    return await admin.fetchrow("select * from portal.session where id = $1", name(cookie))


async def test_a_row_is_under_the_hash_of_the_cookie_and_holds_nothing_readable(
    shared: ServingPools, admin: Owner
) -> None:
    started = await sessions(shared).start(DATA, 14_400)
    assert len(started.cookie) == 43
    assert started.data == DATA
    found = await row(admin, started.cookie)
    assert found is not None
    assert set(found.keys()) == {"id", "content", "idle_seconds", "used_at", "ends_at"}
    assert found["content"][0] == 2
    raw = found["id"] + found["content"]
    for secret in (*DATA.values(), started.cookie, "token", '"bsn"'):
        assert secret.encode() not in raw
    assert not JWT.search(raw.decode("latin-1"))
    assert round((found["ends_at"] - found["used_at"]).total_seconds(), 3) == 14_400
    assert found["idle_seconds"] == 900


async def test_each_session_has_a_cookie_and_a_secret_of_its_own(shared: ServingPools, admin: Owner) -> None:
    some = [await sessions(shared).start(DATA, 60) for _ in range(20)]
    assert len({one.cookie for one in some}) == 20
    contents = [await admin.fetchval("select content from portal.session where id = $1", name(s.cookie)) for s in some]
    assert len({content[13:] for content in contents}) == 20


async def test_who_has_the_database_and_the_keys_still_lacks_the_cookie(shared: ServingPools, admin: Owner) -> None:
    """A row that is moved under another cookie's hash doesn't open."""
    started, stranger = await sessions(shared).start(DATA, 60), await sessions(shared).start({"token": "other"}, 60)
    content = await admin.fetchval("select content from portal.session where id = $1", name(started.cookie))
    await admin.execute("update portal.session set content = $2 where id = $1", name(stranger.cookie), content)
    assert await sessions(shared).find(stranger.cookie) is None
    assert await sessions(shared).find(started.cookie) is not None


@pytest.mark.parametrize(
    "other",
    [
        SessionKeys({2: b"another key under the same number"}, 2),
        SessionKeys({3: SECOND}, 3),
        SessionKeys({1: FIRST}, 1),
        SessionKeys({2: FIRST, 1: SECOND}, 2),
    ],
)
async def test_another_key_opens_nothing(shared: ServingPools, other: SessionKeys) -> None:
    started = await sessions(shared).start(DATA, 60)
    assert await sessions(shared, other).find(started.cookie) is None
    assert await sessions(shared).find(started.cookie) is not None


async def test_a_retired_key_still_opens_and_what_is_changed_takes_the_present_one(
    shared: ServingPools, admin: Owner
) -> None:
    started = await sessions(shared, SessionKeys({1: FIRST}, 1)).start(DATA, 60)
    found = await sessions(shared).find(started.cookie)
    assert found is not None
    assert found.data == DATA
    await sessions(shared).change(found, {"token": "changed"})
    stored = await row(admin, started.cookie)
    assert stored is not None
    assert stored["content"][0] == 2
    assert await sessions(shared, SessionKeys({1: FIRST}, 1)).find(started.cookie) is None


async def test_a_cookie_of_another_kind_opens_nothing(shared: ServingPools) -> None:
    started = await sessions(shared, kind="log-in").start(DATA, 60)
    assert await sessions(shared, kind="session").find(started.cookie) is None
    assert await sessions(shared, kind="log-in").find(started.cookie) is not None


@pytest.mark.parametrize("change", ["flip", "cut", "number"])
async def test_content_that_was_changed_opens_nothing(shared: ServingPools, admin: Owner, change: str) -> None:
    started = await sessions(shared).start(DATA, 60)
    content = await admin.fetchval("select content from portal.session where id = $1", name(started.cookie))
    last = bytes([content[-1] ^ 1])
    changed = {"flip": content[:-1] + last, "cut": content[:-1], "number": b"\x01" + content[1:]}[change]
    await admin.execute("update portal.session set content = $2 where id = $1", name(started.cookie), changed)
    assert await sessions(shared).find(started.cookie) is None


@pytest.mark.parametrize("cookie", [None, "", "x", "é" * 43, "A" * 43, "A" * 100_000, "' or 1=1 --"])
async def test_any_other_cookie_opens_nothing(shared: ServingPools, cookie: str | None) -> None:
    await sessions(shared).start(DATA, 60)
    assert await sessions(shared).find(cookie) is None


async def test_a_change_is_found_again(shared: ServingPools) -> None:
    own = sessions(shared)
    started = await own.start(DATA, 60)
    await own.change(started, {"token": "other", "more": [1, None]})
    found = await own.find(started.cookie)
    assert found is not None
    assert found.data == {"token": "other", "more": [1, None]}


@pytest.mark.parametrize(("idle", "max_age", "told"), [(900, 14_400, 900), (900, 300, 300), (30, 30, 30)])
async def test_a_session_says_when_it_ends(shared: ServingPools, idle: int, max_age: int, told: int) -> None:
    own = sessions(shared, idle=idle)
    started = await own.start(DATA, max_age)
    found = await own.find(started.cookie)
    assert found is not None
    assert (started.idle, started.max_age) == (told, max_age)
    assert max_age - 2 <= found.max_age <= max_age
    assert min(idle, max_age - 2) <= found.idle <= told


async def age(admin: Owner, cookie: str, *, used: float, ends: float = 3600.0) -> None:
    """Let a session have been used so many seconds ago, and end in so many."""
    await admin.execute(
        """update portal.session set used_at = clock_timestamp() - make_interval(secs => $2),
        ends_at = clock_timestamp() + make_interval(secs => $3) where id = $1""",
        name(cookie), used, ends,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("used", "ends", "lives"),
    [(899, 3600, True), (901, 3600, False), (0, 2, True), (0, -1, False), (901, -1, False), (899, 2, True)],
)
async def test_a_session_ends_when_it_is_not_used_and_at_the_latest_when_it_must(
    shared: ServingPools, admin: Owner, used: float, ends: float, lives: bool
) -> None:
    own = sessions(shared)
    started = await own.start(DATA, 14_400)
    await age(admin, started.cookie, used=used, ends=ends)
    assert (await own.find(started.cookie) is not None) is lives
    await own.change(started, {"token": "changed"})
    await age(admin, started.cookie, used=0)
    found = await own.find(started.cookie)
    assert found is not None
    assert found.data["token"] == ("changed" if lives else DATA["token"])


async def test_use_extends_a_session_and_never_its_end(shared: ServingPools, admin: Owner) -> None:
    own = sessions(shared)
    started = await own.start(DATA, 14_400)
    await age(admin, started.cookie, used=800, ends=1000)
    found = await own.find(started.cookie)
    assert found is not None
    assert (found.idle, 998 <= found.max_age <= 1000) == (900, True)
    stored = await admin.fetchrow(
        "select clock_timestamp() - used_at < '10 s' as used, ends_at from portal.session where id = $1",
        name(started.cookie),
    )
    assert stored is not None
    assert stored["used"]
    await own.find(started.cookie)
    again = await row(admin, started.cookie)
    assert again is not None
    assert again["ends_at"] == stored["ends_at"]


async def test_a_dead_session_is_not_brought_to_life_by_use(shared: ServingPools, admin: Owner) -> None:
    own = sessions(shared)
    started = await own.start(DATA, 14_400)
    await age(admin, started.cookie, used=901)
    before = await row(admin, started.cookie)
    assert await own.find(started.cookie) is None
    assert await row(admin, started.cookie) == before


async def test_an_ended_session_is_gone_and_no_other(shared: ServingPools, admin: Owner) -> None:
    own = sessions(shared)
    one, other = await own.start(DATA, 60), await own.start(DATA, 60)
    await own.end(one)
    await own.end(one)
    assert await row(admin, one.cookie) is None
    assert await own.find(one.cookie) is None
    assert await own.find(other.cookie) is not None


async def test_starting_one_forgets_those_that_are_over_and_no_other(shared: ServingPools, admin: Owner) -> None:
    own = sessions(shared)
    dead, alive, idle = [await own.start(DATA, 3600) for _ in range(3)]
    await age(admin, dead.cookie, used=0, ends=-1)
    await age(admin, idle.cookie, used=901)
    await own.start(DATA, 60)
    assert [await row(admin, one.cookie) is not None for one in (dead, alive, idle)] == [False, True, True]


async def test_many_uses_at_once_are_all_answered(shared: ServingPools) -> None:
    own = sessions(shared)
    started = await own.start(DATA, 60)
    found = await asyncio.gather(*(own.find(started.cookie) for _ in range(40)))
    assert all(one is not None and one.data == DATA for one in found)


async def test_the_database_refuses_what_is_no_session(shared: ServingPools) -> None:
    store = StoredSessions(shared)
    for key, content, idle in ((b"short", b"x", 1), (bytes(32), bytes(65_537), 1), (bytes(32), b"x", 0)):
        with pytest.raises(asyncpg.CheckViolationError):
            await store.start(key, content, idle=idle, max_age=60)


async def test_without_the_database_nobody_knows() -> None:
    away = pools_at("postgresql://127.0.0.1:1/none")
    with pytest.raises(UnavailableError):
        await sessions(away).find("A" * 43)
    await away.close()
