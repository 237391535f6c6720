"""A report as one HTML page in Dutch, which needs nothing from elsewhere."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.charts import SIZES, Drawing
from domain.report_tables import ReportFile
from domain.svg import svg
from graph.reports.charts import chart_of, style
from graph.reports.numbers import in_dutch

_STYLE: Final = style(
    "light-dark(#0b5563, #5fb1c1)", "light-dark(#8f5a00, #f2bd8a)", ink="currentcolor", paper="Canvas"
)
_PAGES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def html_of(report: ReportFile) -> bytes:
    """The page."""
    known = {"in_dutch": in_dutch, "chart_of": chart_of, "sizes": SIZES, "svg": _svg, "style": _STYLE}
    return _PAGES.get_template("report.html").render(report=report, **known).encode()


def _svg(drawing: Drawing, name: str) -> Markup:
    return Markup(svg(drawing, name))  # noqa: S704 - it escapes its texts
