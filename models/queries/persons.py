"""Is someone registered, until when, and on what grounds: each role's own look-up function."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import asyncpg

from domain.bsn import Bsn
from domain.grounds import GroundCode
from domain.roles import Role
from models.database import ServingPools


@dataclass(frozen=True, slots=True)
class RegisteredAnswer:
    """What a citizen or an employer gets: registered or not, and the last day that counts if one is known."""

    registered: bool
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class HeldGround:
    """A ground of the present registration as of the day asked about. `end_reason` is never Suwinet's."""

    code: GroundCode
    start: date
    end: date | None
    end_reason: str | None


@dataclass(frozen=True, slots=True)
class DetailedAnswer(RegisteredAnswer):
    """What Suwinet and an assessor get: the counting start date and the grounds as well."""

    counting_from: date | None
    grounds: tuple[HeldGround, ...]


SEES_GROUNDS: Final = frozenset({Role.SUWINET, Role.ASSESSOR})
"""The roles whose look-up returns grounds."""

_LOOK_UP: Final = {
    Role.CITIZEN: "select registered, ends_on from serve.citizen_look_up($1, $2) order by place",
    Role.EMPLOYER: "select registered, ends_on from serve.employer_look_up($1, $2) order by place",
    Role.SUWINET: "select * from serve.suwinet_look_up($1, $2) order by place",
    Role.ASSESSOR: "select * from serve.assessor_look_up($1, $2) order by place",
}

_PERIODS: Final = {
    Role.SUWINET: "select from_day, until_day from serve.suwinet_periods($1, $2, $3)",
    Role.ASSESSOR: "select from_day, until_day from serve.assessor_periods($1, $2, $3)",
}


async def registered(pools: ServingPools, role: Role, bsns: Sequence[Bsn], day: date) -> list[RegisteredAnswer]:
    """For each BSN, in the order asked: registered on a day, and until when. For a citizen or an employer."""
    rows = await pools.call(role, _LOOK_UP[role], [bsn.number for bsn in bsns], [day] * len(bsns))
    return [RegisteredAnswer(row["registered"], row["ends_on"]) for row in rows]


async def detailed(pools: ServingPools, role: Role, bsns: Sequence[Bsn], day: date) -> list[DetailedAnswer]:
    """For each BSN, in the order asked: all that Suwinet or an assessor may know as of a day."""
    rows = await pools.call(role, _LOOK_UP[role], [bsn.number for bsn in bsns], [day] * len(bsns))
    return [
        DetailedAnswer(row["registered"], row["ends_on"], row["counting_from"], tuple(_grounds(row))) for row in rows
    ]


def _grounds(row: asyncpg.Record) -> list[HeldGround]:
    codes = row["ground_codes"] or []
    reasons = row.get("ground_end_reasons") or [None] * len(codes)
    return [
        HeldGround(GroundCode(code), start, end, reason)
        for code, start, end, reason in zip(
            codes, row["ground_starts"] or [], row["ground_ends"] or [], reasons, strict=True
        )
    ]


async def registered_periods(
    pools: ServingPools, role: Role, bsn: Bsn, first: date, last: date
) -> list[tuple[date, date]]:
    """The stretches of days, first and last day included, between two days on which a person is registered."""
    rows = await pools.call(role, _PERIODS[role], bsn.number, first, last)
    return [(row["from_day"], row["until_day"]) for row in rows]
