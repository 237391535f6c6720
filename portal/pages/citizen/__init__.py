"""Mijn UWV: am I in the register, and who has looked at my data?"""

from starlette.routing import Route

from domain.roles import Role
from portal.answers import answers_to
from portal.endpoint import endpoint
from portal.page_request import Portal
from portal.pages.citizen import deregistration, disclosures, registration
from portal.pages.citizen.crumbs import HOME


def routes(portal: Portal) -> list[Route]:
    """The pages of the citizen."""
    return [
        Route(HOME, endpoint(portal, registration.ask, Role.CITIZEN), methods=["GET", "POST"]),
        answers_to(portal, registration.Registration, registration.show, Role.CITIZEN),
        Route(disclosures.DISCLOSURES, endpoint(portal, disclosures.show, Role.CITIZEN), methods=["GET"]),
        Route(deregistration.DEREGISTER, endpoint(portal, deregistration.show, Role.CITIZEN), methods=["GET"]),
    ]
