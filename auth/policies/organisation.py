"""Which organisations are the viewer's own. Whether another one exists makes no difference to a refusal."""

from typing import Final

from auth.principal import OrganisationClaim, Principal
from domain.errors import BadUserInputError, ForbiddenError, NotAuthorisedError
from domain.proofs import OwnOrganisations
from domain.roles import Role, Service

NOT_YOURS: Final = "You may ask only on behalf of your own organisation."


def own_organisations(viewer: Principal) -> OwnOrganisations:
    """All organisations that the viewer acts for; none is none of the register's."""
    return _numbers(*viewer.organisations)


def own_organisation(viewer: Principal, organisation: str) -> tuple[OrganisationClaim, OwnOrganisations]:
    """The organisation with this id that the viewer acts for, and its numbers.

    Raises:
        ForbiddenError: it isn't the viewer's, known or not.
    """
    claim = _claimed(viewer, organisation)
    if claim is None:
        raise ForbiddenError(NOT_YOURS)
    return claim, _numbers(claim)


def on_behalf_of(viewer: Principal, organisation: str | None) -> OrganisationClaim | None:
    """The organisation on whose behalf (namens wie) a person is consulted; None for who isn't an employer's.

    Raises:
        ForbiddenError: it isn't the viewer's, or the viewer has no authorisation to look up a person.
        BadUserInputError: the token names several, and none was chosen.
    """
    own = viewer.organisations
    if organisation is None:
        if len(own) > 1:
            raise BadUserInputError(
                "organisation", "You act for several organisations: say on whose behalf you ask, by its id."
            )
        chosen = own[0] if own else None
    else:
        chosen = _claimed(viewer, organisation)
        if chosen is None and (viewer.organisation is None or viewer.organisation.oin != organisation):
            raise ForbiddenError(NOT_YOURS)
    if viewer.role is Role.EMPLOYER and (chosen is None or Service.PERSON_LOOKUP not in viewer.services_at(chosen)):
        raise NotAuthorisedError(Service.PERSON_LOOKUP)
    return chosen


def _claimed(viewer: Principal, organisation: str) -> OrganisationClaim | None:
    return next((claim for claim in viewer.organisations if claim.id == organisation), None)


def _numbers(*claims: OrganisationClaim) -> OwnOrganisations:
    return OwnOrganisations([one.kvk for one in claims if one.kvk], [one.rsin for one in claims if one.rsin])
