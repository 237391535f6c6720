"""The account that root's servers run as: one of the register's own, which is made when it is missing."""

import logging
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Final

from server.postgres.cluster import OWNER, Account
from server.postgres.errors import EmbeddedPostgresError, failing_to
from server.postgres.locks import taken_alone

_SHARED: Final = "nobody"
_SYSTEM_PATH: Final = "/usr/sbin:/sbin:/usr/bin:/bin"
_ADD_USER: Final = ("--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--comment")
logger = logging.getLogger(__name__)


def own_account() -> Account:
    """The account `doelgroepregister`, or `nobody` where it can't be made.

    Raises:
        EmbeddedPostgresError: there is neither.
    """
    found = _account(OWNER) or _made()
    if found is not None:
        return found
    shared = _account(_SHARED)
    if shared is None:
        raise EmbeddedPostgresError(
            f"PostgreSQL refuses to run as root, and there is no account {OWNER!r} nor {_SHARED!r}: make one."
        )
    logger.warning(
        "There is no account %r, and it can't be made: PostgreSQL runs as %r, which others may use too. Make it with "
        "`useradd --system %s`; the data are handed over.",
        OWNER,
        _SHARED,
        OWNER,
    )
    return shared


def _account(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return None if entry.pw_uid == 0 else Account(entry.pw_uid, entry.pw_gid, ())


def _made() -> Account | None:
    program = shutil.which("useradd", path=_SYSTEM_PATH)
    if program is not None:
        command = [program, *_ADD_USER, "PostgreSQL of the doelgroepregister", "--shell", "/usr/sbin/nologin", OWNER]
        subprocess.run(  # noqa: S603 - our own arguments, no shell
            command, check=False, stdin=subprocess.DEVNULL, capture_output=True, env={"PATH": _SYSTEM_PATH}
        )
    return _account(OWNER)  # another process may have made it


def handed_over(home: Path, processes_lock: Path, account: Account) -> Account:
    """Give a cluster that another account has to this one; the account that its server runs as.

    While processes of its server are left, it stays with the account that they have.
    """
    files = home / "postgres"
    try:
        owner = files.stat()
    except FileNotFoundError:
        return account
    if owner.st_uid == account.uid:
        return account
    if taken_alone(processes_lock):
        return Account(owner.st_uid, owner.st_gid, ())
    with failing_to("hand over", files):
        tablespaces = [link.resolve() for link in (files / "pg_tblspc").glob("*") if link.is_symlink()]
        for place in (*tablespaces, files):  # the directory that tells whose it all is comes last
            for folder, _, names in os.walk(place, topdown=False):
                for name in names:
                    account.give(Path(folder, name))
                account.give(Path(folder))
    return account
