"""The files of a report: which kinds there are, and how one is made and called."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from domain.report_tables import ReportFile, report_file
from domain.reports import Reported, ReportKind
from graph.reports.csv import csv_of
from graph.reports.html import html_of
from graph.reports.ods import ods_of
from graph.reports.pdf import pdf_of
from models.reports import PublishedReport

_AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


class FileKind(StrEnum):
    """What a report can be had as; the ending of the file's name."""

    HTML = "html"
    PDF = "pdf"
    CSV = "csv"
    ODS = "ods"


class _Kind(NamedTuple):
    media_type: str
    made: Callable[[ReportFile, date], bytes]


_KINDS: Final[Mapping[FileKind, _Kind]] = {
    FileKind.HTML: _Kind("text/html; charset=utf-8", lambda report, _day: html_of(report)),
    FileKind.PDF: _Kind("application/pdf", pdf_of),
    FileKind.CSV: _Kind("text/csv; charset=utf-8", lambda report, _day: csv_of(report)),
    FileKind.ODS: _Kind("application/vnd.oasis.opendocument.spreadsheet", lambda report, _day: ods_of(report)),
}


def made(published: PublishedReport, content: Reported, kind: FileKind) -> bytes:
    """The file; takes up to some tenths of a second of a thread."""
    day = published.published_at.astimezone(_AMSTERDAM).date()
    report = report_file(published.report, content, published.version, day, published.what_changed)
    return _KINDS[kind].made(report, day)


def media_type(kind: FileKind) -> str:
    """What the file is sent as."""
    return _KINDS[kind].media_type


def name(published: PublishedReport, kind: FileKind) -> str:
    """What the file is called, such as `banenafspraak-2025-kwartaal-4-versie-1.csv`."""
    report, year = published.report, published.report.quarter.year
    quarter = "" if report.kind is ReportKind.YEAR else f"-kwartaal-{report.quarter.number}"
    subject = "factsheet" if report.kind is ReportKind.FACTSHEET else "banenafspraak"
    return f"{subject}-{year}{quarter}-versie-{published.version}.{kind.value}"
