"""Whose authorisations: those at an organisation that the viewer is an administrator (beheerder) of."""

from auth.policies.organisation import own_organisation
from auth.principal import OrganisationClaim, Principal
from domain.errors import NotAuthorisedError
from domain.proofs import OwnAuthorisations, Visit, VisitedOrganisation
from domain.roles import Service


def visit(viewer: Principal) -> Visit:
    """What the viewer's log-in lets them do for each organisation, in its order, for their administrators to narrow."""
    return Visit(
        viewer.user_id,
        viewer.user_name,
        [VisitedOrganisation(one.id, one.kvk, one.rsin, viewer.services_at(one)) for one in viewer.organisations],
    )


def own_authorisations(viewer: Principal, organisation: str) -> tuple[OwnAuthorisations, OrganisationClaim]:
    """Let the viewer see and change what users of the organisation with this id may do: the employer's claim.

    Whether another administrator took that from them, the database says.

    Raises:
        ForbiddenError: it isn't the viewer's, known or not, or they aren't its administrator.
    """
    claim, _ = own_organisation(viewer, organisation)
    if Service.AUTHORISATIONS not in viewer.services_at(claim):
        raise NotAuthorisedError(Service.AUTHORISATIONS)
    return OwnAuthorisations(viewer.user_id, viewer.user_name, claim.kvk, claim.rsin), claim
