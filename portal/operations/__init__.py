"""The operations of the portals: a file each, `<audience>/<Name>.graphql`, and the manifest that publishes them.

The manifest, manifest.json, has the path of each by its id, `sha256:` and the SHA-256 of the text; the portals send the
ids. `python -m portal.operations` writes it anew, with `<audience>/__init__.py`: how to ask each, and
the types of its answer.
"""

import hashlib
import json
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
MANIFEST: Final = "manifest.json"
_REMEDY: Final = "run `python -m portal.operations`"


class OperationsError(Exception):
    """The files and the manifest don't match; the product doesn't start."""


def documents(folder: Path = HERE) -> dict[str, str]:
    """The published documents: id -> text.

    Raises:
        OperationsError: a file isn't in the manifest, isn't what it says, or is missing.
    """
    listed: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    found = texts(folder)
    ids = {path: document_id for document_id, path in listed.items()}
    for path in sorted(found.keys() | ids.keys()):
        if path not in found:
            raise OperationsError(f"{path} is in the manifest of the portal's operations and missing: {_REMEDY}.")
        if path not in ids:
            raise OperationsError(f"{path} is not in the manifest of the portal's operations: {_REMEDY}.")
        if ids[path] != id_of(found[path]):
            raise OperationsError(f"{path} is not the one of the manifest of the portal's operations: {_REMEDY}.")
    return {document_id: found[path] for document_id, path in listed.items()}


def manifest(folder: Path = HERE) -> str:
    """manifest.json as it should be, sorted by path.

    Raises:
        OperationsError: two files have the same text, so that one id would name both.
    """
    listed: dict[str, str] = {}
    for path, text in texts(folder).items():
        other = listed.setdefault(id_of(text), path)
        if other != path:
            raise OperationsError(f"{other} and {path} have the same text: keep one of them.")
    return json.dumps(listed, indent=2) + "\n"


def texts(folder: Path = HERE) -> dict[str, str]:
    """The text of each file by its path, in order."""
    found = {file.relative_to(folder).as_posix(): file for file in folder.glob("*/*.graphql")}
    return {path: found[path].read_text(encoding="utf-8") for path in sorted(found)}


def id_of(text: str) -> str:
    """The id of a text."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
