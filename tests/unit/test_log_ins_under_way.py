"""Log-ins under way: counted by address and in all, and forgotten in time."""

import multiprocessing
from collections.abc import Callable

import pytest
from starlette.requests import Request

from auth.login.encrypted_sessions import LOG_IN_SECONDS
from portal.log_ins_under_way import ClientAddresses, LogInsUnderWay


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_an_address_and_all_together_have_their_most() -> None:
    under_way = LogInsUnderWay(2, 3, Clock())
    assert [under_way.begin(one) for one in ("a", "a", "a", "b", "b", "c")] == [None, None, 429, None, 503, 503]


def test_one_that_is_over_gives_its_place_back_and_each_is_over_once() -> None:
    under_way = LogInsUnderWay(2, 3, Clock())
    for address in ("a", "a", "b"):
        under_way.begin(address)
    for address in ("a", "b", "b", "b", "unknown"):
        under_way.end(address)
    assert [under_way.begin(one) for one in ("c", "b", "d")] == [None, None, 503]


def test_one_that_nobody_ends_is_forgotten_in_time_also_beside_others_that_were_ended() -> None:
    clock = Clock()
    under_way = LogInsUnderWay(2, 3, clock)
    under_way.begin("a")
    clock.now += 10
    under_way.begin("a")
    under_way.begin("b")
    under_way.end("a")
    assert under_way.begin("c") is None
    assert under_way.begin("d") == 503
    clock.now += LOG_IN_SECONDS - 10
    assert under_way.begin("d") == 503
    clock.now += 10
    assert [under_way.begin(one) for one in ("a", "a", "a", "d")] == [None, None, 429, None]


def test_what_is_over_takes_no_memory() -> None:
    under_way = LogInsUnderWay(1_000, 1_000, Clock())
    for number in range(10_000):
        assert under_way.begin(str(number)) is None
        under_way.end(str(number))
    assert not any(under_way._addresses)


def test_processes_that_were_forked_count_together_and_end_what_another_began() -> None:
    under_way = LogInsUnderWay(2, 3)
    in_another(lambda: [under_way.begin("a"), under_way.begin("b")])
    assert [under_way.begin(one) for one in ("a", "a", "c")] == [None, 429, 503]
    in_another(lambda: under_way.end("a"))
    assert [under_way.begin(one) for one in ("a", "c")] == [None, 503]


def in_another(do: Callable[[], object]) -> None:
    """Do something in a process that is forked for it."""
    child = multiprocessing.get_context("fork").Process(target=do)
    child.start()
    child.join()
    assert child.exitcode == 0


def address(peer: str | None, forwarded: str | None, *proxies: str) -> str:
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]
    client = None if peer is None else (peer, 1)
    return ClientAddresses(proxies).of(Request({"type": "http", "headers": headers, "client": client}))


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "wanted"),
    [
        ("198.51.100.7", None, (), "198.51.100.7"),
        ("198.51.100.7", "203.0.113.1", (), "198.51.100.7"),
        ("198.51.100.7", "203.0.113.1", ("10.0.0.0/8",), "198.51.100.7"),
        ("10.0.0.1", "203.0.113.1", ("10.0.0.0/8",), "203.0.113.1"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.1", ("10.0.0.0/8",), "203.0.113.1"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.1,10.0.0.2", ("10.0.0.0/8",), "203.0.113.1"),
        ("10.0.0.1", "10.0.0.3", ("10.0.0.0/8",), "10.0.0.3"),
        ("10.0.0.1", None, ("10.0.0.1",), "10.0.0.1"),
        ("10.0.0.1", "nonsense", ("10.0.0.1",), ""),
        ("10.0.0.1", "," * 10_000, ("10.0.0.1",), ""),
        (None, "203.0.113.1", ("unix",), "203.0.113.1"),
        ("", "203.0.113.1", ("unix",), "203.0.113.1"),
        ("", "203.0.113.1", (), ""),
        (None, None, (), ""),
        ("2001:db8:1:2:3:4:5:6", None, (), "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", None, (), "198.51.100.7"),
    ],
)
def test_an_address_is_the_connections_unless_a_trusted_proxy_tells_another(
    peer: str | None, forwarded: str | None, proxies: tuple[str, ...], wanted: str
) -> None:
    assert address(peer, forwarded, *proxies) == wanted
