"""Mijn UWV: am I in the register, who has looked at my data, what did I ask, and my letters?"""

from starlette.routing import Route

from domain.roles import Role
from portal.answers import answers_to
from portal.endpoint import endpoint
from portal.page_request import Portal
from portal.pages.citizen import (
    application,
    cases,
    completion,
    deregistration,
    disclosures,
    letter_channel,
    letters,
    own_data,
    registration,
    withdrawal,
)
from portal.pages.citizen.case_states import CASES, QUESTION, RECEIPT, WITHDRAW
from portal.pages.citizen.crumbs import APPLY, DEREGISTER, HOME, OWN_DATA
from portal.pages.letter_files import FILE
from portal.sending import sending


def routes(portal: Portal) -> list[Route]:
    """The pages of the citizen."""
    return [
        Route(HOME, endpoint(portal, registration.ask, Role.CITIZEN), methods=["GET", "POST"]),
        answers_to(portal, registration.Registration, registration.show, Role.CITIZEN),
        Route(disclosures.DISCLOSURES, endpoint(portal, disclosures.show, Role.CITIZEN), methods=["GET"]),
        Route(OWN_DATA, endpoint(portal, own_data.show, Role.CITIZEN), methods=["GET", "POST"]),
        Route(DEREGISTER, endpoint(portal, deregistration.start, Role.CITIZEN), methods=["GET", "POST"]),
        Route(
            deregistration.STEP, endpoint(portal, sending(deregistration.step), Role.CITIZEN), methods=["GET", "POST"]
        ),
        Route(deregistration.STAYS, endpoint(portal, deregistration.stays, Role.CITIZEN), methods=["GET"]),
        Route(APPLY, endpoint(portal, application.choose, Role.CITIZEN), methods=["GET"]),
        Route(
            f"{APPLY}/{{form}}",
            endpoint(portal, sending(application.fill_in), Role.CITIZEN),
            methods=["GET", "POST"],
        ),
        Route(CASES, endpoint(portal, cases.overview, Role.CITIZEN), methods=["GET"]),
        Route(f"{CASES}/{{case}}", endpoint(portal, cases.one, Role.CITIZEN), methods=["GET"]),
        Route(f"{CASES}/{{case}}{RECEIPT}", endpoint(portal, cases.receipt, Role.CITIZEN), methods=["GET"]),
        Route(
            f"{CASES}/{{case}}{WITHDRAW}",
            endpoint(portal, sending(withdrawal.withdraw), Role.CITIZEN),
            methods=["GET", "POST"],
        ),
        Route(
            f"{CASES}/{{case}}{QUESTION}",
            endpoint(portal, sending(completion.answer), Role.CITIZEN),
            methods=["GET", "POST"],
        ),
        Route(letters.LETTERS, endpoint(portal, letters.overview, Role.CITIZEN), methods=["GET"]),
        Route(letters.CHANNEL, endpoint(portal, letter_channel.choose, Role.CITIZEN), methods=["GET", "POST"]),
        answers_to(portal, letter_channel.ChannelAnswer, letter_channel.show, Role.CITIZEN),
        Route(f"{letters.LETTERS}/{{letter}}", endpoint(portal, letters.read, Role.CITIZEN), methods=["GET"]),
        answers_to(portal, letters.LetterAnswer, letters.show, Role.CITIZEN),
        answers_to(portal, letters.LetterAnswer, letters.file, Role.CITIZEN, FILE),
    ]
