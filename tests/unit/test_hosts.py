"""What keeps the driver from even trying a server is told for what it is."""

import pwd
from pathlib import Path

import asyncpg
import pytest

from models.dsn import Dsn
from models.faults import Fault
from models.hosts import Hosts

TOLD = (
    "The driver can't connect with DATABASE_URL, PG* variables and this user's files as they are (its configuration): "
    "name a user in DATABASE_URL and, with sslmode=verify-ca or verify-full, an sslrootcert."
)


async def told(url: str) -> str:
    with pytest.raises(asyncpg.InterfaceError) as failed:
        await Hosts(Dsn.parse(url), 5).owner()
    return Fault.of_database(failed.value).sentence


async def test_an_authority_that_nobody_named_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert await told("postgresql://owner@127.0.0.1:9/register?sslmode=verify-full") == TOLD


async def test_an_account_without_a_name_names_no_user(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_number: int) -> pwd.struct_passwd:
        raise KeyError

    for name in ("PGUSER", "LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert await told("postgresql://127.0.0.1:9/register") == TOLD
