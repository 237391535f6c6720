"""Manifests of the documents of others: what graphql-codegen, relay-compiler and Apollo write when an app is built.

graphql-codegen (`persistedDocuments`) and relay-compiler (`persistConfig`) write one object of ids and texts; Apollo's
manifest lists operations with `id` and `body`.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import orjson

_ID: Final = re.compile(r"(sha256:)?[A-Za-z0-9_-]{1,128}", re.ASCII)
_APOLLO: Final = "apollo-persisted-query-manifest"


def documents_in(manifest: bytes) -> dict[str, str]:
    """The documents of a manifest: id -> text.

    Raises:
        ValueError: it is no manifest; the message says what is wrong, without a name.
    """
    try:
        found = orjson.loads(manifest)
    except orjson.JSONDecodeError:
        raise ValueError("is not JSON") from None
    if not isinstance(found, dict):
        raise ValueError("is not an object of ids and documents")  # noqa: TRY004 - a file's fault
    documents: dict[str, str] = {}
    for name, text in _listed(found) if found.get("format") == _APOLLO else found.items():
        if not isinstance(name, str) or _ID.fullmatch(name) is None or not isinstance(text, str):
            raise ValueError("has an entry that is no id with the text of a document")
        if documents.setdefault(name, text) != text:
            raise ValueError("gives one id to two documents")
    return documents


def _listed(manifest: dict[str, Any]) -> Iterator[tuple[object, object]]:
    operations = manifest.get("operations")
    for one in operations if isinstance(operations, list) else [None]:
        yield (one.get("id"), one.get("body")) if isinstance(one, dict) else (None, None)
