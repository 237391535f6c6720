"""Trusted documents: those that were published with the product, each known by the SHA-256 of its text.

They are the persisted documents of GraphQL over HTTP (its appendix A), and may be all that a role can run.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from graphql import GraphQLError

from auth.visibility import Audience
from domain.errors import BadUserInputError, ForbiddenError
from domain.roles import Role
from graph.errors import request_error
from graph.plan import Refusal, digest_of

ARGUMENT: Final = "documentId"
"""What a request calls it."""

_FORM: Final = re.compile("sha256:[0-9a-f]{64}")

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

_NOT_PUBLISHED: Final = Refusal(
    403,
    (request_error(GraphQLError("Only the published documents may be run with this role."), ForbiddenError.code),),
    ("Query",),  # whatever it asks
)


@dataclass(frozen=True, slots=True)
class DocumentId:
    """The name of a document, known or not: `sha256:` and 64 hexadecimal digits in lower case."""

    value: str

    @classmethod
    def read(cls, value: object) -> Self | None:
        """The id in a request; None if it isn't written like one."""
        return cls(value) if isinstance(value, str) and _FORM.fullmatch(value) else None


class TrustedDocuments:
    """The published documents, and the roles that may run no others.

    Args:
        documents: id -> text.
        only: those roles.

    Raises:
        ValueError: an id isn't the SHA-256 of its text.
    """

    def __init__(self, documents: Mapping[str, str], only: frozenset[Role] = frozenset()) -> None:
        for document_id, text in documents.items():
            if document_id != f"sha256:{digest_of(text).hex()}":
                raise ValueError(f"{document_id} is not the SHA-256 of its document.")
        self._texts = dict(documents)
        self._published = frozenset(documents.values())
        self._only = only

    def text(self, document: str | DocumentId) -> str | None:
        """The text of a document that was sent, or that its id names; None: nobody published that."""
        return document if isinstance(document, str) else self._texts.get(document.value)

    def refusal(self, text: str, audience: Audience) -> Refusal | None:
        """Why an audience may not run a document, whether it was sent or named; None if nothing here forbids it."""
        return _NOT_PUBLISHED if audience in self._only and text not in self._published else None
