"""DATABASE_URL: libpq's parameters are understood, or named in a line that shows no value of it."""

from pathlib import Path

import pytest

from models.dsn import Dsn, DsnError, Host
from server.errors import UsageError
from server.settings import Settings

SECRET = "s3cr3t-w0rd"  # gitleaks:allow


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("postgresql://h/d", [("h", 5432)]),
        ("postgres://u:p@h:6000/d", [("h", 6000)]),
        ("postgresql://a,b:2,c/d", [("a", 5432), ("b", 2), ("c", 5432)]),
        ("postgresql://u@[::1]:7,[fe80::2]/d", [("::1", 7), ("fe80::2", 5432)]),
        ("postgresql://%2Fvar%2Frun/d", [("/var/run", 5432)]),
        ("postgresql:///d", [(None, 5432)]),
        ("postgresql:///d?host=/var/run&port=7", [("/var/run", 7)]),
        ("postgresql:///d?host=a,b&port=1,2", [("a", 1), ("b", 2)]),
        ("postgresql:///d?host=a,::1&port=9", [("a", 9), ("::1", 9)]),
        ("postgresql://a,b/d?port=1,2", [("a", 1), ("b", 2)]),
    ],
)
def test_hosts_and_ports_are_those_that_libpq_would_read(url: str, hosts: list[tuple[str | None, int]]) -> None:
    assert Dsn.parse(url).hosts == tuple(Host(*host) for host in hosts)


@pytest.mark.parametrize(
    ("url", "user", "password", "database"),
    [
        ("postgresql://u:p%40%2F%3A@h/d%20e", "u", "p@/:", "d e"),
        ("postgresql://u@h", "u", None, "u"),
        ("postgresql:///?user=u&password=a%26b&dbname=d", "u", "a&b", "d"),
        ("postgresql://u:p@h/d?user=v&password=q&dbname=e", "v", "q", "e"),
    ],
)
def test_user_password_and_database_are_those_that_libpq_would_read(
    url: str, user: str, password: str | None, database: str
) -> None:
    read = Dsn.parse(url)
    assert (read.user, read.password, read.database) == (user, password, database)
    others = read.without_user()
    assert (others.user, others.password, others.database) == (None, None, database)


def test_parameters_that_the_driver_takes_are_passed_on_and_those_it_does_anyway_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("")
    read = Dsn.parse(
        f"postgresql://h/d?sslmode=verify-full&sslrootcert={file}&channel_binding=prefer&gssencmode=disable"
        "&connect_timeout=7&application_name=mine&fallback_application_name=other&client_encoding=UTF8"
    )
    assert read.driver == {
        "sslmode": "verify-full",
        "sslrootcert": str(file),
        "application_name": "mine",
        "target_session_attrs": "read-write",
    }
    assert read.connect_seconds == 7


def test_the_owners_password_file_is_not_for_the_serving_roles(tmp_path: Path) -> None:
    file = tmp_path / "pgpass"
    file.write_text("")
    read = Dsn.parse(f"postgresql://u@h/d?passfile={file}")
    assert read.driver["passfile"] == str(file)
    assert "passfile" not in read.without_user().driver


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ("channel_binding=require", "channel_binding"),
        ("gssencmode=require", "gssencmode"),
        ("options=-csynchronous_commit%3Doff", "options"),
        ("service=main", "service"),
        ("hostaddr=10.0.0.1", "hostaddr"),
        ("keepalives_idle=3", "keepalives_idle"),
        ("load_balance_hosts=random", "load_balance_hosts"),
        ("require_auth=none", "require_auth"),
        ("replication=database", "replication"),
        ("target_session_attrs=standby", "target_session_attrs"),
        ("target_session_attrs=prefer-standby", "target_session_attrs"),
        ("target_session_attrs=read-only", "target_session_attrs"),
        ("sslmode=on", "sslmode"),
        ("ssl_min_protocol_version=SSLv3", "ssl_min_protocol_version"),
        ("sslrootcert=/nowhere/at/all.pem", "sslrootcert"),
        ("sslrootcert=system", "sslrootcert"),
        ("passfile=/nowhere/at/all", "passfile"),
        ("connect_timeout=0", "connect_timeout"),
        ("connect_timeout=-1", "connect_timeout"),
        ("connect_timeout=1.5", "connect_timeout"),
        ("connect_timeout=61", "connect_timeout"),
        ("client_encoding=LATIN1", "client_encoding"),
        ("ssl_mode=require", "is it sslmode?"),
        ("search_path=x", "libpq has no such parameter"),
        ("port=1,2", "one port"),
        ("port=0", "a port"),
        ("port=65536", "a port"),
        ("port=%31x", "a port"),
        ("host=a,,b", "no name"),
        (f"host={'a' * 64}", "no name or address"),
    ],
)
def test_what_can_not_be_had_is_named_in_a_line(parameters: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"postgresql://u:{SECRET}@h/d?{parameters}"
    with pytest.raises(DsnError) as caught:
        Dsn.parse(url)
    assert word in str(caught.value)
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(UsageError) as told:
        Settings.read()
    assert str(told.value) == f"DATABASE_URL: {caught.value}."
    assert SECRET not in str(told.value)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:{}@h/d",
        "postgresql+asyncpg://u:{}@h/d",
        "host=h password={}",
        "postgresql://u:[{}@h/d",
        "postgresql://u:a?{}@h/d",
        "postgresql://u:a?b={}@h/d",
        "postgresql://u:a#{}@h/d",
        "postgresql://u:a/{}@h/d",
        "postgresql://u:{}@h:x/d",
        "postgresql://:{}@h",
        "postgresql://u:p@h/d?{}",
        "postgresql://u:p@h/d?{}=x",
        "postgresql://u:p@[{}/d",
    ],
)
def test_what_is_no_connection_uri_is_refused_without_a_piece_of_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url.format(SECRET))
    with pytest.raises(UsageError) as told:
        Settings.read()
    assert str(told.value).startswith("DATABASE_URL: ")
    assert SECRET not in str(told.value)


def test_neither_form_of_it_shows_a_password() -> None:
    assert SECRET not in repr(Dsn.parse(f"postgresql://u:{SECRET}@h/d?sslpassword={SECRET}"))
