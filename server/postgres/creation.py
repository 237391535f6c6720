"""The making of a cluster: under another name first, so that an interrupted one is never taken for whole."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Final

from server.postgres.cluster import OWNER, Cluster
from server.postgres.errors import EmbeddedPostgresError, failing_to, server_failure
from server.postgres.locks import Lock
from server.postgres.placement import sync, write_private

# The service's environment holds secrets, and the server's account may be a shared one: it gets none of it.
ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def create(cluster: Cluster, binaries: Path, processes: Lock) -> None:
    """Make the cluster, with its owner, the owner's password and the database.

    Args:
        cluster: where; its files don't exist yet.
        binaries: the directory of initdb and postgres.
        processes: the lock of the cluster's processes, taken; initdb inherits it.

    Raises:
        EmbeddedPostgresError: it cannot be made.
    """
    new, secret = cluster.unfinished, cluster.home / "initdb-password"
    password = secrets.token_urlsafe(32)
    initdb = [str(binaries / "initdb"), "-D", str(new), "-U", OWNER, "-A", "scram-sha-256", f"--pwfile={secret}"]
    initdb += ["-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=libc", "--data-checksums", "--no-sync"]
    alone = [str(binaries / "postgres"), "--single", "-D", str(new), "-c", "exit_on_error=on", "-c", "fsync=off"]
    with failing_to("make", cluster.files):
        cluster.password.unlink(missing_ok=True)  # an interrupted creation's
        if new.exists():
            shutil.rmtree(new)
        write_private(secret, f"{password}\n")
        cluster.account.give(secret)
        try:
            _run(cluster, processes, initdb)
        finally:
            secret.unlink(missing_ok=True)
        _run(cluster, processes, [*alone, "template1"], statement=f"CREATE DATABASE {OWNER};\n")
        os.sync()  # once: syncing a thousand files one by one takes seconds on a busy disk
        write_private(cluster.password, f"{password}\n")
        new.rename(cluster.files)
        sync(cluster.home)


def check_whole(cluster: Cluster) -> None:
    """Refuse a cluster of which a part is lost, rather than begin an empty one in its place.

    Raises:
        EmbeddedPostgresError: the password or the files are missing.
    """
    made, has_password = cluster.files.exists(), cluster.password.exists()
    if made and not has_password:
        raise EmbeddedPostgresError(f"{cluster.password} is missing: restore it, the server knows only that password.")
    if has_password and not made and not cluster.unfinished.exists():
        raise EmbeddedPostgresError(
            f"The data in {cluster.files} are missing: restore them, or remove {cluster.password} to begin empty."
        )


def _run(cluster: Cluster, processes: Lock, command: list[str], *, statement: str = "") -> None:
    """Run a program as the server's account; it holds the lock also when the supervisor dies."""
    account = cluster.account
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        command,
        input=statement,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
        errors="replace",
        cwd="/",
        env=ENVIRONMENT,
        pass_fds=(processes.fd,),
        user=account.uid,
        group=account.gid,
        extra_groups=account.groups,
        umask=0o077,
    )
    if done.returncode != 0:
        raise server_failure("PostgreSQL's cluster cannot be made", done.stdout, cluster.home)
