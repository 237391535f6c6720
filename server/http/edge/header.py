"""The header of a request, with each field once (RFC 9110 section 5), or the reason why it can't be read.

A server hands header lines on as they came. What several lines of one field mean is decided here, so that nobody
further on reads the first of them where somebody else reads the last.
"""

import re
from itertools import chain
from typing import Final, TypeAlias

from server.http.edge.refusal import Refused

Lines: TypeAlias = list[tuple[bytes, bytes]]
"""Names in lower case, and values without white space around them."""

MOST_BYTES: Final = 16_384
"""Of all names and values together."""
MOST_LINES: Final = 100

_HOST: Final = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_MOST_DIGITS: Final = 18

_SINGLE: Final = frozenset(
    (
        *(b"authorization", b"content-disposition", b"content-length", b"content-location", b"content-range"),
        *(b"content-type", b"date", b"from", b"host", b"if-modified-since", b"if-range", b"if-unmodified-since"),
        *(b"max-forwards", b"origin", b"proxy-authorization", b"range", b"referer", b"sec-fetch-dest"),
        *(b"sec-fetch-mode", b"sec-fetch-site", b"sec-fetch-user", b"user-agent", b"x-csrf-token"),
        b"x-development-login",
    )
)
"""Fields with one value, which is not a list: two of them contradict one another."""
_COOKIE: Final = b"cookie"
_TRACE: Final = b"traceparent"
_DROPPED_IF_REPEATED: Final = frozenset({_TRACE})
"""A trace context that is there twice is as good as none (W3C Trace Context, section 3.2)."""


def settled(lines: Lines, http_version: str) -> tuple[Lines, int | None]:
    """The header with each field once; and how long the body is, None if that will only be seen.

    Raises:
        Refused: it is too large, it contradicts itself, or it doesn't say which host it is for.
    """
    fields = dict(lines)
    if len(lines) > MOST_LINES or len(b"".join(chain.from_iterable(lines))) > MOST_BYTES:
        raise Refused(431, f"A request's header has at most {MOST_LINES} lines, and {MOST_BYTES} bytes.")
    if len(fields) != len(lines):
        lines = _combined(lines)
        fields = dict(lines)
    host = fields.get(b"host")
    if not host:
        if http_version == "1.1":
            raise Refused(400, "Say by a Host header which host the request is for (RFC 9112, section 3.2).")
    elif _HOST.fullmatch(host) is None:
        raise Refused(400, "The Host header is not the name of a host.")
    if b"\\" in fields.get(_COOKIE, b""):
        lines = [(name, _plain(value) if name == _COOKIE else value) for name, value in lines]
    length = fields.get(b"content-length")
    if b"transfer-encoding" in fields:
        _check_coding(fields[b"transfer-encoding"], length)
        return lines, None
    if length is None:
        return lines, 0 if http_version < "2" else None
    if not length.isdigit() or len(length) > _MOST_DIGITS:
        raise Refused(400, "Content-Length is one number (RFC 9110, section 8.6).")
    return lines, int(length)


def _plain(cookies: bytes) -> bytes:
    """Cookies without those that have a backslash, as none has (RFC 6265 section 4.1.1).

    Reading the escapes in one takes Python before 3.11.10 a time that grows with the square of its length.
    """
    return b";".join(cookie for cookie in cookies.split(b";") if b"\\" not in cookie)


def _check_coding(coding: bytes, length: bytes | None) -> None:
    if length is not None:  # who is right: the one in front of us, or we? (RFC 9112 section 6.1)
        raise Refused(400, "Send Content-Length or Transfer-Encoding, not both.")
    if coding.lower() != b"chunked":
        raise Refused(501, "The only transfer coding that is read is chunked.")


def _combined(lines: Lines) -> Lines:
    """Several lines of one field as one (RFC 9110 section 5.3; cookies: RFC 9113 section 8.2.3)."""
    values: dict[bytes, list[bytes]] = {}
    for name, value in lines:
        values.setdefault(name, []).append(value)
    for name, given in values.items():
        if len(given) > 1 and name in _SINGLE:
            raise Refused(400, f"Send {name.decode()} once (RFC 9110, section 5.3).")
    return [
        (name, (b"; " if name == _COOKIE else b", ").join(given))
        for name, given in values.items()
        if len(given) == 1 or name not in _DROPPED_IF_REPEATED
    ]
