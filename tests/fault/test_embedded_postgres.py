"""The embedded server: real processes, killed in every combination."""

import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from server.postgres import ConnectionInfo, EmbeddedPostgres
from server.postgres.cluster import find
from tests.fixtures.embedded import (
    answers,
    count,
    eventually,
    fill,
    kill,
    kill_all,
    postmaster_of,
    processes_of,
    service,
    sql,
    supervisor_of,
    supervisors_of,
    wait_until_creation_has_made,
)
from tests.fixtures.patience import PATIENCE

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="the tests look for processes in /proc"),
]


def test_the_first_start_makes_the_database_and_the_second_keeps_its_data(fresh: Path) -> None:
    with EmbeddedPostgres(fresh).hold() as info:
        assert sql(info, "select current_database() || ' ' || current_user") == "doelgroepregister doelgroepregister"
        facts = sql(
            info,
            "select array[getdatabaseencoding(), datcollate, current_setting('data_checksums'),"
            " current_setting('fsync'), current_setting('wal_level'), current_setting('listen_addresses')]"
            " from pg_database where datname = current_database()",
        )
        assert facts == ["UTF8", "C.UTF-8", "on", "on", "minimal", ""]
        fill(info)
    with EmbeddedPostgres(fresh).hold() as again:
        assert again == info
        assert count(again) == 1000


def test_only_the_password_opens_the_database_and_it_is_masked(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir).hold() as info:
        assert len(info.password) == 43
        assert info.password not in repr(info)
        assert (data_dir / "postgres-password").stat().st_mode & 0o777 == 0o600
        assert data_dir.stat().st_mode & 0o777 == 0o700
        with pytest.raises(asyncpg.InvalidPasswordError):
            sql(ConnectionInfo(info.host, info.port, info.user, "wrong", info.database), "select 1")
        assert Path(info.host).stat().st_mode & 0o777 == 0o700


def test_the_last_holder_leaves_no_process_behind(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir).hold():
        running = processes_of(data_dir)
        assert postmaster_of(data_dir) in running
        assert supervisor_of(data_dir) in running
    assert processes_of(data_dir) == {}
    assert not (find(data_dir).files / "postmaster.pid").exists()


def test_a_server_that_hangs_is_ended_by_force_when_its_last_holder_lets_go_and_has_its_data_afterwards(
    data_dir: Path,
) -> None:
    with EmbeddedPostgres(data_dir).hold() as info:
        fill(info)
        stopped = [postmaster_of(data_dir)]
        os.kill(stopped[0], signal.SIGSTOP)  # first, so that it starts no more
        stopped += [pid for pid, line in processes_of(data_dir).items() if line.startswith("postgres: ")]
        for pid in stopped[1:]:
            os.kill(pid, signal.SIGSTOP)
    assert processes_of(data_dir) == {}
    with EmbeddedPostgres(data_dir).hold() as info:
        assert count(info) == 1000


def test_a_killed_service_leaves_no_process_behind(data_dir: Path) -> None:
    with service(data_dir) as running:
        running.wait_until_ready()
        running.process.kill()
        running.process.wait()
        eventually(lambda: processes_of(data_dir) == {})


def test_a_killed_server_comes_back_with_its_data_while_somebody_holds_it(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir).hold() as info:
        fill(info)
        for _ in range(3):
            killed = postmaster_of(data_dir)
            kill(killed)
            eventually(lambda: answers(info))
            assert postmaster_of(data_dir) != killed
            assert count(info) == 1000
    assert processes_of(data_dir) == {}


def test_a_busy_session_of_a_killed_server_does_not_delay_the_next(data_dir: Path) -> None:
    def be_busy() -> None:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            sql(info, "select count(*) from generate_series(1, 2000000000)")

    with EmbeddedPostgres(data_dir).hold() as info:
        busy = threading.Thread(target=be_busy)
        busy.start()
        eventually(lambda: any("SELECT" in command for command in processes_of(data_dir).values()))
        kill(postmaster_of(data_dir))
        eventually(lambda: answers(info))
        busy.join(timeout=PATIENCE)
        assert not busy.is_alive()


def test_the_standby_takes_over_from_a_killed_supervisor_and_the_server_goes_on(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir).hold() as info:
        killed, server = supervisor_of(data_dir), postmaster_of(data_dir)
        kill(killed)
        eventually(lambda: supervisor_of(data_dir) != killed and len(supervisors_of(data_dir)) == 2)
        assert postmaster_of(data_dir) == server
        assert answers(info)
        kill(server)  # the adopted one is watched over too
        eventually(lambda: answers(info))
    assert processes_of(data_dir) == {}


def test_ensure_replaces_a_killed_supervisor_and_standby_and_the_server_goes_on(data_dir: Path) -> None:
    embedded = EmbeddedPostgres(data_dir)
    with embedded.hold() as info:
        server = postmaster_of(data_dir)
        assert len(supervisors_of(data_dir)) == 2
        kill_all(supervisors_of, data_dir)

        def is_replaced() -> bool:
            embedded.ensure()
            return len(supervisors_of(data_dir)) == 2

        eventually(is_replaced)
        assert postmaster_of(data_dir) == server
        assert answers(info)
    assert processes_of(data_dir) == {}


def test_a_holder_that_leaves_an_orphaned_server_has_it_stopped(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir).hold():
        kill_all(supervisors_of, data_dir)
    assert processes_of(data_dir) == {}


def test_after_killing_everything_at_once_the_next_start_has_all_data(data_dir: Path) -> None:
    with service(data_dir) as running:
        fill(running.wait_until_ready())
        kill_all(processes_of, data_dir)
        running.process.wait()
        with EmbeddedPostgres(data_dir).hold() as info:
            assert count(info) == 1000
    assert processes_of(data_dir) == {}


def test_the_next_start_adopts_a_server_that_all_others_left(data_dir: Path) -> None:
    with service(data_dir) as running:
        fill(running.wait_until_ready())
        server = postmaster_of(data_dir)
        kill_all(supervisors_of, data_dir)
        running.process.kill()
        running.process.wait()
        with EmbeddedPostgres(data_dir).hold() as info:
            assert postmaster_of(data_dir) == server
            assert count(info) == 1000
    assert processes_of(data_dir) == {}


def test_a_process_that_got_a_dead_servers_id_is_left_alone(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir).hold() as info:
        fill(info)
    cluster = find(data_dir)
    stale = cluster.files / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{cluster.files}\n1\n5432\n../socket\n\n\nready\n")
    with EmbeddedPostgres(data_dir).hold() as info:
        assert postmaster_of(data_dir) != os.getpid()
        assert count(info) == 1000


def test_a_second_holder_shares_the_server_and_keeps_it_when_the_first_leaves(data_dir: Path) -> None:
    with service(data_dir) as second:
        with service(data_dir) as first:
            assert first.wait_until_ready() == (info := second.wait_until_ready())
            server = postmaster_of(data_dir)
            first.leave()
            time.sleep(0.3)
            assert answers(info)
            assert postmaster_of(data_dir) == server
        second.leave()
    assert processes_of(data_dir) == {}


def test_newcomers_during_a_shutdown_wait_for_it_and_get_a_server(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir).hold() as info:
        fill(info)
    servers = set()
    for hundredths in range(0, 40, 5):
        with service(data_dir) as leaving:
            leaving.wait_until_ready()
            servers.add(postmaster_of(data_dir))
            leaving.let_go()
            time.sleep(hundredths / 100)
            with EmbeddedPostgres(data_dir).hold() as info:
                assert count(info) == 1000
                servers.add(postmaster_of(data_dir))
    assert len(servers) > 8, "some of them came during a shutdown"
    assert processes_of(data_dir) == {}


def test_two_data_dirs_side_by_side_do_not_disturb_each_other(data_dir: Path) -> None:
    other_dir = data_dir.with_name("other")
    with EmbeddedPostgres(data_dir).hold() as info:
        fill(info)
        with EmbeddedPostgres(other_dir).hold() as other:
            assert (other.host, other.password) != (info.host, info.password)
            assert sql(other, "select to_regclass('kept')::text") is None
            kill_all(processes_of, other_dir)
            assert answers(info)
            assert len(supervisors_of(data_dir)) == 2
        assert count(info) == 1000
    assert processes_of(data_dir) == processes_of(other_dir) == {}


def test_an_interrupted_creation_does_not_break_the_next_start(fresh: Path) -> None:
    for made in ("PG_VERSION", "base/1/PG_VERSION", "base/4/PG_VERSION"):
        with service(fresh):
            wait_until_creation_has_made(made, fresh)
            kill_all(processes_of, fresh)
        assert not find(fresh).files.exists()
    with EmbeddedPostgres(fresh).hold() as info:
        fill(info)
    assert not find(fresh).unfinished.exists()
    assert processes_of(fresh) == {}


def test_a_creation_whose_supervisor_was_killed_is_not_disturbed_by_the_next(fresh: Path) -> None:
    with service(fresh):
        wait_until_creation_has_made("PG_VERSION", fresh)
        kill_all(supervisors_of, fresh)  # but not initdb
    with EmbeddedPostgres(fresh).hold() as info:
        fill(info)
        assert count(info) == 1000
