"""The employer roster: own staff in the register in a reference year."""

from collections.abc import Callable, Coroutine, Iterator
from datetime import date
from typing import Any, Final, NamedTuple

import asyncpg

from domain.bsn import Bsn
from domain.errors import NotAuthorisedError
from domain.payroll import PayrollTaxNumber
from domain.proofs import OwnRoster, OwnRosterLines
from domain.roles import Role, Service
from models.database import ServingPools


class RosterRow(NamedTuple):
    """A person and a payroll tax number, and the last counting day known on the last day they were both."""

    payroll_tax_number: PayrollTaxNumber
    bsn: Bsn
    ends_on: date | None


class RosterPosition(NamedTuple):
    """The place of a row in the order of a roster: by payroll tax number, then BSN, as the database stores them."""

    payroll_tax_number: int = 0
    bsn: int = 0


_END: Final = RosterPosition(2**63 - 1, 2**31 - 1)


class RosterPage(NamedTuple):
    """Which page: at most `size` rows after a position and before another; backwards the last of them."""

    size: int
    after: RosterPosition = RosterPosition()
    before: RosterPosition = _END
    backwards: bool = False


_PAGE: Final = "select * from serve.employer_roster($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
_PERSONS: Final = _PAGE.replace("*", "total, bsns")
_ALL: Final = RosterPage(2**31 - 1)


async def roster_page(pools: ServingPools, roster: OwnRoster, page: RosterPage) -> tuple[int, list[RosterRow]]:
    """How many rows the roster has, and those of a page, in the roster's order.

    Raises:
        ForbiddenError: the organisation took the service from the user.
    """
    row = await _read(pools, _PAGE, roster, page)
    columns = (row["payroll_tax_numbers"] or (), row["bsns"] or (), row["end_dates"] or ())
    own = {number: PayrollTaxNumber.of(number) for number in set(columns[0])}
    rows = [RosterRow(own[number], Bsn.of(bsn), end) for number, bsn, end in zip(*columns, strict=True)]
    return row["total"], rows


async def roster_persons(pools: ServingPools, roster: OwnRoster) -> tuple[int, Iterator[Bsn]]:
    """How many rows the roster has, and the person of each; one with two payroll tax numbers is there twice.

    Raises:
        ForbiddenError: the organisation took the service from the user.
    """
    row = await _read(pools, _PERSONS, roster, _ALL)
    return row["total"], map(Bsn.of, row["bsns"] or ())


async def _read(pools: ServingPools, statement: str, roster: OwnRoster, page: RosterPage) -> asyncpg.Record:
    payroll = roster.payroll_tax_number and roster.payroll_tax_number.number
    found = await pools.call(
        Role.EMPLOYER,
        statement,
        *(roster.user, roster.kvk, roster.rsin, payroll, roster.first, roster.last),
        *(*page.after, *page.before, page.size, page.backwards),
    )
    if not found:
        raise NotAuthorisedError(Service.ROSTER)
    return found[0]


_CSV: Final = "select serve.employer_roster_csv($1, $2, $3, $4)"


async def roster_csv(
    pools: ServingPools, roster: OwnRosterLines, *, to: Callable[[bytes], Coroutine[Any, Any, None]]
) -> None:
    """The lines of a roster as a CSV file has them, without a header, as fast as they are taken.

    By the ids of its payroll tax numbers, since they stand in the statement's text.

    Raises:
        ForbiddenError: the organisation took the service from the user.
    """
    await pools.copy(Role.EMPLOYER, _CSV, *roster, to=to)
