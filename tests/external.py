"""`python -m tests.external BINARIES COMMAND …`: run a command with DATABASE_URL set to a PostgreSQL of its own.

A server as an installation has one: reached over TCP with a password, the owner no superuser, only allowed to make
databases and roles.
"""

import os
import pwd
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.postgres.configuration import SETTINGS

OWNER = "register_owner"
PASSWORD = "only-for-tests"
HASTE = ["-c", "fsync=off", "-c", "full_page_writes=off"]
"""For a server whose data need not outlive a power failure."""
SERVER = [
    *HASTE,
    *("-c", "shared_preload_libraries=pg_stat_statements"),
    *("-c", "listen_addresses=127.0.0.1"),
    *("-c", f"max_connections={SETTINGS['max_connections']}"),  # as the embedded one has
]


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def cluster(binaries: Path) -> Iterator[tuple[Path, int]]:
    """A server that answers: the folder of its socket, where anybody is its superuser `postgres`, and its TCP port.

    Raises:
        SystemExit: it doesn't start.
    """
    user = "nobody" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "cluster")
        if user:
            account = pwd.getpwnam(user)
            os.chown(folder, account.pw_uid, account.pw_gid)
        Path(folder).chmod(0o755)

        def run(program: str, *arguments: str, **more: object) -> subprocess.Popen[bytes]:
            return subprocess.Popen([binaries / program, *arguments], user=user, cwd=folder, **more)  # type: ignore[call-overload, no-any-return]  # noqa: S603

        port = free_port()
        initdb = ["-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        run("initdb", *initdb, stdout=subprocess.DEVNULL).wait()
        (data / "pg_hba.conf").write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        log = Path(folder, "log").open("wb")  # noqa: SIM115 - open as long as the server
        server = run("postgres", "-D", str(data), "-p", str(port), "-k", folder, *SERVER, stdout=log, stderr=log)
        try:
            for _ in range(100):
                if psql(binaries, Path(folder), port, "select 1") == 0:
                    break
                time.sleep(0.1)
            else:
                sys.exit(f"The server at {binaries} doesn't start: {Path(folder, 'log').read_text()[-500:]}")
            yield Path(folder), port
        finally:
            server.terminate()
            server.wait()
            log.close()


def psql(binaries: Path, folder: Path, port: int, statement: str, database: str = "postgres") -> int:
    """Run a statement as the superuser; psql's exit status."""
    arguments = ["-h", str(folder), "-p", str(port), "-U", "postgres", "-d", database, "-qtAc", statement]
    return subprocess.run([binaries / "psql", *arguments], check=False, capture_output=True).returncode  # noqa: S603


def main(binaries: Path, command: list[str]) -> int:
    """Start the server, run the command, stop the server; the exit status is the command's."""
    with cluster(binaries) as (folder, port):
        sql = [
            f"create role {OWNER} login createdb createrole password '{PASSWORD}'",
            f"create database {OWNER} owner {OWNER}",
            f"grant pg_read_all_stats to {OWNER}",
            f"grant pg_signal_backend to {OWNER}",
        ]
        for database, statements in (("postgres", sql), ("template1", ["create extension pg_stat_statements"])):
            for statement in statements:
                if psql(binaries, folder, port, statement, database):
                    sys.exit(f"The server at {binaries} refuses: {statement.partition(' password')[0]}")
        url = f"postgresql://{OWNER}:{PASSWORD}@127.0.0.1:{port}/{OWNER}"
        environment = {**os.environ, "DATABASE_URL": url}  # noqa: TID251 - handed on with one change
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own caller's


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
