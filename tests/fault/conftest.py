"""Data directories: one of a test's own, one that tests share, and one with a register in it that tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.embedded import (
    kill_all,
    private_directory,
    processes_of,
)
from tests.fixtures.process import Installation


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
