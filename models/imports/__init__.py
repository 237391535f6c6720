"""Loading deliveries: CSV files into the facts, and the registrations that follow from them."""

from models.imports.delivery import ImportReport, import_directory
from models.imports.dialects import Dialect
from models.imports.faults import ImportInterruptedError, ImportRefusedError
from models.imports.progress import Progress, Silence
from models.imports.recomputation import RecomputeReport, recompute

__all__ = [
    "Dialect",
    "ImportInterruptedError",
    "ImportRefusedError",
    "ImportReport",
    "Progress",
    "RecomputeReport",
    "Silence",
    "import_directory",
    "recompute",
]
