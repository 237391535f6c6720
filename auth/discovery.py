"""Documents that issuers publish about themselves, fetched with care (RFC 8414, OpenID Connect Discovery)."""

import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

ClientFactory = Callable[[], httpx2.AsyncClient]

MAX_DOCUMENT: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Outgoing:
    """How issuers are reached: with no redirects, and no proxy or password from the environment.

    Attributes:
        proxy: the proxy that all of it goes through, but to the hosts of
        direct: which are reached without.
        ca_file: authorities to trust over TLS besides the usual ones (PEM).
        seconds: how long an issuer may take for a document.
    """

    proxy: str | None = None
    direct: frozenset[str] = frozenset()
    ca_file: Path | None = None
    seconds: float = 5.0

    def trusted(self) -> ssl.SSLContext:
        """Whom to trust over TLS.

        Raises:
            OSError: the file can't be read, or holds no certificates (then an ssl.SSLError).
        """
        return _tls(self.ca_file)

    def options(self) -> dict[str, Any]:
        """What an HTTP client is made with."""
        trusted = self.trusted()
        is_encrypted = (self.proxy or "").startswith("https:")
        return {
            "verify": trusted,
            "proxy": httpx2.Proxy(self.proxy, ssl_context=trusted if is_encrypted else None) if self.proxy else None,
            "mounts": {f"all://{host}": None for host in self.direct},
            "timeout": self.seconds,
            "follow_redirects": False,
            "trust_env": False,
        }

    def client(self) -> httpx2.AsyncClient:
        """An HTTP client for a few requests."""
        return httpx2.AsyncClient(**self.options())


@cache
def _tls(ca_file: Path | None) -> ssl.SSLContext:
    """Made once: reading the usual authorities takes a while."""
    made = httpx2.create_ssl_context()
    if ca_file is not None:
        made.load_verify_locations(ca_file)
    return made


DIRECT: Final = Outgoing()


def is_address(url: str, *, allow_http: bool = False) -> bool:
    """Whether it is an absolute https address (or http, where allowed) without user information or fragment."""
    try:
        parts = urlsplit(url)
        known = parts.scheme == "https" or (allow_http and parts.scheme == "http")
        return known and bool(parts.hostname) and "@" not in parts.netloc and "#" not in url and parts.port != 0
    except ValueError:
        return False


async def discover(client: httpx2.AsyncClient, issuer: str) -> Mapping[str, object]:
    """The issuer's own metadata (RFC 8414 section 3, or else OpenID Connect Discovery section 4).

    Raises:
        ValueError: there is none, or it is another issuer's (RFC 8414 section 3.3).
        httpx2.HTTPError: the issuer can't be reached.
    """
    parts = urlsplit(issuer)
    origin, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    for address in (
        f"{origin}/.well-known/oauth-authorization-server{path}",
        f"{origin}{path}/.well-known/openid-configuration",
    ):
        document = await fetch_json(client, address)
        if document is None:
            continue
        if not isinstance(document, dict) or document.get("issuer") != issuer:
            raise ValueError("the metadata is another issuer's")
        return document
    raise ValueError("the issuer has no metadata")


async def fetch_json(client: httpx2.AsyncClient, address: str) -> object:
    """A JSON document of at most `MAX_DOCUMENT` bytes; None if the answer isn't 200, redirects included.

    Raises:
        ValueError: it is too long, compressed, or not JSON.
        httpx2.HTTPError: the address can't be reached.
    """
    headers = {"Accept": "application/json, application/jwk-set+json", "Accept-Encoding": "identity"}
    async with client.stream("GET", address, headers=headers, follow_redirects=False) as response:
        if response.status_code != httpx2.codes.OK:
            return None
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ValueError("compressed")
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > MAX_DOCUMENT:
                raise ValueError("too long")
    document: object = json.loads(bytes(body))
    return document
