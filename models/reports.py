"""Published reports: figures as they were released, frozen, each correction a version beside the earlier ones."""

import json
from datetime import date, datetime
from typing import Final, NamedTuple, Self

import asyncpg

from domain.quarter_report import FIRST_YEAR, Quarter
from domain.reports import NotPublishedError, Reported, ReportKind, ReportOf, check_version
from models.figures import Fetch, baseline, release_now
from models.imports.connection import Connection

_PUBLISHED: Final = "select * from serve.monitor_report($1, $2, $3, $4)"
_LISTED: Final = "select * from serve.monitor_reports($1, $2, $3)"
_NEWEST: Final = "select * from serve.monitor_newest_reports()"
_KEEP: Final = """
    insert into register.report (kind, year, quarter, version, what_changed, delivery, content)
    values ($1, $2, $3, $4, $5, (select max(id) from register.delivery), $6)"""
_ALONE: Final = "lock table register.figures_release, register.report in share row exclusive mode"


class PublishedReport(NamedTuple):
    """A version of a report that was published.

    Attributes:
        number: its number among all of them, in the order in which they were published.
        report: which report it is.
        version: from 1.
        published_at: when.
        what_changed: what it corrects; None of version 1.
    """

    number: int
    report: ReportOf
    version: int
    published_at: datetime
    what_changed: str | None

    @classmethod
    def of_row(cls, row: asyncpg.Record) -> Self:
        """From a row of either function."""
        report = ReportOf(ReportKind(row["kind"]), Quarter(row["year"], row["quarter"]))
        return cls(row["number"], report, row["version"], row["published_at"], row["what_changed"])


async def published(fetch: Fetch, report: ReportOf, version: int | None) -> tuple[PublishedReport, Reported] | None:
    """A published version, or the newest; None: it wasn't published."""
    rows = await fetch(_PUBLISHED, report.kind.value, report.quarter.year, report.quarter.number, version)
    return _with_content(rows[0]) if rows else None


async def newest(fetch: Fetch) -> list[tuple[PublishedReport, Reported]]:
    """The last quarter that was published, then each year, the last one first; each in its newest version."""
    return [_with_content(row) for row in await fetch(_NEWEST)]


def _with_content(row: asyncpg.Record) -> tuple[PublishedReport, Reported]:
    return PublishedReport.of_row(row), Reported.of_stored(json.loads(row["content"]))


async def listed(fetch: Fetch, kind: ReportKind | None, before: int | None, most: int) -> list[PublishedReport]:
    """At most so many published versions, newest first: of a kind or of all, those that came before a number."""
    return [PublishedReport.of_row(row) for row in await fetch(_LISTED, kind and kind.value, before, most)]


async def report_now(fetch: Fetch, report: ReportOf) -> Reported:
    """What a report is made of now, each quarter that it tells of released first.

    Raises:
        FigureError: the figures don't add up.
        UnavailableError: others release so much at this moment that it can't be judged.
    """
    quarter = report.quarter
    compared = (quarter.before, Quarter(quarter.year - 1, quarter.number)) if report.kind is ReportKind.QUARTER else ()
    wanted = sorted((one for one in (quarter, *compared) if one.year >= FIRST_YEAR), key=lambda one: one.last_day)
    found = {one: (await release_now(fetch, one)).figures for one in wanted}
    holds = await baseline(fetch)
    earlier = (Reported(found[one], holds).extra_jobs if one in found else None for one in compared)
    return Reported(found[quarter], holds, *earlier)


async def publish(owner: Connection, report: ReportOf, today: date, what_changed: str | None = None) -> int:
    """Publish a report as it is now, for good; which version it is.

    Args:
        owner: the connection.
        report: the report.
        today: the day; what it is of has to be over.
        what_changed: what is corrected; needed if it was published before. That the baseline is another is added to it.

    Raises:
        NotPublishedError: it isn't over, or what was changed isn't said, or nothing was that may be told.
        FigureError: the figures don't add up.
    """
    async with owner.transaction():
        await owner.execute(_ALONE)
        last = await published(owner.fetch, report, None)
        version = last[0].version if last else 0
        check_version(report, version, what_changed, today)
        now = await report_now(owner.fetch, report)
        if last is not None and last[1].stored() == now.stored():
            raise NotPublishedError(
                f"Nothing has changed since version {version} that may be told: a table is told anew if what changed "
                "in it is of ten persons at least."
            )
        place = (report.kind.value, report.quarter.year, report.quarter.number, version + 1)
        if last is not None and what_changed is not None:
            what_changed = now.corrects(last[1], what_changed)
        await owner.execute(_KEEP, *place, what_changed, json.dumps(now.stored()))
    return version + 1
