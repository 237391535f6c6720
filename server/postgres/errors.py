"""What is told when the embedded server cannot be had: one line, that says what to do."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

DENIED: Final = "use the account that owns it, or set DATA_DIR to a directory of your own"
FULL: Final = "free some space on that disk and start again"
FAILED: Final = 1  # the exit status of a supervisor that gives up
ADVICE: Final = {
    errno.EACCES: DENIED,
    errno.EPERM: DENIED,
    errno.ELOOP: "it must not be a symbolic link",
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: "set DATA_DIR to a place that can be written",
    errno.ENOTDIR: "set DATA_DIR to a directory",
    errno.EEXIST: "set DATA_DIR to a directory",
    errno.ENOLCK: "set DATA_DIR to a local disk: this file system knows no locks",
    errno.EOPNOTSUPP: "set DATA_DIR to a local disk: this file system knows no locks",
}
# What PostgreSQL says, and what to do then; the first that is found counts.
SERVER_ADVICE: Final = (
    ("No space left on device", FULL),
    ("incompatible with server", "this cluster was made by another major version: dump it with that one's pg_dump"),
    ("shared memory", "another server uses these files, or the machine lacks memory"),
    ("invalid locale", "install the locale C.UTF-8"),
)
GRAVE: Final = re.compile(r"(?:FATAL|PANIC|initdb: error|ERROR): +(.*)")


class EmbeddedPostgresError(Exception):
    """The embedded server cannot be had; the message is one line and says what to do."""


@contextmanager
def failing_to(action: str, path: Path) -> Iterator[None]:
    """Turn an `OSError` into an `EmbeddedPostgresError` that names the path and what to do."""
    try:
        yield
    except OSError as error:
        advice = ADVICE.get(error.errno or 0, "look at its owner, its permissions and its disk")
        raise EmbeddedPostgresError(f"Cannot {action} {path}: {error.strerror or error}; {advice}.") from error


def server_failure(what: str, output: str, log: Path) -> EmbeddedPostgresError:
    """Tell why the server, or the making of its cluster, failed, from what it wrote.

    Args:
        what: the sentence's beginning, such as "PostgreSQL does not start".
        output: what was written since that attempt began.
        log: where the rest can be read.
    """
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    grave = [match[1] for line in lines if (match := GRAVE.search(line))]
    reason = (grave or lines or ["it says nothing"])[-1].rstrip(".")
    advice = next((then for found, then in SERVER_ADVICE if found in output), "the log says more")
    return EmbeddedPostgresError(f"{what}: {reason}; {advice} ({log}).")
