"""The monitor: what the job agreement yields, for whoever makes statistics of it; of nobody in particular."""

from starlette.routing import Route

from domain.roles import Role
from portal.endpoint import Handler, endpoint
from portal.page_request import Portal
from portal.pages.monitor import quarter, reports, year
from portal.pages.monitor.published import HOME, REPORTS


def routes(portal: Portal) -> list[Route]:
    """The pages of the monitor."""

    def page(path: str, handler: Handler) -> Route:
        return Route(path, endpoint(portal, handler, Role.MONITOR), methods=["GET"])

    return [
        page(HOME, quarter.show),
        page(year.YEAR, year.show),
        page(REPORTS, reports.show),
        page(f"{REPORTS}/{{report}}.{{kind}}", reports.file),
    ]
