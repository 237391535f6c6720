"""Data directories: one of a test's own, ones that tests share, and the files of a server to copy."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from server.commands.migrate import migrate
from tests.conftest import ROLE_PASSWORDS, ROLE_PREFIX
from tests.fixtures.embedded import (
    kill_all,
    private_directory,
    processes_of,
)
from tests.fixtures.process import Installation
from tests.fixtures.servers import primary


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Path]:
    """A DATA_DIR that does not exist yet, and that nobody else can reach; afterwards nothing of it is left."""
    yield from private_directory(tmp_path)


@pytest.fixture(scope="module")
def shared_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield from private_directory(tmp_path_factory.mktemp("shared"))


@pytest.fixture
def data_dir(shared_data_dir: Path) -> Iterator[Path]:
    """A DATA_DIR that other tests used too: making a cluster takes a second, and removing it another."""
    yield shared_data_dir
    kill_all(processes_of, shared_data_dir)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A DATA_DIR with the demo data, for tests that change none: a first start takes twice as long as another."""
    made = Installation(tmp_path_factory.mktemp("filled"))
    made.folder.chmod(0o700)
    with made.running():
        pass
    yield made.data
    made.remove()


@pytest.fixture(scope="session")
async def migrated() -> AsyncIterator[Path]:
    """The files of a server with an empty register: to make and migrate one takes three seconds of CPU."""
    with primary() as made:
        await migrate(made.dsn(), ROLE_PREFIX, ROLE_PASSWORDS)
        made.stop()
        yield made.directory
