"""The embedded server: what it logs, what it reports when it cannot be had, and where it stands."""

import os
import pwd
import re
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from server.postgres import EmbeddedPostgres, EmbeddedPostgresError, accounts
from server.postgres.accounts import handed_over, own_account
from server.postgres.cluster import LOCATION, Cluster, find
from server.postgres.locks import Lock
from server.postgres.placement import STATE
from tests.fixtures.embedded import (
    AS_ROOT,
    answers,
    count,
    eventually,
    fill,
    kill,
    postmaster_of,
    processes_of,
    sql,
)

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="the tests look for processes in /proc"),
]


def test_the_log_tells_neither_statements_nor_values(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir).hold() as info:
        for statement in (
            "select '999990019 in an error'::date",
            "do $$ begin raise exception 'somebody is 999990019'; end $$",
            "do $$ begin raise warning 'somebody is 999990019'; end $$",
            "create table unique_bsn (bsn integer primary key); insert into unique_bsn values (999990019), (999990019)",
            "select 999990019 from nowhere",
        ):
            with suppress(asyncpg.PostgresError):
                sql(info, statement)
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            sql(info, "select pg_terminate_backend(pg_backend_pid()), 999990019")
    log = (data_dir / "postgres.log").read_text()
    assert "database system is ready to accept connections" in log
    assert "999990019" not in log
    assert re.search(r"\b(SELECT|CREATE|INSERT|select|insert)\b", log) is None
    assert (data_dir / "postgres.log").stat().st_mode & 0o777 == 0o600


def test_a_crashing_session_does_not_log_its_statement(data_dir: Path) -> None:
    def be_busy() -> None:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            sql(info, "select pg_sleep(60), 999990019")

    def sessions() -> list[int]:
        return [pid for pid, command in processes_of(data_dir).items() if "SELECT" in command]

    with EmbeddedPostgres(data_dir).hold() as info:
        busy = threading.Thread(target=be_busy)
        busy.start()
        eventually(lambda: bool(sessions()))
        kill(*sessions())
        busy.join()
        eventually(lambda: answers(info))
    log = (data_dir / "postgres.log").read_text()
    assert "terminated by signal 9" in log
    assert "999990019" not in log


def test_a_large_log_begins_anew(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir).hold():
        pass
    with (data_dir / "postgres.log").open("ab") as log:
        log.truncate(10_000_001)
    with EmbeddedPostgres(data_dir).hold():
        assert (data_dir / "postgres.log").stat().st_size < 10_000


def test_a_server_that_cannot_start_is_reported_in_one_line_and_comes_back_when_it_can(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir).hold() as info:
        fill(info)
    version = find(data_dir).files / "PG_VERSION"
    right = version.read_text()
    version.write_text("9\n")
    with pytest.raises(EmbeddedPostgresError) as error, EmbeddedPostgres(data_dir).hold():
        pass
    assert str(error.value) == (
        "PostgreSQL does not start: database files are incompatible with server; this cluster was made by "
        f"another major version: dump it with that one's pg_dump ({data_dir / 'postgres.log'})."
    )
    assert processes_of(data_dir) == {}
    version.write_text(right)
    with EmbeddedPostgres(data_dir).hold() as info:
        assert count(info) == 1000


def test_a_service_is_told_that_its_server_cannot_come_back_and_gets_it_when_it_can(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.postgres.holder.RETRY", 0.1)
    embedded = EmbeddedPostgres(data_dir)
    told = []

    def is_told() -> bool:
        try:
            embedded.ensure()
        except EmbeddedPostgresError as error:
            told.append(str(error))
        return bool(told)

    with embedded.hold() as info:
        fill(info)
        version = find(data_dir).files / "PG_VERSION"
        right = version.read_text()
        version.write_text("9\n")
        kill(postmaster_of(data_dir))
        eventually(is_told)
        version.write_text(right)
        assert told[0].startswith("PostgreSQL does not start: database files are incompatible with server; ")
        embedded.ensure()
        time.sleep(0.1)
        embedded.ensure()
        eventually(lambda: answers(info))
        assert count(info) == 1000
    assert processes_of(data_dir) == {}


def test_lost_parts_of_a_cluster_are_reported_and_never_replaced_by_empty_ones(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir).hold():
        pass
    cluster = find(data_dir)
    password = cluster.password.rename(data_dir / "elsewhere")
    with pytest.raises(EmbeddedPostgresError, match="postgres-password is missing: restore it"):
        EmbeddedPostgres(data_dir).hold().__enter__()
    password.rename(cluster.password)
    elsewhere = cluster.files.rename(cluster.files.with_name("elsewhere"))
    with pytest.raises(EmbeddedPostgresError, match=f"The data in {cluster.files} are missing: restore them"):
        EmbeddedPostgres(data_dir).hold().__enter__()
    elsewhere.rename(cluster.files)
    with EmbeddedPostgres(data_dir).hold() as info:
        assert answers(info)


def test_a_data_dir_that_is_a_file_is_reported(fresh: Path) -> None:
    fresh.write_text("")
    with pytest.raises(EmbeddedPostgresError, match=r"Cannot make .*data: File exists; set DATA_DIR to a directory\."):
        EmbeddedPostgres(fresh).hold().__enter__()
    fresh.unlink()


def test_a_long_data_dir_is_reached_by_a_short_link_that_is_made_again(fresh: Path) -> None:
    long_dir = fresh.with_name("long" * 25)
    embedded = EmbeddedPostgres(long_dir)
    with embedded.hold() as info:
        assert len(info.host) < 90
        assert answers(info)
        if Path(info.host).is_symlink():
            Path(info.host).unlink()  # as a cleaner of the temporary directory does
            embedded.ensure()
            assert answers(info)
    left = [link for link in Path(tempfile.gettempdir()).glob("dgr-*") if link.readlink().is_relative_to(long_dir)]
    assert left == []


def test_a_link_of_somebody_else_is_refused(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, tmp_path / ("long" * 25))
    link = cluster.host()
    assert link.readlink() == cluster.sockets
    link.unlink()
    link.symlink_to(tmp_path)
    assert cluster.host().readlink() == cluster.sockets, "our own wrong link is replaced"
    if AS_ROOT:
        os.chown(link, 65534, 65534, follow_symlinks=False)
        with pytest.raises(EmbeddedPostgresError, match="belongs to somebody else"):
            cluster.host()
    link.unlink()


@pytest.mark.skipif(not AS_ROOT, reason="only root needs another place")
def test_as_root_the_cluster_is_of_an_account_of_its_own_and_stands_where_that_can_reach_it(fresh: Path) -> None:
    parents = {parent: parent.stat().st_mode for parent in fresh.parents}
    with EmbeddedPostgres(fresh).hold():
        own = pwd.getpwnam("doelgroepregister").pw_uid
        home = Path((fresh / LOCATION).read_text().strip())
        assert home.parent == STATE
        assert (home.stat().st_uid, home.stat().st_mode & 0o777) == (own, 0o700)
        assert (home / "postgres").stat().st_uid == own
        assert Path(f"/proc/{postmaster_of(fresh)}").stat().st_uid == own
        environment = Path(f"/proc/{postmaster_of(fresh)}/environ").read_bytes()
        assert b"PATH=" in environment
        assert b"HOME=" not in environment
    assert (STATE.stat().st_uid, STATE.stat().st_mode & 0o777) == (0, 0o755)
    assert {parent: parent.stat().st_mode for parent in fresh.parents} == parents


@pytest.mark.skipif(not AS_ROOT, reason="only root needs another place")
def test_as_root_a_data_dir_may_be_moved_but_not_doubled(fresh: Path) -> None:
    with EmbeddedPostgres(fresh).hold() as info:
        fill(info)
    moved = fresh.rename(fresh.with_name("moved"))
    with EmbeddedPostgres(moved).hold() as info:
        assert count(info) == 1000
        doubled = fresh.with_name("doubled")
        shutil.copytree(moved, doubled)
        with pytest.raises(EmbeddedPostgresError, match=f"{doubled} is a copy of {moved}"):
            EmbeddedPostgres(doubled).hold().__enter__()
        assert count(info) == 1000
    shutil.rmtree(doubled)


@pytest.mark.skipif(not AS_ROOT, reason="only root needs another place")
def test_as_root_a_data_dir_made_anew_begins_empty(fresh: Path) -> None:
    with EmbeddedPostgres(fresh).hold() as info:
        fill(info)
    home = find(fresh).home
    shutil.rmtree(fresh)
    with EmbeddedPostgres(fresh).hold() as info:
        assert sql(info, "select to_regclass('kept')::text") is None
    assert str(home) in (fresh / "supervisor.log").read_text()
    shutil.rmtree(home)


@pytest.mark.skipif(not AS_ROOT, reason="only root has an account for it")
def test_a_cluster_of_nobodys_is_handed_over_when_its_server_is_gone(fresh: Path) -> None:
    with EmbeddedPostgres(fresh).hold():
        home = Path((fresh / LOCATION).read_text().strip())
    nobody, own = pwd.getpwnam("nobody"), pwd.getpwnam("doelgroepregister")
    for folder, _, names in os.walk(home):
        for path in (Path(folder), *(Path(folder, name) for name in names)):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    lock = Lock(fresh / "postgres.lock")
    assert lock.alone()
    assert handed_over(home, fresh / "postgres.lock", own_account()).uid == nobody.pw_uid
    lock.close()
    with EmbeddedPostgres(fresh).hold():
        assert Path(f"/proc/{postmaster_of(fresh)}").stat().st_uid == own.pw_uid
    left = [path for path in (home / "postgres").rglob("*") if path.lstat().st_uid != own.pw_uid]
    assert left == []


def test_without_an_account_of_its_own_the_server_is_nobodys_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(accounts, "OWNER", "a name that useradd refuses")
    with caplog.at_level("WARNING"):
        assert own_account().uid == pwd.getpwnam("nobody").pw_uid
    assert "PostgreSQL runs as 'nobody', which others may use too" in caplog.text
