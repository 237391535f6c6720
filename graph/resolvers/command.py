"""A command as a viewer gives it: its key, who gives it, and what tells it from another."""

import re
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID, uuid4

import orjson

from auth.policies.case import cases_to_assess
from auth.principal import OrganisationClaim, Principal
from domain.bsn import Bsn
from domain.errors import NOT_YOURS, BadUserInputError, ForbiddenError
from domain.proofs import CasesToAssess
from domain.roles import Purpose, Role
from graph.context import Context, Info
from graph.disclosure_records import records_of_command
from models.commands.command import Given
from models.disclosure import DisclosureRecord

_KEY: Final = re.compile(r"[A-Za-z0-9-]{16,64}")
PURPOSE: Final = {
    Role.CITIZEN: Purpose.OWN_DATA,
    Role.EMPLOYER: Purpose.EMPLOYEE,
    Role.SUWINET: Purpose.ASSESSMENT,
    Role.ASSESSOR: Purpose.ASSESSMENT,
}
"""For what each role works on cases and letters."""
_CITIZEN: Final = "Burger"


def given_command(info: Info, key: str, *asked: object, organisation: OrganisationClaim | None = None) -> Given:
    """The command of this field; `asked` is all that it was given besides its key.

    One user may be here for several: another person, another organisation, in another role. What one of these asked is
    not what the same words ask for the other, so that a key of one never opens the answer to the other.

    Raises:
        BadUserInputError: the key isn't 16 to 64 letters, digits and hyphens.
    """
    if not _KEY.fullmatch(key):
        raise BadUserInputError("input.idempotencyKey", "An idempotencyKey has 16 to 64 of A-Z, a-z, 0-9 and -.")
    context = info.context
    viewer, register = context.viewer, context.register
    done, refused = records_of_command(info, PURPOSE[viewer.role], organisation)
    return Given(
        users=register.log.pseudonyms.known_user(viewer.issuer, viewer.subject),
        key=key,
        asked=orjson.dumps([*_on_behalf_of(viewer, organisation), info.field_name, *asked], default=_plain),
        done=done,
        refused=refused,
        actor=viewer.organisation.name if viewer.organisation else _CITIZEN,
        now=datetime.fromtimestamp(register.now(), UTC),
        calendar=context.calendar,
        contact=register.contact,
    )


def given_once(context: Context, own: CasesToAssess, record: DisclosureRecord) -> Given:
    """What an assessor's command is given that no key answers for: to look at what it would do, or by a program."""
    viewer, register = context.viewer, context.register
    return Given(
        users=register.log.pseudonyms.known_user(viewer.issuer, viewer.subject),
        key=uuid4().hex,
        asked=b"",
        done=record,
        refused=record,
        actor=own.unit,
        now=datetime.fromtimestamp(register.now(), UTC),
        calendar=context.calendar,
        contact=register.contact,
    )


def to_assess(context: Context) -> CasesToAssess:
    """That the viewer may see and decide the cases that were submitted.

    Raises:
        ForbiddenError: the viewer is no assessor.
    """
    return cases_to_assess(context.viewer, pseudonyms(context))


def pseudonyms(context: Context) -> list[bytes]:
    """By which a case is held that the viewer has in hand: the one in use first."""
    return context.register.log.pseudonyms.known_user(context.viewer.issuer, context.viewer.subject)


def _on_behalf_of(viewer: Principal, organisation: OrganisationClaim | None) -> tuple[object, ...]:
    """For whom a command is given: the role, the citizen, and the organisation."""
    return viewer.role, viewer.bsn, viewer.organisation and viewer.organisation.oin, organisation and organisation.id


def opaque_id(text: str) -> UUID:
    """The id of a case or a letter.

    Raises:
        ForbiddenError: it can't be one; it is refused like that of another, or of nothing.
    """
    try:
        return UUID(text)
    except ValueError:
        raise ForbiddenError(NOT_YOURS) from None


def _plain(value: object) -> object:
    """Values that JSON has no form for, so that other ones give another digest."""
    if isinstance(value, Bsn):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "as_dict"):
        return value.as_dict()
    if hasattr(value, "as_json"):
        return value.as_json()
    raise TypeError(type(value).__name__)
