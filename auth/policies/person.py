"""Whom a viewer may consult, and why (doelbinding): each role for its own purposes, a citizen only themselves."""

from collections.abc import Sequence
from typing import Final

from auth.policies.organisation import on_behalf_of
from auth.principal import OrganisationClaim, Principal
from domain.bsn import Bsn
from domain.errors import BadUserInputError, ForbiddenError, PurposeNotAllowedError
from domain.proofs import MOST_PERSONS, ConsultedPerson, ConsultedPersons
from domain.roles import PURPOSES, Purpose, Role

BY_MESSAGE: Final = Purpose.REINTEGRATION
"""The purpose of a message of Suwinet, which has no place for one: its service is the municipalities' (GSD)."""


def consult(
    viewer: Principal, bsn: Bsn, purpose: Purpose, organisation: str | None
) -> tuple[ConsultedPerson, OrganisationClaim | None]:
    """Let the viewer consult a person for a purpose, on behalf of the organisation with this id: the employer's claim.

    Raises:
        PurposeNotAllowedError: the purpose is another role's.
        ForbiddenError: the organisation isn't the viewer's, a service is lacking, or a citizen asks about another.
        BadUserInputError: the token names several organisations, and none was chosen.
    """
    _require_purpose(viewer, purpose)
    behalf = on_behalf_of(viewer, organisation)
    if viewer.role is Role.CITIZEN and bsn != viewer.bsn:
        raise ForbiddenError("You may ask only about yourself.")
    return ConsultedPerson(viewer.role, bsn, purpose), behalf


def consult_several(viewer: Principal, bsns: Sequence[Bsn], purpose: Purpose) -> ConsultedPersons:
    """Let an official consult several persons for a purpose.

    Raises:
        PurposeNotAllowedError: the purpose is another role's.
        ForbiddenError: the viewer is no official: an employer or a citizen asks about one at a time.
        BadUserInputError: they are too many at a time.
    """
    _require_purpose(viewer, purpose)
    if viewer.organisation is None:
        raise ForbiddenError("You may ask about one person at a time.")
    if len(bsns) > MOST_PERSONS:
        raise BadUserInputError("bsns", f"Ask about at most {MOST_PERSONS} persons at a time.")
    return ConsultedPersons(viewer.role, bsns, purpose)


def consult_by_message(viewer: Principal, bsn: Bsn, sender: str) -> ConsultedPerson:
    """Let an officer of Suwinet consult a person by a message of the organisation with this OIN.

    Raises:
        ForbiddenError: the viewer is no officer of Suwinet, or of another organisation than the sender.
    """
    if viewer.role is not Role.SUWINET:
        raise ForbiddenError("Only officers of Suwinet send this message.")
    return consult(viewer, bsn, BY_MESSAGE, sender)[0]


def consult_self(viewer: Principal) -> ConsultedPerson | None:
    """Let a citizen consult themselves; None: the viewer is no citizen."""
    if viewer.bsn is None:
        return None
    return ConsultedPerson(viewer.role, viewer.bsn, Purpose.OWN_DATA)


def _require_purpose(viewer: Principal, purpose: Purpose) -> None:
    """Refuse a purpose that isn't one of the viewer's role; those of the role are public."""
    if purpose not in PURPOSES[viewer.role]:
        own = ", ".join(sorted(PURPOSES[viewer.role])) or "none"
        raise PurposeNotAllowedError(f"This purpose belongs to another role. Purposes of {viewer.role.value}: {own}.")
