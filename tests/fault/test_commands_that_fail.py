"""A command that fails says why in one line, with what to do, and gives no value away."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from models.levels import LEVEL
from server.commands.migrate import migrate
from server.errors import CommandError
from server.postgres import EmbeddedPostgres
from server.settings import Settings
from tests.conftest import ROLE_PASSWORDS, ROLE_PREFIX, Database
from tests.fixtures import commands
from tests.fixtures.deliveries import GOOD, write
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.disks import SmallDisk, move_tables, small_tablespace
from tests.fixtures.embedded import eventually
from tests.fixtures.process import Installation

pytestmark = [pytest.mark.fault, pytest.mark.timeout(180)]

FULL = "the database's disk is full (53100): make room where it keeps its data, its WAL and temporary files"


def run(url: str, folder: Path, *arguments: str) -> CompletedProcess[str]:
    """A command on the database at an address."""
    folder.chmod(0o700)
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}  # noqa: TID251 - handed on
    mine = {"DATABASE_URL": url, "DATA_DIR": str(folder / "data"), "DEVELOPMENT": "1", "ROLE_PREFIX": ROLE_PREFIX}
    (folder / "data").mkdir(mode=0o700, exist_ok=True)
    return commands.run(arguments, {**kept, **mine}, 60)


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    return write(tmp_path / "delivery", GOOD)


def refused(url: str) -> dict[str, str]:
    """Addresses at which nobody answers, or not us, and what is said of each."""
    parts = urlsplit(url)
    return {
        "postgresql://owner:secret-word@127.0.0.1:9/register": (
            "the database can't be reached (ECONNREFUSED): start it, or check host and port of DATABASE_URL"
        ),
        urlunsplit(parts._replace(path="/no_such_database")): (
            "the database of that name doesn't exist (3D000): check the name in DATABASE_URL, or create it"
        ),
        urlunsplit(parts._replace(netloc=f"{parts.username}:secret-word@{parts.netloc.rpartition('@')[2]}")): (
            "the database refuses the user or the password (28P01): check the user and password of DATABASE_URL and "
            "pg_hba.conf; the serving roles get theirs by `migrate`"
        ),
    }


@pytest.mark.parametrize("place", range(3))
def test_a_database_that_does_not_let_us_in_is_told_by_each_command_in_the_same_words(
    database: Database, delivery: Path, tmp_path: Path, place: int
) -> None:
    url, why = list(refused(database.owner).items())[place]
    sentence = f"{why[0].upper()}{why[1:]}."
    for arguments in (("import", str(delivery)), ("recompute",), ("audit", "verify")):
        done = run(url, tmp_path, *arguments)
        assert (done.returncode, done.stderr) == (1, f"doelgroepregister: {sentence}\n")
    done = run(url, tmp_path, "migrate")
    assert (done.returncode, done.stderr) == (1, f"doelgroepregister: The database can't be migrated: {why}.\n")


async def test_a_sheet_that_excel_has_saved_is_imported_by_its_dialect_and_named_without_it(
    database: Database, owner: Owner, tmp_path: Path
) -> None:
    delivery, rejects = write(tmp_path / "delivery", {}), tmp_path / "rejected.csv"
    command = ("import", str(delivery), "--rejects", str(rejects))
    (delivery / "persons.csv").write_bytes(b"bsn,birth_date\r\n999900006,12-4-1990\r\n")
    done = run(database.owner, tmp_path, *command)
    told = "doelgroepregister: 1 row is rejected, listed in {}; nothing was changed. "
    assert done.returncode == 1
    assert done.stderr.startswith(told.format(rejects))
    assert done.stderr.endswith("are imported with --dialect excel-nl.\n")
    assert done.stderr.count("\n") == 1

    (delivery / "persons.csv").write_bytes(b"bsn;birth_date\r\n999900006;12-4-1990\r\n99990001;\r\n")
    done = run(database.owner, tmp_path, *command)
    assert done.stderr.endswith(
        "the first line must be bsn,birth_date; if Excel has saved it, import it with --dialect excel-nl.\n"
    )
    done = run(database.owner, tmp_path, *command, "--dialect", "excel-nl", "--skip-invalid")
    assert (done.returncode, done.stderr) == (0, "")
    assert rejects.read_text().splitlines()[1:] == ["persons.csv,3,bsn,lost a leading zero"]
    assert await owner.fetchval("select birth_date::text from register.person") == "1990-04-12"
    assert "excel-nl" in run(database.owner, tmp_path, *command, "--dialect", "excel").stderr


@pytest.fixture
async def small_disk(owner: Owner) -> AsyncIterator[SmallDisk]:
    """The disk that this test's register stands on, and what is made from now on."""
    name = await owner.fetchval("select current_database()")
    async with small_tablespace(owner) as (tablespace, disk):
        await move_tables(owner, tablespace)
        await owner.execute(f'alter database "{name}" set default_tablespace = {tablespace}')
        try:
            yield disk
        finally:
            disk.make_room()
            await owner.execute(f'alter database "{name}" reset default_tablespace')
            await move_tables(owner, "pg_default")


async def test_a_full_disk_has_words_of_its_own_in_import_and_recompute_and_nothing_is_changed(
    database: Database, owner: Owner, small_disk: SmallDisk, delivery: Path, tmp_path: Path
) -> None:
    small_disk.fill()
    done = run(database.owner, tmp_path, "import", str(delivery))
    assert (done.returncode, done.stderr) == (1, f"doelgroepregister: Nothing was changed: {FULL}.\n")
    assert await owner.fetchval("select count(*) from register.person") == 0
    small_disk.make_room()
    assert run(database.owner, tmp_path, "import", str(delivery)).returncode == 0
    await owner.execute("truncate register.registration")
    small_disk.fill()
    done = run(database.owner, tmp_path, "recompute")
    assert (done.returncode, done.stderr) == (1, f"doelgroepregister: Nothing was changed: {FULL}.\n")
    small_disk.make_room()
    assert run(database.owner, tmp_path, "recompute").returncode == 0
    assert await owner.fetchval("select count(*) from register.registration") > 0


async def test_a_full_disk_has_words_of_its_own_in_migrate(
    database: Database, owner: Owner, small_disk: SmallDisk
) -> None:
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS, "base")
    small_disk.fill()
    with pytest.raises(CommandError) as told:
        await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    assert str(told.value) == f"The database can't be migrated: {FULL}."
    assert await owner.fetchval("select version_num from register.alembic_version") is None
    small_disk.make_room()
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    assert await owner.fetchval("select newest from serve.levels()") >= 1
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS, "base")  # nothing stays on the small disk


async def test_migrate_leaves_a_newer_database_that_serves_this_build_as_it_is_and_refuses_one_that_does_not(
    database: Database, owner: Owner
) -> None:
    await owner.execute("update register.alembic_version set version_num = '9999'")
    await owner.execute("update register.builds set newest = $1", LEVEL + 1)
    await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    assert await owner.fetchval("select version_num from register.alembic_version") == "9999"
    await owner.execute("update register.builds set oldest = $1", LEVEL + 1)
    with pytest.raises(CommandError) as told:
        await migrate(database.owner, ROLE_PREFIX, ROLE_PASSWORDS)
    assert str(told.value) == (
        f"The database serves builds from level {LEVEL + 1} on, this one is of level {LEVEL}: start a newer build."
    )


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    tmp_path.chmod(0o700)
    made = Installation(tmp_path, more={"DEVELOPMENT": "1"})
    yield made
    eventually(lambda: made.processes() == [])
    made.remove()


def test_the_commands_that_want_an_address_for_objections_are_those_that_the_setting_names(
    installation: Installation,
) -> None:
    (dkd := installation.folder / "dkd.toml").write_text(
        '[municipalities."0344"]\noin = "00000001001234567000"\nname = "Gemeente Utrecht"\n'
    )
    (inbox := installation.folder / "inbox").mkdir()
    installation.more |= {"DEVELOPMENT": "0", "DKD_FILE": str(dkd)}
    said = Settings.model_fields["contact_objections"].description or ""
    installation.command("migrate")
    with EmbeddedPostgres(installation.data).hold():
        for name, *options in (
            ("letters print", "--out", str(installation.folder / "letters")),
            ("letters penalties",),
            ("import-dkd", str(inbox), "--rejects", str(installation.folder / "rejected.csv")),
        ):
            done = installation.command(*name.split(), *options, check=False)
            assert (done.returncode == 2, "CONTACT_OBJECTIONS is missing" in done.stderr) == (f"`{name}`" in said,) * 2


async def test_serve_refuses_a_database_that_no_longer_serves_its_build(installation: Installation) -> None:
    installation.command("migrate")
    with EmbeddedPostgres(installation.data).hold() as info:
        owner = await asyncpg.connect(
            host=info.host, port=info.port, user=info.user, password=info.password, database=info.database
        )
        await owner.execute("update register.builds set oldest = $1, newest = $1", LEVEL + 1)
        await owner.close()
        done = installation.command("serve", check=False)
    assert (done.returncode, done.stderr) == (
        1,
        (
            f"doelgroepregister: The database serves builds from level {LEVEL + 1} on, this one is of level {LEVEL}: "
            "start a newer build.\n"
        ),
    )
