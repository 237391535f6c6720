"""What was published: all of it, the versions of one report, and which of them a page shows."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from domain.reports import ReportKind
from domain.roles import Role
from portal.frame import HOMES
from portal.languages import Texts
from portal.operations.monitor import PublishedReportsReport, published_reports
from portal.page_request import PageRequest

HOME: Final = HOMES[Role.MONITOR]
REPORTS: Final = f"{HOME}/rapporten"
VERSION: Final = "versie"
NOW: Final = "nu"
"""The value of `versie` for figures as they are now."""
KINDS: Final = ("html", "pdf", "csv", "ods")

_PAGE: Final = 100


async def published(request: PageRequest, kind: ReportKind | None = None) -> list[PublishedReportsReport]:
    """All published reports, or those of a kind; newest first."""
    found, after = [], None
    while True:
        page = (await request.ask(published_reports(kind=kind, first=_PAGE, after=after))).reports
        found += [edge.node for edge in page.edges]
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            return found


def newest(reports: list[PublishedReportsReport]) -> dict[tuple[int, int], int]:
    """The newest version of each report by its year and quarter; a year's has quarter 0."""
    found: dict[tuple[int, int], int] = {}
    for one in reports:
        found.setdefault((one.year, one.quarter or 0), one.version)
    return found


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which version a page shows.

    Attributes:
        report: the published one; None: it shows how it is now.
        versions: all that were published, newest first.
    """

    report: PublishedReportsReport | None
    versions: list[PublishedReportsReport]

    @classmethod
    def by(cls, asked: str, versions: list[PublishedReportsReport]) -> "Chosen | None":
        """What was asked; by default the newest, if there is one. None: there is no such version."""
        if asked == NOW or not (asked or versions):
            return cls(None, versions)
        found = next((one for one in versions if asked in {"", str(one.version)}), None)
        return cls(found, versions) if found else None

    @property
    def number(self) -> int | None:
        """The version to ask for."""
        return self.report.version if self.report else None

    def shown(self, texts: Texts, path: str, query: list[tuple[str, str]]) -> dict[str, Any]:
        """For the page: what it shows, its files, and the other versions by the address of each."""
        others = [("", NOW)] if self.report else []
        others += [(str(one.version), str(one.version)) for one in self.versions if one is not self.report]
        return {
            "report": self.report,
            "files": files(self.report) if self.report else [],
            "others": [
                {
                    "text": texts("monitor.version", number=label) if label else texts("monitor.as_now"),
                    "href": f"{path}?{urlencode([*query, (VERSION, value)])}",
                }
                for label, value in others
            ],
        }


def files(report: PublishedReportsReport) -> list[tuple[str, str]]:
    """The files of a report: what each is called, and where it is."""
    return [(kind.upper(), f"{REPORTS}/{report.id}.{kind}") for kind in KINDS]


def quarter_name(texts: Texts, year: int, number: int) -> str:
    """`4e kwartaal 2025`."""
    return texts("monitor.quarter_name", number=str(number), year=str(year))
