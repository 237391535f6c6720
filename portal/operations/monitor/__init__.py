"""Generated from the operations beside it by `python -m portal.operations`."""

from pydantic import AwareDatetime

from domain.grounds import GroundCode
from domain.jobs import WorkSector
from domain.quarter_report import Breakdown, OutflowReason
from domain.reports import ReportKind
from portal.operations.operation import Operation, Selection


class ChangesOfWorkQuarterReport(Selection):
    """What ChangesOfWork.graphql asks of QuarterReport."""

    found_work: int | None
    lost_work: int | None


class ChangesOfWork(Selection):
    """What ChangesOfWork.graphql asks of Query."""

    quarter_report: ChangesOfWorkQuarterReport | None


def changes_of_work(
    *,
    year: int,
    quarter: int,
    version: int | None,
) -> Operation[ChangesOfWork]:
    """ChangesOfWork.graphql."""
    return Operation(
        "ChangesOfWork",
        "sha256:9b8aaad8a9460401612ce282d9b36271fc974975ed52a11c19cf5874cfdcb2bb",
        ChangesOfWork,
        {
            "year": year,
            "quarter": quarter,
            "version": version,
        },
    )


class PublishedReportsReport(Selection):
    """What PublishedReports.graphql asks of Report."""

    id: str
    kind: ReportKind
    year: int
    quarter: int | None
    version: int
    published_at: AwareDatetime
    what_changed: str | None


class PublishedReportsReportEdge(Selection):
    """What PublishedReports.graphql asks of ReportEdge."""

    node: PublishedReportsReport


class PublishedReportsPageInfo(Selection):
    """What PublishedReports.graphql asks of PageInfo."""

    has_next_page: bool
    end_cursor: str | None


class PublishedReportsReportConnection(Selection):
    """What PublishedReports.graphql asks of ReportConnection."""

    edges: list[PublishedReportsReportEdge]
    page_info: PublishedReportsPageInfo


class PublishedReports(Selection):
    """What PublishedReports.graphql asks of Query."""

    reports: PublishedReportsReportConnection


def published_reports(
    *,
    kind: ReportKind | None,
    first: int | None,
    after: str | None,
) -> Operation[PublishedReports]:
    """PublishedReports.graphql."""
    return Operation(
        "PublishedReports",
        "sha256:819bea6fa66983d9a2f2aa11c5f89061fbfa9477f05804144ce69092a8e4817c",
        PublishedReports,
        {
            "kind": kind,
            "first": first,
            "after": after,
        },
    )


class QuarterFiguresSectorFigures(Selection):
    """What QuarterFigures.graphql asks of SectorFigures."""

    sector: WorkSector | None
    jobs: float | None
    baseline_jobs: float | None
    extra_jobs: float | None
    target: int | None
    persons_working: int | None


class QuarterFiguresGroundCount(Selection):
    """What QuarterFigures.graphql asks of GroundCount."""

    ground: GroundCode
    count: int | None


class QuarterFiguresReasonCount(Selection):
    """What QuarterFigures.graphql asks of ReasonCount."""

    reason: OutflowReason
    count: int | None


class QuarterFiguresBreakdownRow(Selection):
    """What QuarterFigures.graphql asks of BreakdownRow."""

    key: str
    label: str
    persons_in_register: int | None
    persons_working: int | None
    jobs: float | None
    inflow: int | None
    outflow: int | None
    found_work: int | None
    lost_work: int | None


class QuarterFiguresQuarterReport(Selection):
    """What QuarterFigures.graphql asks of QuarterReport."""

    baseline: str
    extra_jobs: float | None
    target: int | None
    change_on_quarter: float | None
    change_on_year: float | None
    change_percent: float | None
    sectors: list[QuarterFiguresSectorFigures]
    persons_in_register: int | None
    persons_working: int | None
    found_work: int | None
    lost_work: int | None
    came_in_working: int | None
    left_working: int | None
    inflow: list[QuarterFiguresGroundCount]
    outflow: list[QuarterFiguresReasonCount]
    breakdown: list[QuarterFiguresBreakdownRow]
    published_at: AwareDatetime | None
    version: int | None


class QuarterFigures(Selection):
    """What QuarterFigures.graphql asks of Query."""

    quarter_report: QuarterFiguresQuarterReport | None


def quarter_figures(
    *,
    year: int,
    quarter: int,
    breakdown: Breakdown | None,
    version: int | None,
) -> Operation[QuarterFigures]:
    """QuarterFigures.graphql."""
    return Operation(
        "QuarterFigures",
        "sha256:bdde1a1826f3cab0382cfbf9cf1ded6e8fac7bb952759baa589f93f93db6ceb7",
        QuarterFigures,
        {
            "year": year,
            "quarter": quarter,
            "breakdown": breakdown,
            "version": version,
        },
    )


class ReportFilesDownload(Selection):
    """What ReportFiles.graphql asks of Download."""

    url: str


class ReportFilesReport(Selection):
    """What ReportFiles.graphql asks of Report."""

    id: str
    html: ReportFilesDownload
    pdf: ReportFilesDownload
    csv: ReportFilesDownload
    ods: ReportFilesDownload


class ReportFilesReportEdge(Selection):
    """What ReportFiles.graphql asks of ReportEdge."""

    node: ReportFilesReport


class ReportFilesPageInfo(Selection):
    """What ReportFiles.graphql asks of PageInfo."""

    has_next_page: bool
    end_cursor: str | None


class ReportFilesReportConnection(Selection):
    """What ReportFiles.graphql asks of ReportConnection."""

    edges: list[ReportFilesReportEdge]
    page_info: ReportFilesPageInfo


class ReportFiles(Selection):
    """What ReportFiles.graphql asks of Query."""

    reports: ReportFilesReportConnection


def report_files(
    *,
    first: int | None,
    after: str | None,
) -> Operation[ReportFiles]:
    """ReportFiles.graphql."""
    return Operation(
        "ReportFiles",
        "sha256:1094a08f5408a9156884d9465223fa7c35cd3f05f69f69a6349b43644c11ca30",
        ReportFiles,
        {
            "first": first,
            "after": after,
        },
    )


class YearFiguresSectorFigures(Selection):
    """What YearFigures.graphql asks of SectorFigures."""

    sector: WorkSector | None
    jobs: float | None
    baseline_jobs: float | None
    extra_jobs: float | None
    target: int | None
    persons_working: int | None


class YearFiguresYearMonitor(Selection):
    """What YearFigures.graphql asks of YearMonitor."""

    baseline: str
    sectors: list[YearFiguresSectorFigures]
    total: YearFiguresSectorFigures
    published_at: AwareDatetime | None
    version: int | None


class YearFigures(Selection):
    """What YearFigures.graphql asks of Query."""

    year_monitor: YearFiguresYearMonitor | None


def year_figures(
    *,
    year: int,
    version: int | None,
) -> Operation[YearFigures]:
    """YearFigures.graphql."""
    return Operation(
        "YearFigures",
        "sha256:f75083cf6de38994e1987b65131ad8b6b8ee2c76cf752a25e49446a7144a6cc7",
        YearFigures,
        {
            "year": year,
            "version": version,
        },
    )
