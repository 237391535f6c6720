"""A page of an organisation's roster, and the link to the whole of it as a file."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, partial
from itertools import chain
from typing import Final, NamedTuple

from auth.policies.roster import own_roster
from domain.bsn import Bsn
from domain.payroll import PayrollTaxNumber
from domain.periods import RosterPeriod
from domain.roles import Purpose
from graph.context import Context, Info
from graph.disclosure_records import record_of_field
from graph.resolvers.paging import Page, Place, opened
from graph.roster_link import RosterLink
from models.queries.organisations import own_payrolls
from models.queries.rosters import RosterPage, RosterPosition, RosterRow, roster_page, roster_persons

TABLE_ROWS: Final = 50

_OF_PAGE: Final = frozenset({"RosterConnection.edges", "RosterConnection.pageInfo"})
_OF_SIZE: Final = frozenset({"RosterConnection.totalCount", "RosterConnection.presentation"})


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
    disclosed: Iterable[Bsn] | None = _disclosed(fields, total, rows, shown, page, only_table=only_table)
    if disclosed is None:  # who is counted is who is recorded, also of a roster that changed since
        total, whole = await roster_persons(register.pools, own)
        disclosed = chain((row.bsn for row in rows), whole)
    await register.log.record_persons(viewer.role, record, disclosed)

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


def _disclosed(  # noqa: PLR0913 - what was asked, and what was found
    fields: Sequence[str], total: int, rows: list[RosterRow], shown: list[RosterRow], page: Page, *, only_table: bool
) -> list[Bsn] | None:
    """Of whom an answer with these fields tells something: of persons on the page, or (None) of the whole roster's.

    What tells its size tells of everyone: an employer of one learns by it whether that person is registered, and by two
    sizes, of a year and a month, or with and without a payroll tax number, whether those are by whom they differ. If
    rows are of a table only, their being there tells the size too. Of a small roster so does any page. A page of a
    large one tells of its rows, and of the row beyond it by `hasNextPage` or, backwards, by `hasPreviousPage`.
    """
    if _OF_SIZE.isdisjoint(fields) and _OF_PAGE.isdisjoint(fields):
        return []
    if total <= TABLE_ROWS or only_table or not _OF_SIZE.isdisjoint(fields):
        return [row.bsn for row in rows] if len(rows) == total else None
    return [row.bsn for row in (rows if page.beyond in fields else shown)]
