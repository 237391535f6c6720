"""The wage values of a DKD message: each is reported by the command of `reportWageValue`, and recorded alike."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final, NamedTuple
from uuid import UUID

import orjson

from domain.proofs import CasesOfMunicipality
from domain.refusals import RefusalCode, Refused
from domain.wage_value import wage_value
from graph.context import Context
from graph.disclosure_records import recorded
from graph.resolvers.command import PURPOSE
from models.commands.command import Given, refusal_of
from models.commands.wage_value import known_wage_value, report_wage_value
from models.dkd.faults import DkdReason, Rejection
from models.dkd.message import WageValueReport

COORDINATE: Final = "Mutation.reportWageValue"
_PROVISION: Final = "Voorziening"
_REFUSED: Final = f"{COORDINATE} Refusal.code Refusal.reasons"
_ASKED: Final = ("CdArbeidsvermogen", "Percentage", "DatBRv")
"""The parts that say what the law asks, in the order of a refusal's reasons."""


class Outcome(NamedTuple):
    """What came of a wage value: recorded, now or before; or why not."""

    new: bool
    rejection: Rejection | None = None


async def report(
    context: Context, own: CasesOfMunicipality, value: WageValueReport, *, counted: bool = True
) -> Outcome:
    """Report a wage value of the viewer's municipality.

    What it says is its key, and the id of its case: it is reported once, whoever sends it again and whenever.

    Args:
        context: the request, or the import.
        own: the municipality.
        value: what the message says.
        counted: whether quotas count whom it is about.

    Raises:
        RegisterError: it can't be done now, or a quota forbids it.
    """
    commands, today = context.register.commands, context.today
    ids = list(_ids(context, own, value))
    given = _given(context, own, ids[0], None if _is_whole(value, today) else today, counted=counted)
    for case in ids:
        answer = await known_wage_value(commands, own, given, value.bsn, case)
        if answer is not None:
            return _outcome(value, refusal_of(answer), new=False)
    answer = await report_wage_value(
        commands,
        own,
        given,
        value.bsn,
        value.percentage,
        value.established_on,
        value.reference,
        below_minimum_wage=value.below_minimum_wage,
        case=ids[0],
        provision=None if value.reference is None else f"{_PROVISION} {value.reference}",
    )
    return _outcome(value, refusal_of(answer), new=True)


def _outcome(value: WageValueReport, refused: Refused | None, *, new: bool) -> Outcome:
    return Outcome(new) if refused is None else Outcome(new=False, rejection=_rejection(value, refused))


def _rejection(value: WageValueReport, refused: Refused) -> Rejection:
    """Which part of the message a refusal is about."""
    part, reason = {
        RefusalCode.INVALID_DATE: ("DatBRv", DkdReason.WRONG_DAY),
        RefusalCode.INVALID_VALUE: ("RegistratienrRvGsd", DkdReason.MALFORMED),
    }.get(refused.code, ("", DkdReason.REFUSED))
    for name, asked in zip(_ASKED, refused.reasons, strict=False):
        if not asked.holds:
            part, reason = name, DkdReason.NOT_BELOW if asked.holds is False else DkdReason.MISSING
            break
    return Rejection(f"{value.place}/{part}".rstrip("/"), reason, value.line)


def _ids(context: Context, own: CasesOfMunicipality, value: WageValueReport) -> Iterator[UUID]:
    """The ids that its case may have: by the key of pseudonyms in use, and by earlier ones.

    An id stands in addresses of pages, so that without a key nobody may find out whom it is about.
    """
    said = orjson.dumps([own.oin, value.percentage, value.below_minimum_wage, value.established_on, value.reference])
    for pseudonym in context.register.log.pseudonyms.known(value.bsn.value.encode()):
        yield UUID(bytes=hashlib.sha256(pseudonym + said).digest()[:16], version=4)


def _is_whole(value: WageValueReport, today: date) -> bool:
    """Whether the rules take it today: a refusal may be another one tomorrow, so it is kept under a key of its day."""
    try:
        wage_value(value.percentage, value.established_on, today, below_minimum_wage=value.below_minimum_wage)
    except Refused:
        return False
    return True


def _given(context: Context, own: CasesOfMunicipality, case: UUID, day: date | None, *, counted: bool) -> Given:
    viewer, register = context.viewer, context.register
    purpose = PURPOSE[viewer.role]
    return Given(
        users=register.log.pseudonyms.known_user(viewer.issuer, viewer.subject),
        key=f"dkd-{case.hex}" if day is None else f"dkd-{case.hex}-{day:%Y%m%d}",
        asked=f"{COORDINATE} {own.oin} {case}".encode(),
        done=recorded(context, purpose, COORDINATE),
        refused=recorded(context, purpose, _REFUSED),
        actor=own.name,
        now=datetime.fromtimestamp(register.now(), UTC),
        calendar=context.calendar,
        contact=register.contact,
        counted=counted,
    )
