"""What tests of the import share."""

from pathlib import Path
from typing import Any

import pytest

from models.loading import ImportReport, Silence, import_directory
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
