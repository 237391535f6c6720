"""Trusted documents: those that were published with the product, each known by the SHA-256 of its text.

They are the persisted documents of GraphQL over HTTP (its appendix A), and may be all that a role can run. Clients that
send the hash of what they would ask, by Apollo's `extensions.persistedQuery`, find them too; no other is ever stored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, Self

from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, parse

from domain.errors import BadUserInputError, ForbiddenError
from domain.roles import Role
from graph.engine.limits import Limits
from graph.engine.refusal import Refusal
from graph.errors import request_error
from graph.http.spellings import essence, sha256, spellings

ARGUMENT: Final = "documentId"
"""What a request calls it."""

_FORM: Final = re.compile("sha256:[0-9a-f]{64}|[A-Za-z0-9_-]{1,128}", re.ASCII)
_REMEMBERED: Final = 256

UNKNOWN: Final = Refusal(
    400,
    (
        request_error(
            GraphQLError("No published document has this id: send a known id, or the text of the query."),
            BadUserInputError.code,
            {"argument": ARGUMENT},
        ),
    ),
)
"""The answer to an id that nobody published."""

NOT_SUPPORTED: Final = Refusal(
    200, (request_error(GraphQLError("PersistedQueryNotSupported"), "PERSISTED_QUERY_NOT_SUPPORTED"),)
)
"""The answer to a hash that nobody published, in the words that clients know (Apollo by code, urql by message): they
send the text then. "Not found" would have them send it with its hash, to be stored."""

_NOT_PUBLISHED: Final = Refusal(
    403,
    (request_error(GraphQLError("Only the published documents may be run with this role."), ForbiddenError.code),),
    ("Query",),  # whatever it asks
)


@dataclass(frozen=True, slots=True)
class DocumentId:
    """The name of a document, known or not: `sha256:` and 64 hexadecimal digits in lower case, or a publisher's own."""

    value: str

    @classmethod
    def read(cls, value: object) -> Self | None:
        """The id in a request; None if it isn't written like one."""
        return cls(value) if isinstance(value, str) and _FORM.fullmatch(value) else None


@dataclass(frozen=True, slots=True)
class PersistedQuery:
    """The hash of a document that a client would send, known or not."""

    value: str


class TrustedDocuments:
    """The published documents, and the roles that may run no others.

    Args:
        documents: id -> text.
        only: those roles.
        limits: what is read of a text to recognise it.

    Raises:
        ValueError: an id isn't the SHA-256 of its text, or a text is no GraphQL document.
    """

    def __init__(
        self, documents: Mapping[str, str], only: frozenset[Role] = frozenset(), limits: Limits | None = None
    ) -> None:
        self._only = only
        self._limits = limits or Limits()
        self._texts = dict(documents)
        self._by_hash: dict[str, str] = {}
        self._essences: set[str] = set()
        for document_id, text in documents.items():
            self._publish(document_id, text)
        self._recognised = lru_cache(_REMEMBERED)(self._is_published)

    def _publish(self, document_id: str, text: str) -> None:
        if document_id.startswith("sha256:") and document_id != f"sha256:{sha256(text)}":
            raise ValueError(f"{document_id} is not the SHA-256 of its document.")
        known = _published(text, self._limits)
        if known is None:
            raise ValueError(f"{document_id} is not a GraphQL document, or is longer than the limits allow.")
        self._essences.add(known.essence)
        self._by_hash.setdefault(document_id, text)
        for digest, spelling in known.spellings:
            self._by_hash.setdefault(digest, spelling)

    def _is_published(self, text: str) -> bool:
        document = _read(text, self._limits)
        return document is not None and essence(document) in self._essences

    def text(self, document: str | DocumentId | PersistedQuery) -> str | Refusal:
        """The text of a document that was sent, or that its id or hash names; else why there is none."""
        if isinstance(document, str):
            return document
        if isinstance(document, DocumentId):
            return self._texts.get(document.value, UNKNOWN)
        return self._by_hash.get(document.value, NOT_SUPPORTED)

    def refusal(self, text: str, role: Role | None) -> Refusal | None:
        """Why a role may not run a document, whether it was sent or named; None if nothing here forbids it."""
        if role not in self._only:
            return None
        short = len(text) <= self._limits.characters  # what is longer is never remembered
        return None if short and self._recognised(text) else _NOT_PUBLISHED


class _Published(NamedTuple):
    """What a published document is recognised by: its essence, and its spellings with the SHA-256 of each."""

    essence: str
    spellings: tuple[tuple[str, str], ...]


@lru_cache(_REMEMBERED)
def _published(text: str, limits: Limits) -> _Published | None:
    """Remembered: the same documents are published more than once in a process, to be checked before they are used."""
    document = _read(text, limits)
    if document is None:
        return None
    return _Published(essence(document), tuple((sha256(one), one) for one in spellings(text, document)))


def _read(text: str, limits: Limits) -> DocumentNode | None:
    if len(text) > limits.characters:
        return None
    try:
        return parse(text, no_location=True, max_lexical_tokens=limits.tokens, max_comments=limits.comments)
    except (GraphQLSyntaxError, RecursionError):
        return None
