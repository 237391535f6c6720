"""The trusted documents of others: the manifests in TRUSTED_DOCUMENTS_DIR."""

from pathlib import Path

from graph.http.manifests import documents_in
from graph.http.trusted_documents import TrustedDocuments
from server.errors import CommandError


def documents_of_others(directory: Path | None) -> dict[str, str]:
    """All documents of the manifests in a directory: id -> text; none without a directory.

    Raises:
        CommandError: the directory or a manifest can't be read, isn't one, or an id names two documents.
    """
    found: dict[str, str] = {}
    for file in _manifests(directory) if directory else []:
        try:
            documents = documents_in(file.read_bytes())
            TrustedDocuments(documents)
        except OSError as error:
            raise CommandError(f"TRUSTED_DOCUMENTS_DIR: {file.name} can't be read ({error.strerror}).") from None
        except ValueError as error:
            raise CommandError(f"TRUSTED_DOCUMENTS_DIR: {file.name}: {error}".rstrip(".") + "; correct it.") from None
        if any(found.get(name, text) != text for name, text in documents.items()):
            raise CommandError(f"TRUSTED_DOCUMENTS_DIR: {file.name} gives an id of another manifest to other text.")
        found |= documents
    return found


def _manifests(directory: Path) -> list[Path]:
    try:
        found = sorted(path for path in directory.iterdir() if path.suffix == ".json")
    except OSError as error:
        raise CommandError(f"TRUSTED_DOCUMENTS_DIR can't be read ({error.strerror}): name a directory.") from None
    if not found:
        raise CommandError("TRUSTED_DOCUMENTS_DIR has no manifest (*.json); put one there, or leave the setting out.")
    return found
