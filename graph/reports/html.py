"""A report as one HTML page in Dutch, which needs nothing from elsewhere."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.report_tables import ReportFile
from graph.reports.numbers import in_dutch

_PAGES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def html_of(report: ReportFile) -> bytes:
    """The page."""
    return _PAGES.get_template("report.html").render(report=report, in_dutch=in_dutch).encode()
