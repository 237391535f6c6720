"""What an operation hands over of a person, for the disclosure log: the coordinates that it asks there."""

from functools import lru_cache
from typing import Final

from graphql.pyutils import Path

from auth.principal import OfficialKind, OrganisationClaim, Principal
from auth.visibility.policy import POLICY
from domain.roles import Purpose, Role
from graph.context import Context, Info
from graph.engine.coordinates import HandedOver
from models.disclosure import DisclosureRecord


def record_of_field(
    info: Info, purpose: Purpose, organisation: OrganisationClaim | None = None, outcome: str | None = None
) -> DisclosureRecord:
    """The record of what this field is about to hand over.

    Args:
        info: the field.
        purpose: why.
        organisation: the one an employer's user acts for.
        outcome: of a field of a union the name of the object type that it answers with.
    """
    handed_over = _handed_over(info)
    fields = handed_over.coordinates if outcome is None else handed_over.outcomes[outcome]
    return recorded(info.context, purpose, fields, organisation)


def record_of_command(
    info: Info, purpose: Purpose, organisation: OrganisationClaim | None = None, outcome: str | None = None
) -> DisclosureRecord:
    """The record of a command: the mutation, and what its answer is about to hand over.

    Args:
        info: the mutation.
        purpose: why.
        organisation: the one an employer's user acts for.
        outcome: of a mutation that answers a union the name of the object type that it answers with.
    """
    handed_over, mutation = _handed_over(info), f"Mutation.{info.field_name}"
    fields = handed_over.coordinates if outcome is None else handed_over.outcomes[outcome]
    return recorded(info.context, purpose, " ".join(dict.fromkeys([mutation, *fields.split()])), organisation)


def records_of_command(
    info: Info, purpose: Purpose, organisation: OrganisationClaim | None = None
) -> tuple[DisclosureRecord, DisclosureRecord]:
    """The record of a command that is done, and that of one that is refused: each with what that hands over."""
    [done] = _handed_over(info).outcomes.keys() - {_REFUSAL}
    return (
        record_of_command(info, purpose, organisation, done),
        record_of_command(info, purpose, organisation, _REFUSAL),
    )


_REFUSAL: Final = "Refusal"


def record_of_figures(info: Info) -> DisclosureRecord:
    """The record of figures about nobody in particular: consulting a person has a purpose, and this consults none."""
    return _record(info.context, "", _handed_over(info).coordinates, None)


def recorded_figures(context: Context, fields: str) -> DisclosureRecord:
    """The record of such figures in a file: these coordinates, separated by blanks."""
    return _record(context, "", fields, None)


def answered_apart(info: Info) -> bool:
    """Whether a field of persons need not look them up: all that is asked of them looks by itself, and is counted.

    Otherwise each look would be two entries in the person's log. A BSN is only echoed.
    """
    return _handed_over(info).by_others


def _handed_over(info: Info) -> HandedOver:
    """What the plan says that this field hands over, by where it is in the answer."""
    keys: list[str] = []
    step: Path | None = info.path
    while step is not None:
        if isinstance(step.key, str):
            keys.append(step.key)
        step = step.prev
    return info.context.handed_over[tuple(reversed(keys))]


def recorded(
    context: Context, purpose: Purpose, fields: str, organisation: OrganisationClaim | None = None
) -> DisclosureRecord:
    """The record of what is handed over: these coordinates, separated by blanks."""
    return _record(context, purpose.value, fields, organisation)


def refused(context: Context, fields: str, purpose: str = "", organisation: object = None) -> DisclosureRecord:
    """The record of what was refused: these coordinates. `organisation` is the id that was chosen, whosever it is."""
    viewer = context.viewer
    own = viewer.organisations
    chosen = next((one for one in own if one.id == organisation or len(own) == 1), None)
    return _record(context, purpose, fields, chosen)


def _record(context: Context, purpose: str, fields: str, organisation: OrganisationClaim | None) -> DisclosureRecord:
    viewer = context.viewer
    legal_basis = _legal_basis(fields, viewer.role, viewer.kind)
    number, name = _on_behalf_of(viewer, organisation)
    user = context.register.log.pseudonyms.user(viewer.issuer, viewer.subject)
    rsin = (organisation and organisation.rsin) or ""
    user_id = viewer.user_id if viewer.role is Role.EMPLOYER else b""
    return DisclosureRecord(
        number, name, user, purpose, fields, legal_basis, context.operation, context.trace, rsin, user_id
    )


def _on_behalf_of(viewer: Principal, organisation: OrganisationClaim | None) -> tuple[str, str]:
    if organisation is not None:
        name = organisation.name or organisation.id
        return organisation.id, name if viewer.intermediary is None else _through(name, viewer.intermediary)
    if viewer.organisation is not None:
        return viewer.organisation.oin, viewer.organisation.name
    return "", ""


_LONGEST_REMEMBERED: Final = 400
"""Characters: who asks for much, each time in another order, is remembered nothing of."""


def _through(name: str, intermediary: OrganisationClaim) -> str:
    """An organisation by its name, and who asks for it (ketenmachtiging); an RSIN, which may be a BSN, isn't shown."""
    known = intermediary.name or "een gemachtigde"
    number = f" (KvK {intermediary.kvk})" if intermediary.kvk else ""
    return f"{name[:_NAME]}, via {known[:_NAME]}{number}"


_NAME: Final = 115
"""How much of each of two names a record has room for."""


def _legal_basis(fields: str, role: Role, kind: OfficialKind | None) -> str:
    """The legal bases of coordinates; an officer has one by the kind of the organisation."""
    return (_remembered if len(fields) <= _LONGEST_REMEMBERED else _found)(fields, role, kind)


def _found(fields: str, role: Role, kind: OfficialKind | None) -> str:
    rules = (POLICY[one] for one in fields.split() if one in POLICY)
    return "; ".join(dict.fromkeys(rule.legal_basis(role, kind) for rule in rules))


_remembered: Final = lru_cache(1_000)(_found)
