"""The operations of the portals: a file each, `<audience>/<Name>.graphql`, and the manifest that publishes them.

The manifest, manifest.json, has the path of each by its id, `sha256:` and the SHA-256 of the text; the portals send the
ids. `python -m portal.operations` writes it anew.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
_MANIFEST: Final = "manifest.json"
_REMEDY: Final = "run `python -m portal.operations`"


class OperationsError(Exception):
    """The files and the manifest don't match; the product doesn't start."""


def documents(folder: Path = HERE) -> dict[str, str]:
    """The published documents: id -> text.

    Raises:
        OperationsError: a file isn't in the manifest, isn't what it says, or is missing.
    """
    listed: dict[str, str] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    texts = _texts(folder)
    ids = {path: document_id for document_id, path in listed.items()}
    for path in sorted(texts.keys() | ids.keys()):
        if path not in texts:
            raise OperationsError(f"{path} is in the manifest of the portal's operations and missing: {_REMEDY}.")
        if path not in ids:
            raise OperationsError(f"{path} is not in the manifest of the portal's operations: {_REMEDY}.")
        if ids[path] != _id_of(texts[path]):
            raise OperationsError(f"{path} is not the one of the manifest of the portal's operations: {_REMEDY}.")
    return {document_id: texts[path] for document_id, path in listed.items()}


@cache
def document_id(audience: str, name: str) -> str:
    """The id of an operation.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return _id_of((HERE / audience / f"{name}.graphql").read_text(encoding="utf-8"))


def manifest(folder: Path = HERE) -> str:
    """manifest.json as it should be, sorted by path.

    Raises:
        OperationsError: two files have the same text, so that one id would name both.
    """
    listed: dict[str, str] = {}
    for path, text in _texts(folder).items():
        other = listed.setdefault(_id_of(text), path)
        if other != path:
            raise OperationsError(f"{other} and {path} have the same text: keep one of them.")
    return json.dumps(listed, indent=2) + "\n"


def main() -> None:
    """Write manifest.json anew."""
    (HERE / _MANIFEST).write_text(manifest(), encoding="utf-8")


def _texts(folder: Path) -> dict[str, str]:
    """The text of each file by its path, in order."""
    found = {file.relative_to(folder).as_posix(): file for file in folder.glob("*/*.graphql")}
    return {path: found[path].read_text(encoding="utf-8") for path in sorted(found)}


def _id_of(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
