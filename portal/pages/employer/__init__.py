"""The employer's portal: the organisation one acts for, one's services, letters, one person by BSN, and the roster."""

from starlette.routing import Route

from domain.roles import Role
from portal.answers import answers_to
from portal.endpoint import Handler, endpoint
from portal.page_request import Portal
from portal.pages.employer import (
    authorisations,
    choose_organisation,
    jobs,
    letters,
    look_up,
    person,
    reaction,
    roster,
    services,
)
from portal.pages.employer.organisations import AUTHORISATIONS, CHOOSE, HOME, JOBS, LETTERS, LOOK_UP, for_organisation
from portal.pages.letter_files import FILE


def routes(portal: Portal) -> list[Route]:
    """The pages of the employer."""

    def page(path: str, handler: Handler, *methods: str) -> Route:
        return Route(path, endpoint(portal, handler, Role.EMPLOYER), methods=list(methods or ("GET",)))

    return [
        page(HOME, for_organisation(services.show)),
        page(CHOOSE, choose_organisation.choose, "GET", "POST"),
        page(choose_organisation.ANOTHER, choose_organisation.another),
        page(AUTHORISATIONS, for_organisation(authorisations.overview)),
        page(f"{AUTHORISATIONS}/{{user}}", for_organisation(authorisations.change), "GET", "POST"),
        answers_to(portal, authorisations.AuthorisationAnswer, authorisations.show, Role.EMPLOYER),
        page(LETTERS, for_organisation(letters.overview)),
        page(f"{LETTERS}/{{letter}}", for_organisation(letters.read)),
        page(f"{LETTERS}/{{letter}}/reactie", for_organisation(reaction.react), "GET", "POST"),
        answers_to(portal, letters.LetterAnswer, letters.show, Role.EMPLOYER),
        answers_to(portal, letters.LetterAnswer, letters.file, Role.EMPLOYER, FILE),
        page(LOOK_UP, for_organisation(look_up.choose)),
        page(person.PERSON, for_organisation(person.ask), "GET", "POST"),
        answers_to(portal, person.PersonAnswer, person.show, Role.EMPLOYER),
        page(roster.ROSTER, for_organisation(roster.ask), "GET", "POST"),
        answers_to(portal, roster.RosterAnswer, roster.show, Role.EMPLOYER),
        page(JOBS, for_organisation(jobs.ask), "GET", "POST"),
        answers_to(portal, jobs.JobsAnswer, jobs.show, Role.EMPLOYER),
        page(jobs.QUOTA, for_organisation(jobs.ask_quota), "GET", "POST"),
        answers_to(portal, jobs.QuotaAnswer, jobs.show_quota, Role.EMPLOYER),
        answers_to(portal, roster.RosterAnswer, roster.file, Role.EMPLOYER, roster.FILE),
    ]
