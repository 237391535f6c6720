"""Which issuers are trusted, and for which roles: the file that ISSUERS_FILE names (TOML)."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from auth.discovery import DIRECT, Outgoing, is_address
from auth.tokens.keys import KeySource, RemoteKeys
from domain.roles import Role

CLAIMS: Final = frozenset(
    {
        "role",
        "acr",
        "sub",
        "bsn",
        "kvk",
        "rsin",
        "name",
        "organisations",
        "organisation",
        "services",
        "administrator",
        "user_name",
        "branch",
        "intermediary",
    }
)
"""The claims that an issuer may give another name."""

# What may stand between quotes in WWW-Authenticate and in a space-separated list (RFC 6749 appendix A.4).
_WORD: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


class IssuersFileError(ValueError):
    """ISSUERS_FILE can't be used. The message is one line: which entry, and what to do."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer of access tokens, and how the portals log in with it.

    An issuer that speaks for several portals may have an entry for each: other roles, and all the rest its own.

    Attributes:
        issuer: its URL, exactly as in `iss`.
        roles: the roles it may speak for.
        keys: where its public keys come from.
        minimum_acr: the levels of assurance it must have reached, in order of preference; empty: whatever.
        claims: what it calls the claims that it names differently.
        label: what the portals call it; with `client_id`, it can be logged in with.
        client_id: the portals' name at this provider.
        client_secret_file: the file with the portals' secret, or
        client_key_file: the file with the portals' private key (`private_key_jwt`).
        scope: what the portals ask for.
        acr_values: the levels of assurance the portals ask for.
    """

    issuer: str
    roles: frozenset[Role]
    keys: KeySource = field(repr=False, compare=False)
    _: KW_ONLY
    minimum_acr: tuple[str, ...] = ()
    claims: Mapping[str, str] = field(default_factory=dict)
    label: str | None = None
    client_id: str | None = None
    client_secret_file: Path | None = None
    client_key_file: Path | None = None
    scope: tuple[str, ...] = ()
    acr_values: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What operators call it: its label, or else host and path of its URL."""
        parts = urlsplit(self.issuer)
        return self.label or f"{parts.hostname or ''}{parts.path}"

    @property
    def slug(self) -> str:
        """The label as it stands in the redirect URI `/login/<slug>/callback`; one for each provider."""
        plain = unicodedata.normalize("NFKD", self.label or "").encode("ascii", "ignore").decode().lower()
        return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose tokens are accepted, and for which audience: this API as a resource (RFC 8707).

    Attributes:
        audience: what the tokens' `aud` has to name.
        issuers: the entries of each issuer, by its URL: they have no role in common, and the same keys.
    """

    audience: str
    issuers: Mapping[str, tuple[Issuer, ...]]

    @classmethod
    def of(cls, audience: str, *entries: Issuer) -> Self:
        """Trust the issuers of these entries.

        Raises:
            ValueError: two entries of one issuer name the same role or have other keys, or two labels make one slug.
        """
        issuers: dict[str, tuple[Issuer, ...]] = {}
        slugs: set[str] = set()
        for entry in entries:
            others = issuers.get(entry.issuer, ())
            for other in others:
                if twice := other.roles & entry.roles:
                    raise ValueError(f"two entries of {entry.issuer} for {min(twice)}; name each role in one of them")
                if other.keys is not entry.keys:
                    raise ValueError(f"two places for the keys of {entry.issuer}; give its entries the same jwks_uri")
            issuers[entry.issuer] = (*others, entry)
            if entry.client_id is not None and entry.slug in slugs:
                raise ValueError(f"two entries have the redirect URI /login/{entry.slug}/callback; rename one's label")
            slugs |= {entry.slug} if entry.client_id is not None else set()
        return cls(audience, issuers)

    @property
    def entries(self) -> Iterator[Issuer]:
        """All entries."""
        return (entry for entries in self.issuers.values() for entry in entries)

    @property
    def keys(self) -> Mapping[str, KeySource]:
        """Where the keys of each issuer come from, by what operators call it."""
        return {
            ", ".join(dict.fromkeys(entry.name for entry in entries)): entries[0].keys
            for entries in self.issuers.values()
        }

    def including(self, *entries: Issuer) -> Self:
        """The same, and these entries too.

        Raises:
            ValueError: one of them can't stand beside the others.
        """
        return self.of(self.audience, *self.entries, *entries)


def load_issuers(path: Path, *, development: bool = False, outgoing: Outgoing = DIRECT) -> Trust:
    """Read ISSUERS_FILE; nothing is fetched yet. Relative file names are relative to it.

    Args:
        path: the file.
        development: whether http addresses are allowed.
        outgoing: how they are reached.

    Raises:
        IssuersFileError: it can't be read, or says something that isn't understood.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise IssuersFileError(f"{path}: {error.strerror}; let ISSUERS_FILE name a readable file.") from None
    except UnicodeDecodeError:
        raise IssuersFileError(f"{path}: not UTF-8; save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise IssuersFileError(f"{path}: not valid TOML: {error}.".replace("\n", " ")) from None
    top = _Table(f"{path}", document)
    audience = top.text("audience")
    if audience is None:
        raise top.error("audience is missing; add the URL of the API, as the issuers put it in aud")
    entries = document.pop("issuer", None)
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise top.error("no issuers; add at least one [[issuer]] table")
    top.finish("audience", "issuer")
    keys: dict[tuple[str, str | None], RemoteKeys] = {}
    issuers = [
        _issuer(
            _Table(f"{path}: issuer {number}", entry), path.parent, keys, development=development, outgoing=outgoing
        )
        for number, entry in enumerate(entries, 1)
    ]
    try:
        return Trust.of(audience, *issuers)
    except ValueError as error:
        raise top.error(str(error)) from None


def _issuer(
    table: "_Table",
    directory: Path,
    known: dict[tuple[str, str | None], RemoteKeys],
    *,
    development: bool,
    outgoing: Outgoing,
) -> Issuer:
    url = table.address("issuer", development=development)
    if url is None:
        raise table.error("issuer is missing; add its URL, exactly as in the iss of its tokens")
    table.place = f"{table.place} ({url})"
    if "?" in url:
        raise table.error("issuer has a query; an issuer's URL has none (RFC 8414)")
    jwks_uri = table.address("jwks_uri", development=development)
    keys = RemoteKeys(url, jwks_uri, allow_http=development, client=outgoing.client, timeout=outgoing.seconds)
    label, client_id = table.text("label"), table.text("client_id")
    secret, key = table.text("client_secret_file"), table.text("client_key_file")
    issuer = Issuer(
        url,
        table.roles(),
        known.setdefault((url, jwks_uri), keys),
        minimum_acr=table.words("minimum_acr"),
        claims=table.claims(),
        label=label,
        client_id=client_id,
        client_secret_file=directory / secret if secret is not None else None,
        client_key_file=directory / key if key is not None else None,
        scope=table.words("scope", or_text=True),
        acr_values=table.words("acr_values", or_text=True),
    )
    table.finish(*(name for name in Issuer.__dataclass_fields__ if name not in {"keys", "_"}), "jwks_uri")
    if secret is not None and key is not None:
        raise table.error("both client_secret_file and client_key_file; keep one of them")
    if client_id is None and (secret is not None or key is not None):
        raise table.error("a client's secret or key without client_id; add client_id")
    if client_id is not None and not issuer.slug:
        raise table.error("client_id without a label of letters or digits; add label, what the log-in button says")
    return issuer


class _Table:
    """A TOML table that is emptied while it is read; what is left in the end is unknown."""

    def __init__(self, place: str, values: dict[str, object]) -> None:
        self.place = place
        self._values = values

    def error(self, problem: str) -> IssuersFileError:
        return IssuersFileError(f"{self.place}: {problem}.")

    def finish(self, *known: str) -> None:
        for name in self._values:
            raise self.error(f"unknown key {name!r}; use one of {', '.join(sorted(known))}")

    def text(self, name: str) -> str | None:
        value = self._values.pop(name, None)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.error(f'{name} isn\'t a text of one line; write {name} = "…"')
        return value

    def address(self, name: str, *, development: bool) -> str | None:
        value = self.text(name)
        if value is not None and not is_address(value, allow_http=development):
            raise self.error(f"{name} isn't an https URL; write https://… (http only in development)")
        return value

    def words(self, name: str, *, or_text: bool = False) -> tuple[str, ...]:
        if name not in self._values:
            return ()
        value = self._values.pop(name)
        words = value.split() if or_text and isinstance(value, str) else value
        if (
            not isinstance(words, list)
            or not words
            or not all(isinstance(word, str) and _WORD.fullmatch(word) for word in words)
        ):
            raise self.error(f'{name} isn\'t a list of words; write {name} = ["…"], or leave it out')
        return tuple(words)

    def roles(self) -> frozenset[Role]:
        names = self.words("roles")
        if not names:
            raise self.error(f"roles is missing; name the roles it may speak for: {', '.join(Role)}")
        unknown = [name for name in names if name not in Role.__members__]
        if unknown:
            raise self.error(f"unknown role {unknown[0]!r}; use one of {', '.join(Role)}")
        return frozenset(Role(name) for name in names)

    def claims(self) -> Mapping[str, str]:
        claims = self._values.pop("claims", {})
        if not isinstance(claims, dict) or not all(isinstance(name, str) and name for name in claims.values()):
            raise self.error('claims isn\'t a table of names; write claims = {bsn = "…"}')
        for name in claims:
            if name not in CLAIMS:
                raise self.error(f"claims renames {name!r}; only {', '.join(sorted(CLAIMS))} can be renamed")
        return claims
