"""Suwinet: a look-up by UWV and municipal staff; and to a municipality, what it applies for and reports."""

from starlette.responses import Response
from starlette.routing import Route

from domain.roles import Role
from portal.answers import answers_to
from portal.api import ApiError
from portal.endpoint import Handler, endpoint
from portal.page_request import PageRequest, Portal
from portal.pages.suwinet import cases, forms, look_up
from portal.sending import sending


def routes(portal: Portal) -> list[Route]:
    """The pages of Suwinet."""

    def of_municipality(path: str, handler: Handler, *, sends: bool = False) -> Route:
        page = _municipal(sending(handler) if sends else handler)
        return Route(path, endpoint(portal, page, Role.SUWINET), methods=["GET", "POST"] if sends else ["GET"])

    return [
        Route(look_up.HOME, endpoint(portal, look_up.ask, Role.SUWINET), methods=["GET", "POST"]),
        answers_to(portal, look_up.ClientAnswer, look_up.show, Role.SUWINET),
        of_municipality(forms.FORMS_PAGE, forms.choose),
        of_municipality(f"{forms.FORMS_PAGE}/{{form}}", forms.fill_in, sends=True),
        of_municipality(cases.CASES, cases.overview),
        of_municipality(f"{cases.CASES}/{{case}}", cases.one),
        of_municipality(f"{cases.CASES}/{{case}}/brieven/{{letter}}", cases.file),
        of_municipality(f"{cases.CASES}/{{case}}{cases.WITHDRAW}", cases.withdraw, sends=True),
        of_municipality(f"{cases.CASES}/{{case}}{cases.QUESTION}", cases.answer, sends=True),
    ]


def _municipal(handler: Handler) -> Handler:
    """A page for officers of a municipality, as the register has it too."""

    async def page(request: PageRequest) -> Response:
        if not request.viewer.municipal:
            raise ApiError("FORBIDDEN")
        return await handler(request)

    return page
