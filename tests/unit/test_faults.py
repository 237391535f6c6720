"""Every way in which the database or a file can fail has a cause, and words that say what to do."""

import errno
import socket
import ssl

import asyncpg
import pytest
from sqlalchemy.exc import OperationalError

from domain.errors import LogUnwritableError, UnavailableError
from models.faults import Cause, Fault


def from_server(sqlstate: str) -> asyncpg.PostgresError:
    """The driver's error for what the server says, with a value in its text that nobody may see."""
    error = asyncpg.PostgresError.new({"S": "ERROR", "C": sqlstate, "M": "person 123456782"})
    assert isinstance(error, asyncpg.PostgresError)
    return error


@pytest.mark.parametrize(
    ("sqlstate", "cause"),
    [
        ("53100", Cause.DISK_FULL),
        ("53200", Cause.RESOURCES),
        ("53000", Cause.RESOURCES),
        ("53300", Cause.CONNECTIONS),
        ("28P01", Cause.PASSWORD),
        ("28000", Cause.PASSWORD),
        ("08006", Cause.AWAY),
        ("08003", Cause.AWAY),
        ("57P01", Cause.AWAY),
        ("57P02", Cause.AWAY),
        ("57P03", Cause.AWAY),
        ("57014", Cause.TIME_OUT),
        ("55P03", Cause.TIME_OUT),
        ("25006", Cause.READ_ONLY),
        ("58030", Cause.FILES),
        ("58P01", Cause.FILES),
        ("3D000", Cause.NO_DATABASE),
        ("42883", Cause.NOT_MIGRATED),
        ("42P01", Cause.NOT_MIGRATED),
        ("3F000", Cause.NOT_MIGRATED),
        ("42501", Cause.RIGHTS),
        ("XX001", Cause.DAMAGED),
        ("XX000", Cause.OTHER),
        ("23514", Cause.OTHER),
        ("ZZ999", Cause.OTHER),
    ],
)
def test_what_the_server_says_has_a_cause(sqlstate: str, cause: Cause) -> None:
    fault = Fault.of_database(from_server(sqlstate))
    assert (fault.cause, fault.code) == (cause, sqlstate)
    assert "123456782" not in repr(fault)


def test_a_cause_is_found_below_the_errors_that_were_raised_from_it() -> None:
    ours = LogUnwritableError("The register is not available now; try again later.")
    ours.__cause__ = from_server("53100")
    assert Fault.of_database(ours) == Fault.of_database(from_server("53100"))
    around = OperationalError("select", {}, from_server("53300"))
    assert Fault.of_database(around).cause is Cause.CONNECTIONS


@pytest.mark.parametrize(
    ("error", "cause", "code"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, ""), Cause.AWAY, "ECONNREFUSED"),
        (FileNotFoundError(errno.ENOENT, ""), Cause.AWAY, "ENOENT"),
        (OSError(errno.EHOSTUNREACH, ""), Cause.AWAY, "EHOSTUNREACH"),
        (OSError("several addresses, each with a reason"), Cause.AWAY, "no connection"),
        (PermissionError(errno.EACCES, "", "/root/.postgresql/postgresql.key"), Cause.FILES, "EACCES"),
        (asyncpg.ClientConfigurationError("of root"), Cause.OTHER, "its configuration"),
        (socket.gaierror(-2, ""), Cause.AWAY, "its name isn't known"),
        (ssl.SSLCertVerificationError(1, ""), Cause.AWAY, "its certificate isn't trusted"),
        (ssl.SSLEOFError(8, ""), Cause.AWAY, "TLS"),
        (TimeoutError(), Cause.TIME_OUT, "time out"),
        (OSError(errno.EMFILE, ""), Cause.RESOURCES, "EMFILE"),
        (asyncpg.InterfaceError("connection is closed"), Cause.AWAY, "the connection broke"),
        (asyncpg.TargetServerAttributeNotMatched(""), Cause.READ_ONLY, "no host is the primary"),
        (asyncpg.InternalClientError("died"), Cause.AWAY, "the connection broke"),
        (UnavailableError("Too many questions are waiting."), Cause.OTHER, "UnavailableError"),
    ],
)
def test_what_the_driver_or_the_system_says_has_a_cause(error: Exception, cause: Cause, code: str) -> None:
    fault = Fault.of_database(error)
    assert (fault.cause, fault.code) == (cause, code)


@pytest.mark.parametrize("named", [("/root/.postgresql/postgresql.key",), ()])  # TLS names no file of authorities
def test_what_this_user_may_not_use_is_no_database_that_is_away(named: tuple[str, ...]) -> None:
    fault = Fault.of_database(PermissionError(errno.EACCES, "", *named))
    assert (fault.cause, fault.sentence) == (
        Cause.FILES,
        (
            "This user may not use the certificates, the password file or the socket that the driver looks for "
            "(EACCES): let HOME be a directory of this user, and DATABASE_URL name what this user may use."
        ),
    )


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOSPC, Cause.DISK_FULL),
        (errno.EDQUOT, Cause.DISK_FULL),
        (errno.EMFILE, Cause.RESOURCES),
        (errno.EACCES, Cause.FILES),
        (errno.ENOENT, Cause.FILES),
        (errno.ENOTDIR, Cause.FILES),
        (errno.EROFS, Cause.FILES),
        (errno.EIO, Cause.FILES),
        (errno.ESTALE, Cause.FILES),
    ],
)
def test_what_goes_wrong_with_a_file_has_a_cause(number: int, cause: Cause) -> None:
    fault = Fault.of_file(OSError(number, "", "/home/someone/secret"))
    assert (fault.cause, fault.code) == (cause, errno.errorcode[number])
    assert "someone" not in repr(fault)


def test_every_error_the_server_can_name_has_words_that_end_in_what_to_do() -> None:
    names = {
        one.sqlstate
        for one in vars(asyncpg.exceptions).values()
        if isinstance(one, type) and issubclass(one, asyncpg.PostgresError) and one.sqlstate
    }
    assert len(names) > 200
    for sqlstate in names:
        fault = Fault.of_database(from_server(sqlstate))
        assert fault.sentence.endswith(f"{fault.what[1:]} ({sqlstate}): {fault.advice}.")
        assert fault.what
        assert fault.advice
    assert {Fault.of_database(from_server(sqlstate)).cause for sqlstate in names} == set(Cause)
