"""Where a cluster goes, and as whom its server runs.

An ordinary user's cluster stands in DATA_DIR. PostgreSQL refuses to run as root, and its account may be unable to reach
DATA_DIR; so root's cluster stands in a directory of its own under `STATE`, and DATA_DIR notes which. That name has a
random part: a DATA_DIR that was removed and made anew begins empty, and never meets, or overwrites, older data.
"""

import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.postgres.accounts import handed_over, own_account
from server.postgres.cluster import LOCATION, Account, Cluster, find, short_hash
from server.postgres.errors import EmbeddedPostgresError, failing_to

STATE: Final = Path("/var/lib/doelgroepregister")
LODGER: Final = "data-dir"  # in a home under STATE: whose it is
logger = logging.getLogger(__name__)


def place(data_dir: Path) -> Cluster:
    """Find or make the directory of the cluster, and say as whom its server runs.

    Raises:
        EmbeddedPostgresError: it cannot be written, or it is another DATA_DIR's.
    """
    if os.geteuid() != 0:
        cluster = find(data_dir)
    elif (data_dir / "postgres").exists():  # an ordinary user's, now run by root: it stays that user's
        owner = (data_dir / "postgres").stat()
        cluster = Cluster(data_dir, data_dir, Account(owner.st_uid, owner.st_gid, ()))
    else:
        cluster = _under_state(data_dir, own_account())
    with failing_to("make", cluster.sockets):
        cluster.sockets.mkdir(mode=0o700, exist_ok=True)
        cluster.account.give(cluster.sockets)
    return cluster


def state() -> Path:
    """The directory for what root's servers need; only root may write there."""
    with failing_to("make", STATE):
        try:
            STATE.mkdir()
        except FileExistsError:
            found = STATE.lstat()
            if found.st_uid != 0 or found.st_mode & 0o022 or not STATE.is_dir():
                raise EmbeddedPostgresError(f"{STATE} must be a directory that only root can write.") from None
        else:
            STATE.chmod(0o755)  # whatever the umask is
    return STATE


def _under_state(data_dir: Path, account: Account) -> Cluster:
    note = data_dir / LOCATION
    if not note.exists():
        older = [str(home) for home in state().glob(f"{short_hash(data_dir)}-*")]
        if older:
            logger.warning("An earlier DATA_DIR of this name left its data: remove %s if nobody needs them", older)
        with failing_to("write", note):
            write_private(note, f"{STATE / short_hash(data_dir)}-{secrets.token_hex(3)}\n")
    home = find(data_dir).home
    if home.parent != state():
        raise EmbeddedPostgresError(f"{note} must name a directory in {STATE}: restore it.")
    with failing_to("make", home):
        if not home.exists():
            home.mkdir(mode=0o700)
        _claim(home, data_dir)
        account = handed_over(home, Cluster(data_dir, home).processes_lock, account)
        account.give(home)
    return Cluster(data_dir, home, account)


def _claim(home: Path, data_dir: Path) -> None:
    """Note whose home it is: a DATA_DIR may be moved, but not doubled."""
    lodger = home / LODGER
    noted = Path(lodger.read_text().strip()) if lodger.exists() else data_dir
    if noted != data_dir:
        with suppress(OSError):
            if find(noted).home == home and not noted.samefile(data_dir):
                raise EmbeddedPostgresError(
                    f"{data_dir} is a copy of {noted}, whose data stand in {home}: "
                    f"remove {data_dir / LOCATION} and the password beside it to begin empty."
                )
    if noted != data_dir or not lodger.exists():
        write_private(lodger, f"{data_dir}\n")


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 whole or not at all, also when the power fails."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(fd, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor, not a path
            file.write(text)
            file.flush()
            os.fsync(fd)
        new.replace(path)
        sync(path.parent)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def sync(directory: Path) -> None:
    """Make a rename in the directory durable."""
    fd = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
