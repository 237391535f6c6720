"""The forms that settings' values have; each raises ValueError with a word that says how to write it."""

import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Final, TypeAlias
from urllib.parse import urlsplit

import httpx2
from pydantic import BeforeValidator

from auth.public_url import canonical
from domain.roles import Role
from models.dsn import Dsn

UNIX: Final = "unix:"
"""What the address of a unix socket begins with."""
_LONGEST_SOCKET: Final = 107


def dsn(text: str) -> str:
    """A connection URI that can be used."""
    Dsn.parse(text)
    return text


def roles(given: object) -> object:
    """Role names with commas or spaces between them, as a set."""
    if not isinstance(given, str):
        return given
    names = frozenset(given.replace(",", " ").split())
    if not names <= Role.__members__.keys():
        raise ValueError(f"name roles, with commas or spaces between them: {', '.join(Role)}")
    return names


def origin(text: str) -> str:
    """A scheme and a host, and perhaps a port; in one way of writing."""
    words = (
        "write scheme and host, as in https://register.example; the register needs a host of its own, so no path,"
        " and no slash at the end"
    )
    if not re.fullmatch(r"https?://[^\s\"/?#@]+", text, re.IGNORECASE):
        raise ValueError(words)
    try:
        return canonical(text)
    except ValueError:  # an address or a port that can't be
        raise ValueError(words) from None


def origins(given: object) -> object:
    """Origins of https with commas or spaces between them, each as browsers send it, as a set."""
    if not isinstance(given, str):
        return given
    found = frozenset(given.replace(",", " ").split())
    if "*" in found:
        raise ValueError("`*` would let the scripts of every site read answers; name each origin")
    for one in found:
        if not re.fullmatch(r"https://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:[1-9][0-9]{0,4})?", one) or (
            one.endswith(":443")
        ):
            raise ValueError(
                "write each origin as browsers send it, as in https://app.example or https://app.example:8443: https,"
                " in lower case, with no path, no slash at the end and no :443"
            )
    return found


def place(given: object) -> object:
    """A path; nothing is no path, though it would be the working directory."""
    if given == "":
        raise ValueError("name a file or a directory, or leave the setting out")
    return given


Place: TypeAlias = Annotated[Path, BeforeValidator(place)]


def proxy(text: str) -> str:
    """Scheme, host and port of a proxy, and perhaps a user and a password."""
    return _usable(text, r"https?://[^\s/?#]+/?")


def api(text: str) -> str:
    """An address without a slash at the end."""
    return _usable(text, r"https?://[^\s\"?#]+[^/\s\"?#]")


def _usable(text: str, pattern: str) -> str:
    """An address of this form with a host and a port that can be; the setting's example says how to write it."""
    try:
        if re.fullmatch(pattern, text) and httpx2.URL(text).host and urlsplit(text).port != 0:
            return text
    except (ValueError, httpx2.InvalidURL):
        pass
    raise ValueError


def notify_socket(text: str) -> str:
    """A path or, after `@`, a name in the abstract namespace; of a length that unix(7) allows."""
    if text[:1] not in {"/", "@"} or not 1 < len(text.encode()) <= _LONGEST_SOCKET:
        raise ValueError("name the socket as systemd does, as in /run/systemd/notify, or leave the setting out")
    return text


def hosts(given: object) -> object:
    """Host names with commas or spaces between them, as a set."""
    if not isinstance(given, str):
        return given
    names = frozenset(given.replace(",", " ").split())
    if not all(re.fullmatch(r"[A-Za-z0-9.-]+", name) for name in names):
        raise ValueError("name hosts, without port or scheme, with commas or spaces between them")
    return names


def networks(given: object) -> object:
    """Addresses and networks with commas or spaces between them, and perhaps `unix`, as a set."""
    if not isinstance(given, str):
        return given
    found = frozenset(given.replace(",", " ").split())
    for one in found - {"unix"}:
        try:
            ip_network(one)
        except ValueError:
            raise ValueError("name addresses or networks such as 10.0.0.7, 10.0.0.0/8 or ::1, or unix") from None
    return found


def split_addresses(text: str) -> tuple[str, ...]:
    """The addresses, with commas or spaces between them, each once."""
    return tuple(dict.fromkeys(one.strip("[]") for one in text.replace(",", " ").split()))


def addresses(text: str) -> str:
    """Addresses to listen on: IP addresses, names, or `unix:` and a path."""
    found = split_addresses(text)
    if not found or not all(map(_is_address, found)):
        raise ValueError("name addresses without a port, such as 127.0.0.1, :: or unix:/run/register.socket")
    return text


def _is_address(text: str) -> bool:
    if text.startswith(UNIX):
        return len(text) > len(UNIX)
    try:
        ip_address(text)
    except ValueError:  # a name's last label isn't a number (RFC 1123)
        return re.fullmatch(r"(?!(.*\.)?[0-9]+$)[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", text) is not None
    return True
