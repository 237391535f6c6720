"""The header at the edge: each field once, or an answer that says what is wrong."""

import pytest

from server.http.edge.header import MOST_BYTES, MOST_LINES, settled
from server.http.edge.refusal import Refused

HOST = (b"host", b"register.example")


def refusal(*lines: tuple[bytes, bytes], version: str = "1.1") -> Refused:
    with pytest.raises(Refused) as caught:
        settled([*lines], version)
    return caught.value


def test_a_header_without_repeated_fields_stays_as_it_is() -> None:
    lines = [HOST, (b"accept", b"*/*"), (b"cookie", b"a=b"), (b"x-unknown", b"")]
    assert settled(lines, "1.1")[0] == lines


@pytest.mark.parametrize("host", [(), ((b"host", b""),), (HOST, HOST), (HOST, (b"host", b"other.example"))])
def test_http_1_1_says_once_which_host_it_is_for(host: tuple[tuple[bytes, bytes], ...]) -> None:
    assert refusal(*host).status == 400


def test_http_1_0_need_not_say_which_host_it_is_for() -> None:
    assert settled([(b"accept", b"*/*")], "1")[0] == [(b"accept", b"*/*")]
    assert refusal(HOST, HOST, version="1").status == 400


@pytest.mark.parametrize(
    "host", [b"a b", b"a/b", b"user@a", b"a:b", b"a:123456", b"[::1", b"a?b", b"a#b", b"a\\b", b"\xe9"]
)
def test_a_host_that_is_no_name_of_one_is_refused(host: bytes) -> None:
    assert refusal((b"host", host)).status == 400


@pytest.mark.parametrize("host", [b"a", b"A.example:8000", b"127.0.0.1:1", b"[::1]:8000", b"[::1]", b"a:", b"x_y"])
def test_a_host_that_is_one_is_let_through(host: bytes) -> None:
    assert settled([(b"host", host)], "1.1")[0] == [(b"host", host)]


@pytest.mark.parametrize(
    "name",
    ["accept", "accept-encoding", "accept-language", "if-none-match", "forwarded", "x-forwarded-for", "x-unknown"],
)
def test_a_list_in_several_lines_is_one_list(name: str) -> None:
    lines = [(name.encode(), b"a;q=0.1"), HOST, (name.encode(), b"b"), (name.encode(), b"c, d")]
    assert settled(lines, "1.1")[0] == [(name.encode(), b"a;q=0.1, b, c, d"), HOST]


def test_cookies_in_several_lines_are_one_line() -> None:
    assert settled([HOST, (b"cookie", b"a=1"), (b"cookie", b"b=2")], "2")[0] == [HOST, (b"cookie", b"a=1; b=2")]


@pytest.mark.parametrize(
    "name",
    [
        "authorization",
        "content-type",
        "content-length",
        "range",
        "origin",
        "x-csrf-token",
        "sec-fetch-site",
        "if-range",
    ],
)
@pytest.mark.parametrize("other", [b"1", b"2"])
def test_a_field_with_one_value_is_not_sent_twice(name: str, other: bytes) -> None:
    refused = refusal(HOST, (name.encode(), b"1"), (name.encode(), other))
    assert refused.status == 400
    assert name in str(refused)


def test_a_trace_context_that_is_there_twice_is_as_good_as_none() -> None:
    assert settled([HOST, (b"traceparent", b"00-a"), (b"traceparent", b"00-b")], "1.1")[0] == [HOST]


def test_a_length_and_a_coding_contradict_one_another() -> None:
    refused = refusal(HOST, (b"content-length", b"4"), (b"transfer-encoding", b"chunked"))
    assert (refused.status, refused.closes) == (400, True)


@pytest.mark.parametrize("coding", [b"gzip, chunked", b"gzip", b"chunked, chunked", b"identity", b""])
def test_chunks_are_the_only_coding_that_is_read(coding: bytes) -> None:
    assert refusal(HOST, (b"transfer-encoding", coding)).status == 501


@pytest.mark.parametrize("length", [b"+4", b"-1", b"4,4", b"0x10", b"", b"4 4", b"1e3", b"1_0", b"9" * 19, b"\xb2"])
def test_a_length_is_one_number(length: bytes) -> None:
    assert refusal(HOST, (b"content-length", length)).status == 400


def test_the_length_of_a_body_is_what_the_header_says() -> None:
    assert settled([HOST], "1.1")[1] == 0
    assert settled([HOST], "2")[1] is None
    assert settled([HOST, (b"content-length", b"12")], "1.1")[1] == 12
    assert settled([HOST, (b"transfer-encoding", b"Chunked")], "1.1")[1] is None


@pytest.mark.parametrize("name", ["accept", "accept-language", "cookie", "range", "traceparent", "authorization", "x"])
def test_a_header_of_a_megabyte_is_refused_before_anybody_reads_it(name: str) -> None:
    for lines in ([(name.encode(), b"a," * 500_000)], [(name.encode(), b"a" * 1_000)] * 20):
        refused = refusal(HOST, *lines)
        assert refused.status in {400, 431}
    assert refusal(HOST, (name.encode(), b"x" * MOST_BYTES)).status == 431
    assert refusal(HOST, *[(b"x-%d" % number, b"") for number in range(MOST_LINES)]).status == 431


def test_a_cookie_with_a_backslash_is_left_out_and_no_other() -> None:
    """Reading its escapes takes older Pythons a time that grows with the square of their number."""
    lines = [HOST, (b"cookie", b'a=1; b="' + b"\\0" * 5_000 + b'"; __Host-session=x')]
    assert settled(lines, "1.1")[0] == [HOST, (b"cookie", b"a=1; __Host-session=x")]
