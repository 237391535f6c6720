"""DATABASE_URL, with libpq's parameters: those that count here, and a word for those that can't be had."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple, Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

APPLICATION: Final = "doelgroepregister"
_PORT: Final = 5432
_PORTS: Final = range(1, 65536)
_CONNECT_SECONDS: Final = range(1, 61)

_FILES: Final = frozenset({"passfile", "sslcert", "sslcrl", "sslkey", "sslrootcert"})
_TLS_VERSIONS: Final = frozenset({"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"})
_VALUES: Final[Mapping[str, frozenset[str]]] = {
    "channel_binding": frozenset({"disable", "prefer"}),
    "client_encoding": frozenset({"auto", "UTF8", "UTF-8", "utf8", "utf-8"}),
    "gssencmode": frozenset({"disable", "prefer"}),
    "load_balance_hosts": frozenset({"disable"}),
    "ssl_max_protocol_version": _TLS_VERSIONS,
    "ssl_min_protocol_version": _TLS_VERSIONS,
    "sslcertmode": frozenset({"allow"}),
    "sslcompression": frozenset({"0"}),
    "sslmode": frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}),
    "sslnegotiation": frozenset({"postgres", "direct"}),
    "sslsni": frozenset({"1"}),
    "target_session_attrs": frozenset({"any", "primary", "read-write"}),
}
"""What these may say: what the driver knows, or does anyway, or what a register that writes can work with."""
_DONE_ANYWAY: Final = frozenset(
    {
        "channel_binding",
        "client_encoding",
        "gssencmode",
        "load_balance_hosts",
        "sslcertmode",
        "sslcompression",
        "sslsni",
    }
)
_PASSED_ON: Final = _FILES | {
    "application_name",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "target_session_attrs",
}
_OWN: Final = frozenset(
    {
        "connect_timeout",
        "dbname",
        "fallback_application_name",
        "host",
        "password",
        "port",
        "user",
    }
)
_INSTEAD: Final[Mapping[str, str]] = {
    "hostaddr": "write the address as the host",
    "keepalives": "a connection that hangs is found out by time limits",
    "keepalives_count": "a connection that hangs is found out by time limits",
    "keepalives_idle": "a connection that hangs is found out by time limits",
    "keepalives_interval": "a connection that hangs is found out by time limits",
    "options": "set it by ALTER DATABASE ... SET; what the serving roles set is up to `migrate`",
    "requiressl": "write sslmode=require",
    "service": "write here what the service file says",
    "servicefile": "write here what the service file says",
    "tcp_user_timeout": "a connection that hangs is found out by time limits",
}
_NOT_HAD: Final = frozenset(
    {
        "gssdelegation",
        "gsslib",
        "krbsrvname",
        "max_protocol_version",
        "min_protocol_version",
        "oauth_client_id",
        "oauth_client_secret",
        "oauth_issuer",
        "oauth_scope",
        "replication",
        "require_auth",
        "requirepeer",
        "scram_client_key",
        "scram_server_key",
        "sslcrldir",
        "sslkeylogfile",
    }
)
_KNOWN: Final = _DONE_ANYWAY | _PASSED_ON | _OWN | _INSTEAD.keys() | _NOT_HAD


class DsnError(ValueError):
    """DATABASE_URL can't be used. The message is a line that shows no value of it, which might be a password."""


class Host(NamedTuple):
    """A server: its name or address, or the directory of its socket. Without one the driver looks where it usually is.

    `port` is a TCP port, or the number in the name of the socket.
    """

    name: str | None
    port: int


@dataclass(frozen=True, slots=True)
class Dsn:
    """Where the database is, and as whom to connect.

    Attributes:
        hosts: its servers, of which one can be written to; in order of preference.
        connect_seconds: how long a host may take, where `connect_timeout` says so.
        driver: the parameters that the driver takes as libpq does.
    """

    hosts: tuple[Host, ...]
    database: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    connect_seconds: int | None = None
    driver: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read a connection URI (PostgreSQL's manual, 34.1.1.2).

        Raises:
            DsnError: it isn't one, or it asks for what can't be had.
        """
        try:
            parts = urlsplit(url)
            given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        except ValueError:
            raise DsnError(_NOT_A_URI) from None
        if parts.scheme not in {"postgresql", "postgres"} or parts.fragment:
            raise DsnError(_NOT_A_URI)
        values = _checked(dict(given))
        credentials, _, netloc = parts.netloc.rpartition("@")
        user, _, password = credentials.partition(":")
        found_user = values.get("user") or unquote(user) or None
        database = values.get("dbname") or unquote(parts.path.removeprefix("/")) or found_user
        if not database:
            raise DsnError("name the database, as in postgresql://owner@host/database")
        return cls(
            _hosts(values, netloc),
            database,
            found_user,
            values.get("password") or unquote(password) or None,
            _seconds(values["connect_timeout"]) if values.get("connect_timeout") else None,
            {
                "application_name": values.get("fallback_application_name") or APPLICATION,
                "target_session_attrs": "read-write",
                **{name: value for name, value in values.items() if name in _PASSED_ON and value},
            },
        )

    @property
    def driver_url(self) -> str:
        """What the driver reads of it: the database, and its own parameters."""
        return f"postgresql:///{quote(self.database, safe='')}?{urlencode(self.driver)}".rstrip("?")

    def without_user(self) -> Self:
        """The same for others than this user."""
        driver = {name: value for name, value in self.driver.items() if name != "passfile"}
        return replace(self, user=None, password=None, driver=driver)


_NOT_A_URI: Final = (
    "write it as postgresql://owner:password@host:5432/database, with %XX for what is special in a password"
)


def _checked(values: dict[str, str]) -> dict[str, str]:
    for name, value in values.items():
        if name not in _KNOWN:
            near = get_close_matches(name, _KNOWN, 1)
            raise DsnError(f"libpq has no such parameter as one in it{f'; is it {near[0]}?' if near else ''}")
        if name in _INSTEAD:
            raise DsnError(f"{name} can't be had: {_INSTEAD[name]}")
        if name in _NOT_HAD:
            raise DsnError(f"{name} can't be had; leave it out")
        if value and name in _VALUES and value not in _VALUES[name]:
            raise DsnError(f"{name} can only be {', '.join(sorted(_VALUES[name]))} here")
        if value and name in _FILES and not (Path(value).is_file() and os.access(value, os.R_OK)):
            raise DsnError(f"the file that {name} names can't be read")
    return values


def _hosts(values: Mapping[str, str], netloc: str) -> tuple[Host, ...]:
    given = values.get("host")
    pairs = [(name, "") for name in given.split(",")] if given else [_parted(piece) for piece in netloc.split(",")]
    if len(pairs) > 1 and not all(name for name, _ in pairs):
        raise DsnError("a host in its list has no name")
    ports = [_port(text) for text in values.get("port", "").split(",")]
    if len(ports) == 1:
        ports *= len(pairs)
    if len(ports) != len(pairs):
        raise DsnError("name one port, or as many as hosts")
    return tuple(Host(_name(name), _port(own) or port or _PORT) for (name, own), port in zip(pairs, ports, strict=True))


def _parted(piece: str) -> tuple[str, str]:
    """Host and port of a piece of the URI's list, as in `host:1`, `[::1]:1`."""
    if piece.startswith("["):
        name, bracket, rest = piece[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise DsnError("an IPv6 address stands in brackets: [::1]:5432")
        return name, rest[1:]
    name, _, port = piece.partition(":")
    return unquote(name), port


def _name(text: str) -> str | None:
    try:
        if not text.startswith("/"):
            text.encode("idna")  # what resolving it begins with, where it would fail with an error of its own
    except UnicodeError:
        raise DsnError("a host in it is no name or address") from None
    return text or None


def _port(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) not in _PORTS:
        raise DsnError("a port is a number from 1 to 65535")
    return int(text)


def _seconds(text: str) -> int:
    if not re.fullmatch("[0-9]{1,2}", text) or int(text) not in _CONNECT_SECONDS:
        raise DsnError("connect_timeout is a number of seconds from 1 to 60, for each host")
    return int(text)
