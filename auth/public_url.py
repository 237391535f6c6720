"""The address that clients use, written in one way: so that what names it otherwise is known for the same."""

from typing import Final
from urllib.parse import urlsplit

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def canonical(url: str) -> str:
    """An http(s) address with scheme and host in lower case, and without the port that goes without saying.

    Raises:
        ValueError: its port is no port.
    """
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return f"{scheme}://{_netloc(scheme, parts.netloc)}{parts.path}"


def is_at(url: str, host: str) -> bool:
    """Whether a Host header names the host and port of a canonical address."""
    parts = urlsplit(url)
    try:
        return _netloc(parts.scheme, host) == parts.netloc
    except ValueError:
        return False


def _netloc(scheme: str, given: str) -> str:
    parts = urlsplit(f"//{given}")
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in {None, _DEFAULT_PORTS[scheme]} else f"{host}:{parts.port}"
