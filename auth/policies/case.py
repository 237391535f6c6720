"""Whose cases: a citizen's own, those that a municipality submitted, and to an assessor all that were submitted."""

from collections.abc import Sequence

from auth.policies.organisation import own_organisation
from auth.principal import OrganisationClaim, Principal
from domain.case_actions import Viewer
from domain.case_kinds import Party
from domain.errors import NOT_YOURS, ForbiddenError, NotAuthorisedError
from domain.proofs import CasesOfMunicipality, CasesToAssess, OwnCases, OwnLetters
from domain.roles import Role, Service


def own_cases(viewer: Principal) -> OwnCases:
    """Let a citizen see and change cases of their own, and read their letters.

    Raises:
        ForbiddenError: the viewer is no citizen.
    """
    if viewer.role is not Role.CITIZEN or viewer.bsn is None:
        raise ForbiddenError("Only a citizen does this, for themselves.")
    return OwnCases(viewer.bsn)


def cases_of_municipality(viewer: Principal) -> CasesOfMunicipality:
    """Let an officer of a municipality see and change the cases that it submitted.

    Raises:
        ForbiddenError: the viewer works for no municipality.
    """
    if viewer.role is not Role.SUWINET or viewer.organisation is None or viewer.kind != "MUNICIPALITY":
        raise ForbiddenError("Only a municipality does this.")
    return CasesOfMunicipality(viewer.organisation.oin, viewer.organisation.name)


def cases_to_assess(viewer: Principal, pseudonyms: Sequence[bytes]) -> CasesToAssess:
    """Let an assessor see and decide the cases that were submitted.

    Raises:
        ForbiddenError: the viewer is no assessor.
    """
    if viewer.role is not Role.ASSESSOR or viewer.organisation is None:
        raise ForbiddenError("Only an assessor does this.")
    held_by, *earlier = (one.hex() for one in pseudonyms)
    return CasesToAssess(held_by, viewer.organisation.name, tuple(earlier))


def own_letters(viewer: Principal, organisation: str) -> tuple[OwnLetters, OrganisationClaim]:
    """Let an employer's user read the letters to an organisation of theirs, by its id.

    Raises:
        ForbiddenError: it isn't theirs, known or not, or the user isn't authorised for letters.
    """
    claim, _numbers = own_organisation(viewer, organisation)
    if Service.LETTERS not in viewer.services_at(claim):
        raise NotAuthorisedError(Service.LETTERS)
    return OwnLetters(viewer.user_id, claim.kvk, claim.rsin), claim


def case_viewer(viewer: Principal, pseudonyms: Sequence[bytes]) -> Viewer:
    """As whom a viewer looks at a case.

    Raises:
        ForbiddenError: the viewer's role has nothing to do with cases.
    """
    if viewer.role is Role.CITIZEN:
        return Viewer(Party.CITIZEN)
    if viewer.role is Role.SUWINET and viewer.kind == "MUNICIPALITY":
        return Viewer(Party.MUNICIPALITY)
    if viewer.role is Role.ASSESSOR:
        held_by, *earlier = (one.hex() for one in pseudonyms)
        return Viewer(Party.ASSESSOR, held_by, tuple(earlier))
    raise ForbiddenError(NOT_YOURS)
