"""Published reports in the run's service, and who looks at them."""

from datetime import date
from typing import Final

import asyncpg

from domain.reports import ReportKind, ReportOf
from models.reports import publish
from server.postgres import EmbeddedPostgres
from tests.browser.people import Officer
from tests.fixtures.process import Installation

MONITOR: Final = Officer(body="Ministerie van SZW (voorbeeld)", home="/monitor", button="Inloggen met SZW-simulator")

_PUBLISHED: Final = (
    *((ReportKind.QUARTER, 2025, number) for number in (1, 2, 3, 4)),
    *((ReportKind.YEAR, year, None) for year in (2018, 2019, 2024, 2025)),
    (ReportKind.FACTSHEET, 2025, 4),
)


async def publish_reports(installation: Installation) -> None:
    """Publish some quarters and years of the demo data; between them are such as weren't."""
    with EmbeddedPostgres(installation.data).hold() as info:
        owner = await asyncpg.connect(
            host=info.host, port=info.port, user=info.user, password=info.password, database=info.database
        )
        for kind, year, quarter in _PUBLISHED:
            await publish(owner, ReportOf.of(kind, year, quarter), date(2026, 1, 1))
        await owner.close()
