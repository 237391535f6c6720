"""Loading deliveries: CSV files into the facts, and the registrations that follow from them."""

from models.loading.delivery import ImportReport, import_directory
from models.loading.faults import ImportInterruptedError, ImportRefusedError
from models.loading.progress import Progress, Silence
from models.loading.recomputing import RecomputeReport, recompute

__all__ = [
    "ImportInterruptedError",
    "ImportRefusedError",
    "ImportReport",
    "Progress",
    "RecomputeReport",
    "Silence",
    "import_directory",
    "recompute",
]
