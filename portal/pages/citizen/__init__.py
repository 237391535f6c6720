"""Mijn UWV: am I in the register, who has looked at my data, and my letters?"""

from starlette.routing import Route

from domain.roles import Role
from portal.answers import answers_to
from portal.endpoint import endpoint
from portal.page_request import Portal
from portal.pages.citizen import deregistration, disclosures, letter_channel, letters, registration
from portal.pages.citizen.crumbs import HOME
from portal.pages.letter_files import FILE


def routes(portal: Portal) -> list[Route]:
    """The pages of the citizen."""
    return [
        Route(HOME, endpoint(portal, registration.ask, Role.CITIZEN), methods=["GET", "POST"]),
        answers_to(portal, registration.Registration, registration.show, Role.CITIZEN),
        Route(disclosures.DISCLOSURES, endpoint(portal, disclosures.show, Role.CITIZEN), methods=["GET"]),
        Route(deregistration.DEREGISTER, endpoint(portal, deregistration.show, Role.CITIZEN), methods=["GET"]),
        Route(letters.LETTERS, endpoint(portal, letters.overview, Role.CITIZEN), methods=["GET"]),
        Route(letters.CHANNEL, endpoint(portal, letter_channel.choose, Role.CITIZEN), methods=["GET", "POST"]),
        answers_to(portal, letter_channel.ChannelAnswer, letter_channel.show, Role.CITIZEN),
        Route(f"{letters.LETTERS}/{{letter}}", endpoint(portal, letters.read, Role.CITIZEN), methods=["GET"]),
        answers_to(portal, letters.LetterAnswer, letters.show, Role.CITIZEN),
        answers_to(portal, letters.LetterAnswer, letters.file, Role.CITIZEN, FILE),
    ]
