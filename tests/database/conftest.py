"""What tests of the import share, and those of audits."""

from pathlib import Path
from typing import Any

import pytest

from models.audit.checkpoint_files import CheckpointFiles
from models.database import ServingPools
from models.imports import ImportReport, Silence, import_directory
from tests.fixtures.audited import KEYS, PERSONS, Audited
from tests.fixtures.deliveries import (
    Delivery,
    Load,
    write,
)


@pytest.fixture
def rejects(tmp_path: Path) -> Path:
    return tmp_path / "rejected.csv"


@pytest.fixture
def load(owner: Any, tmp_path: Path, rejects: Path) -> Load:
    async def run(delivery: Delivery, *, skip_invalid: bool = False) -> ImportReport:
        directory = write(tmp_path / "delivery", delivery)
        return await import_directory(owner, directory, skip_invalid=skip_invalid, rejects=rejects, progress=Silence())

    return run


@pytest.fixture
def audited(owner: Any, pools: ServingPools, tmp_path: Path) -> Audited:
    """An empty log."""
    return Audited(owner, pools, CheckpointFiles(tmp_path / "checkpoints", KEYS))


@pytest.fixture
async def sealed(audited: Audited) -> Audited:
    """Ten records: 1 to 6, then a checkpoint, a list of eight persons as number 7, a checkpoint, then 8 to 10."""
    await audited.consult(6)
    await audited.checkpoint()
    await audited.consult_list(PERSONS)
    await audited.checkpoint()
    await audited.consult(3)
    return audited
