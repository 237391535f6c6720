"""Why the database, or a file, fails: one cause for every SQLSTATE and errno, and what to do about it.

Logs, readiness, metrics and commands all take their words from here. An error's own text is never repeated: it may
hold values of rows. SQLSTATEs stand in PostgreSQL's appendix A; what the server can't do with its own files comes as
one too.
"""

import errno
import socket
import ssl
from enum import StrEnum
from typing import Final, NamedTuple, Self

import asyncpg


class Cause(StrEnum):
    """Why something failed; the value is a label of metrics and logs."""

    DISK_FULL = "disk_full"
    CONNECTIONS = "connections"
    PASSWORD = "password"  # noqa: S105 - a cause
    AWAY = "away"
    TIME_OUT = "time_out"
    READ_ONLY = "read_only"
    RESOURCES = "resources"
    FILES = "files"
    NO_DATABASE = "no_database"
    NOT_MIGRATED = "not_migrated"
    RIGHTS = "rights"
    DAMAGED = "damaged"
    OTHER = "other"


_BY_SQLSTATE: Final = {
    "28": Cause.PASSWORD,
    "08": Cause.AWAY,
    "57": Cause.AWAY,
    "57014": Cause.TIME_OUT,
    "55P03": Cause.TIME_OUT,
    "25006": Cause.READ_ONLY,
    "53": Cause.RESOURCES,
    "53100": Cause.DISK_FULL,
    "53300": Cause.CONNECTIONS,
    "53400": Cause.OTHER,
    "58": Cause.FILES,
    "F0": Cause.FILES,
    "3D000": Cause.NO_DATABASE,
    "3F000": Cause.NOT_MIGRATED,
    "42P01": Cause.NOT_MIGRATED,
    "42703": Cause.NOT_MIGRATED,
    "42883": Cause.NOT_MIGRATED,
    "42501": Cause.RIGHTS,
    "XX001": Cause.DAMAGED,
    "XX002": Cause.DAMAGED,
}
"""A whole SQLSTATE comes before its class, its first two characters."""

_BY_ERRNO: Final = {
    errno.ENOSPC: Cause.DISK_FULL,
    errno.EDQUOT: Cause.DISK_FULL,
    errno.EMFILE: Cause.RESOURCES,
    errno.ENFILE: Cause.RESOURCES,
    errno.ENOMEM: Cause.RESOURCES,
}

_WORDS: Final = {
    Cause.DISK_FULL: ("the database's disk is full", "make room where it keeps its data, its WAL and temporary files"),
    Cause.CONNECTIONS: (
        "all connections that the database allows are in use",
        "raise max_connections, or let its other clients use fewer",
    ),
    Cause.PASSWORD: (
        "the database refuses the user or the password",
        "check the user and password of DATABASE_URL and pg_hba.conf; the serving roles get theirs by `migrate`",
    ),
    Cause.AWAY: ("the database can't be reached", "start it, or check host and port of DATABASE_URL"),
    Cause.TIME_OUT: ("the database doesn't answer in time", "look at its load, its locks and the network"),
    Cause.READ_ONLY: (
        "the database is a read-only standby, or set to read only",
        "let DATABASE_URL name the primary",
    ),
    Cause.RESOURCES: ("memory or open files have run out", "look at the limits of the database's and this machine"),
    Cause.FILES: ("the database can't use its own files", "look at its disks and its log"),
    Cause.NO_DATABASE: ("the database of that name doesn't exist", "check the name in DATABASE_URL, or create it"),
    Cause.NOT_MIGRATED: ("the database has no register, or an older one", "run `migrate`"),
    Cause.RIGHTS: (
        "the database user may not do this",
        "let DATABASE_URL name the register's owner, with CREATEROLE; run `migrate`",
    ),
    Cause.DAMAGED: ("the database's files are damaged", "stop using it, and restore a backup"),
    Cause.OTHER: ("the database refuses", "look at its log"),
}

_FILE_WORDS: Final = {
    Cause.DISK_FULL: ("the disk is full", "make room on it"),
    Cause.RESOURCES: ("memory or open files have run out", "look at the limits of this machine"),
    Cause.FILES: ("it can't be used", "see to it that it exists and that this user may write there"),
}

_OF_THIS_USER: Final = (
    "this user may not use the certificates, the password file or the socket that the driver looks for",
    "let HOME be a directory of this user, and DATABASE_URL name what this user may use",
)
_CONFIGURATION: Final = (
    "the driver can't connect with DATABASE_URL, PG* variables and this user's files as they are",
    "name a user in DATABASE_URL and, with sslmode=verify-ca or verify-full, an sslrootcert",
)

_TAKEN: Final = {errno.ELOOP, errno.EEXIST, errno.EISDIR}
"""Something else has the name: a link, or what is no file."""

_KINDS: Final[dict[type[BaseException], str]] = {
    socket.gaierror: "its name isn't known",
    ssl.SSLCertVerificationError: "its certificate isn't trusted",
    ssl.SSLError: "TLS",
    TimeoutError: "time out",
    asyncpg.TargetServerAttributeNotMatched: "no host is the primary",
    asyncpg.ClientConfigurationError: "its configuration",
    asyncpg.InterfaceError: "the connection broke",
    asyncpg.InternalClientError: "the connection broke",
    OSError: "no connection",
}
"""Of errors without a code; the first that fits."""

_DRIVERS: Final = (asyncpg.InterfaceError, asyncpg.InternalClientError)


class Fault(NamedTuple):
    """What went wrong, without any value of what it happened to.

    Attributes:
        cause: why.
        code: the SQLSTATE, the errno's name, or a word for what has neither.
        what: what is wrong, as a part of a sentence.
        advice: what to do, as one too.
    """

    cause: Cause
    code: str
    what: str
    advice: str

    @classmethod
    def of_database(cls, error: BaseException) -> Self:
        """What went wrong with the database: a driver's error, SQLAlchemy's around it, or ours that it caused."""
        found = _innermost(error)
        sqlstate = getattr(found, "sqlstate", None)
        if isinstance(sqlstate, str):
            cause = _BY_SQLSTATE.get(sqlstate) or _BY_SQLSTATE.get(sqlstate[:2], Cause.OTHER)
            return cls(cause, sqlstate, *_WORDS[cause])
        if isinstance(found, PermissionError):
            return cls(Cause.FILES, _code(found), *_OF_THIS_USER)
        if isinstance(found, asyncpg.ClientConfigurationError):
            return cls(Cause.OTHER, _code(found), *_CONFIGURATION)
        if isinstance(found, TimeoutError):
            cause = Cause.TIME_OUT
        elif isinstance(found, asyncpg.TargetServerAttributeNotMatched):
            cause = Cause.READ_ONLY
        elif isinstance(found, OSError):
            cause = _BY_ERRNO.get(found.errno or 0, Cause.AWAY)
        else:  # the driver's own word, or ours: a connection that broke or was closed, or nothing of the database
            cause = Cause.AWAY if isinstance(found, _DRIVERS) else Cause.OTHER
        return cls(cause, _code(found), *_WORDS[cause])

    @classmethod
    def of_file(cls, error: OSError) -> Self:
        """What went wrong with a file or a directory of ours."""
        cause = _BY_ERRNO.get(error.errno or 0, Cause.FILES)
        what, advice = _FILE_WORDS[cause]
        return cls(cause, _code(error), what, "name another place for it" if error.errno in _TAKEN else advice)

    @property
    def clause(self) -> str:
        """What is wrong and what to do, for a list of problems."""
        return f"{self.what} ({self.code}): {self.advice}"

    @property
    def sentence(self) -> str:
        """The same, as a sentence."""
        return f"{self.clause[0].upper()}{self.clause[1:]}."


def _innermost(error: BaseException) -> BaseException:
    """The driver's error, or the system's, below those that were raised from it."""
    while getattr(error, "sqlstate", None) is None and not isinstance(error, OSError):
        below = getattr(error, "orig", None) or error.__cause__
        if below is None:
            break
        error = below
    return error


def _code(error: BaseException) -> str:
    """The errno's name; TLS and name resolution have numbers of their own, and what has none has a word."""
    kind = type(error)
    name = errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None
    if name is not None and kind.__module__ == OSError.__module__:
        return name
    return next((word for known, word in _KINDS.items() if isinstance(error, known)), kind.__name__)
