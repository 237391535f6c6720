"""The assessors' portal: UWV judges applications, and records what happens to people."""

from starlette.routing import Route

from domain.roles import Role
from portal.answers import answers_to
from portal.endpoint import Handler, endpoint
from portal.page_request import Portal
from portal.pages.assessor import case, change, decide, person, search, step, worklist
from portal.pages.assessor.cases import CASES, HOME, NEXT


def routes(portal: Portal) -> list[Route]:
    """The pages of the assessor."""

    def page(path: str, handler: Handler, *methods: str) -> Route:
        return Route(path, endpoint(portal, handler, Role.ASSESSOR), methods=list(methods or ("GET",)))

    return [
        page(HOME, worklist.show),
        page(NEXT, worklist.take_next, "POST"),
        page(f"{CASES}/{{case}}", case.show),
        page(f"{CASES}/{{case}}", case.act, "POST"),
        page(f"{CASES}/{{case}}/{case.DECIDE}", decide.show, "GET", "POST"),
        page(f"{CASES}/{{case}}/{{step}}", step.show, "GET", "POST"),
        page(search.SEARCH, search.ask, "GET", "POST"),
        answers_to(portal, search.CasesAnswer, search.show, Role.ASSESSOR),
        page(person.RECORD, person.ask, "GET", "POST"),
        answers_to(portal, person.OnFileAnswer, person.show, Role.ASSESSOR),
        page(person.CHANGE, change.change, "GET", "POST"),
    ]
