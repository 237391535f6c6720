"""*Cijfers*: what was published last of the job agreement, for everybody, without a log-in."""

from typing import Final

from starlette.responses import Response

from portal.operations.public import LatestFiguresPublishedFigures, latest_figures
from portal.page_request import PageRequest
from portal.pages.monitor.figures import agreed, cell, key_figures
from portal.pages.monitor.published import quarter_name
from portal.pages.monitor.realised import published_years, realised, years_agreed

PATH: Final = "/cijfers"


async def page(request: PageRequest) -> Response:
    """The last quarter and the years that were published; else when something will be."""
    texts = request.texts
    found = (await request.ask_as_anybody(latest_figures())).published_figures
    latest = next((one for one in found if one.quarter is not None), None)
    years = published_years(found)
    year = max(years, default=None)
    charts = realised(texts, year, {one: years.get(one, {}) for one in years_agreed(year)}) if year else []
    return await request.page(
        "published_figures.html",
        latest=latest,
        name=quarter_name(texts, latest.year, latest.quarter or 4) if latest else "",
        key=key_figures(texts, latest.extra_jobs, latest.target, latest.persons_working) if latest else [],
        persons=cell(texts, latest.persons_in_register) if latest else None,
        sectors=_sectors(request, latest) if latest else [],
        charts=charts,
        description=texts("figures.short"),
        addresses=request.addresses,
        crumbs=[],
    )


def _sectors(request: PageRequest, latest: LatestFiguresPublishedFigures) -> list[list[str | None]]:
    texts = request.texts
    return [
        [texts(f"monitor.sectors.{one.sector}"), cell(texts, one.extra_jobs), agreed(texts, one.target)]
        for one in latest.sectors
    ]
