"""What makes a document of what a page says; the service gives the portals theirs."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol


class Typesetter(Protocol):
    """Makes PDF/UA-1."""

    async def pdf(self, template: Path, said: Mapping[str, object], made_at: datetime) -> bytes:
        """A document: what it says as JSON has it, by the template, made at this time.

        Raises:
            RegisterError: it can't be made, or not now.
        """
        ...
