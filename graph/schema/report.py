"""Report: what was published of the job agreement, and its files."""

from datetime import datetime
from typing import Final, Self

import strawberry

from domain.reports import ReportKind
from graph.context import Info
from graph.reports.files import FileKind
from graph.resolvers.paging import Place
from graph.resolvers.report import address_of
from graph.schema.paging import PageInfo
from graph.schema.roster import Download
from models.reports import PublishedReport

_LINK: Final = "the link works for the same log-in only, for a short time. Logged when downloaded."


@strawberry.type(description="A published version of a report; it never changes.")
class Report:
    """A published version."""

    id: strawberry.ID = strawberry.field(description="By which it is known.")
    kind: ReportKind = strawberry.field(description="Which report.")
    year: int = strawberry.field(description="The year.")
    quarter: int | None = strawberry.field(description="The quarter, from 1 to 4; null: of the year.")
    version: int = strawberry.field(description="Which version it is, from 1.")
    published_at: datetime = strawberry.field(description="When it was published.")
    what_changed: str | None = strawberry.field(description="What it corrects; null: it is the first version.")
    published: strawberry.Private[PublishedReport]

    @strawberry.field(description=f"As a page in Dutch; {_LINK}")
    def html(self, info: Info) -> Download:
        """A link to the page."""
        return self._download(FileKind.HTML, info)

    @strawberry.field(description=f"As PDF/UA; {_LINK}")
    def pdf(self, info: Info) -> Download:
        """A link to the PDF."""
        return self._download(FileKind.PDF, info)

    @strawberry.field(description=f"As CSV, a figure a line; {_LINK}")
    def csv(self, info: Info) -> Download:
        """A link to the CSV."""
        return self._download(FileKind.CSV, info)

    @strawberry.field(description=f"As a spreadsheet (OpenDocument), a sheet a table; {_LINK}")
    def ods(self, info: Info) -> Download:
        """A link to the spreadsheet."""
        return self._download(FileKind.ODS, info)

    def _download(self, kind: FileKind, info: Info) -> Download:
        url, expires_at = address_of(self.published, kind, info.context)
        return Download(url=url, expires_at=expires_at)

    @classmethod
    def of(cls, published: PublishedReport) -> Self:
        """The public form."""
        report = published.report
        return cls(
            id=strawberry.ID(str(published.number)),
            kind=report.kind,
            year=report.quarter.year,
            quarter=None if report.kind is ReportKind.YEAR else report.quarter.number,
            version=published.version,
            published_at=published.published_at,
            what_changed=published.what_changed,
            published=published,
        )


@strawberry.type(description="A report of a page, and its place.")
class ReportEdge:
    """A report and its place."""

    cursor: str = strawberry.field(description="The report's place, for `after`.")
    node: Report = strawberry.field(description="The report.")


@strawberry.type(description="A page of published reports, newest first.")
class ReportConnection:
    """A page."""

    edges: list[ReportEdge] = strawberry.field(description="The reports of the page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")

    @classmethod
    def of(cls, page: tuple[list[tuple[str, PublishedReport]], Place]) -> Self:
        """The public form."""
        rows, place = page
        edges = [ReportEdge(cursor=cursor, node=Report.of(one)) for cursor, one in rows]
        return cls(edges=edges, page_info=PageInfo.of(place))
