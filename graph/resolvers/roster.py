"""A page of an organisation's roster, and the link to the whole of it as a file."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, partial
from typing import Final, NamedTuple

from auth.policies.roster import own_roster
from domain.payroll import PayrollTaxNumber
from domain.periods import RosterPeriod
from domain.roles import Purpose
from graph.context import Context, Info
from graph.disclosure_records import record_of_field
from graph.resolvers.paging import Page, Place, opened
from graph.roster_link import RosterLink
from models.queries.organisations import own_payrolls
from models.queries.rosters import RosterPage, RosterPosition, RosterRow, roster_page

TABLE_ROWS: Final = 50

_OF_PAGE: Final = frozenset({"RosterConnection.edges", "RosterConnection.pageInfo"})
_OF_ROWS: Final = _OF_PAGE | {"RosterConnection.totalCount", "RosterConnection.presentation"}


class RosterPresentation(StrEnum):
    """How a roster is shown."""

    TABLE = "TABLE"
    CSV_ONLY = "CSV_ONLY"


class RosterRows(NamedTuple):
    """A page of a roster of `total` rows: each of its rows with what seals its cursor, and where the page stands.

    `link` is to the whole roster.
    """

    total: int
    presentation: RosterPresentation
    rows: list[tuple[Callable[[], str], RosterRow]]
    place: Place
    link: RosterLink


async def page_of_roster(  # noqa: PLR0913 - the contract's arguments
    info: Info,
    organisation: str,
    period: RosterPeriod,
    payroll: PayrollTaxNumber | None,
    page: Page,
    *,
    only_table: bool,
) -> RosterRows:
    """A page of a roster, told after its persons are recorded; of one that is no table, no rows if `only_table`.

    A month's has no end dates: the one known in a month can tell in which month a ground stopped.

    Raises:
        ForbiddenError: it isn't the viewer's.
        BadUserInputError: the year, the month or the cursor can't be.
    """
    context, register, viewer = info.context, info.context.register, info.context.viewer
    authorised = own_roster(viewer, organisation)
    known = None if payroll is None else await own_payrolls(register.pools, authorised.numbers)
    own = authorised.roster(period, context.today, payroll, known)
    roster = (organisation, str(period), payroll.value if payroll else "all")
    bound = ("roster", *viewer.user, *roster)

    asked = RosterPage(page.size + 1, backwards=page.backwards)
    if after := opened(register.seal, "after", page.after, bound, 2):
        asked = asked._replace(after=RosterPosition(*after))
    if before := opened(register.seal, "before", page.before, bound, 2):
        asked = asked._replace(before=RosterPosition(*before))
    total, rows = await roster_page(register.pools, own, asked)
    if only_table and total > TABLE_ROWS:
        rows = []
    more = len(rows) > page.size
    shown = (rows[1:] if page.backwards else rows[:-1]) if more else rows
    record = record_of_field(info, Purpose.ROSTER, authorised.claim)
    fields = record.fields.split()
    disclosed = _rows_disclosed(fields, total, rows, shown, page)
    if disclosed is None:
        _, whole = await roster_page(register.pools, own, RosterPage(TABLE_ROWS))
        disclosed = [*rows, *whole]
    await register.log.record(viewer.role, record, [register.log.subject(row.bsn) for row in disclosed])

    @cache  # a row has one cursor in one answer
    def sealed(row: RosterRow) -> str:
        return register.seal.close((row.payroll_tax_number.number, row.bsn.number), *bound)

    ends = shown[:1] + shown[-1:] if "RosterConnection.pageInfo" in fields else []
    return RosterRows(
        total,
        RosterPresentation.TABLE if total <= TABLE_ROWS else RosterPresentation.CSV_ONLY,
        [(partial(sealed, row), row if period.month is None else row._replace(ends_on=None)) for row in shown],
        page.place([sealed(row) for row in ends], more=more),
        RosterLink.to(organisation, period, payroll, int(register.now())),
    )


def address_of(link: RosterLink, context: Context) -> tuple[str, datetime]:
    """Where the whole roster is as a file, for the viewer's log-in only, and until when."""
    register = context.register
    url = f"{register.url}/downloads/{link.sealed(register.seal, context.viewer)}.csv"
    return url, datetime.fromtimestamp(link.expires_at, UTC)


def _rows_disclosed(
    fields: Sequence[str], total: int, rows: list[RosterRow], shown: list[RosterRow], page: Page
) -> list[RosterRow] | None:
    """Of whom an answer with these fields tells something: of the page's rows, or (None) of the whole roster's.

    Of a small roster every number tells something of everyone in it: an employer of one learns by it whether that
    person is registered. Of a large one the page is told, and the row beyond it by `hasNextPage` or, backwards, by
    `hasPreviousPage`.
    """
    if _OF_ROWS.isdisjoint(fields):
        return []
    if total <= TABLE_ROWS:
        return rows if len(rows) == total else None
    if page.beyond in fields:
        return rows
    return [] if _OF_PAGE.isdisjoint(fields) else shown
