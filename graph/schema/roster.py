"""RosterConnection: an organisation's own staff in the register in a reference year."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, partial
from typing import Final

import strawberry

from auth.policies.roster import own_roster
from domain.bsn import Bsn
from domain.errors import BadUserInputError
from domain.payroll import PayrollTaxNumber
from domain.roles import Purpose
from graph.context import Info
from graph.cursors import BrokenSealError
from graph.disclosure_records import disclosing
from graph.roster_link import RosterLink
from graph.schema.enums import vocabulary
from graph.schema.organisation import own_payrolls
from graph.schema.paging import ANOTHER_CURSOR, Page, PageInfo
from models.queries.rosters import RosterPage, RosterPosition, RosterRow, roster_page

TABLE_ROWS: Final = 50

_OF_PAGE: Final = frozenset({"RosterConnection.edges", "RosterConnection.pageInfo"})
_OF_ROWS: Final = _OF_PAGE | {"RosterConnection.totalCount", "RosterConnection.presentation"}


class RosterPresentation(StrEnum):
    """How a roster is shown."""

    TABLE = "TABLE"
    CSV_ONLY = "CSV_ONLY"


vocabulary(
    RosterPresentation,
    "What a portal shows of a roster: TABLE up to 50 rows, CSV_ONLY above.",
    TABLE=f"At most {TABLE_ROWS} rows: a table on the page (tabel).",
    CSV_ONLY="More rows: the file alone (alleen het bestand).",
)


@strawberry.type(description="One row, as it stood in the reference year. It leads nowhere else.")
class RosterEntry:
    """A person and a payroll tax number."""

    bsn: Bsn = strawberry.field(description="The person (burgerservicenummer).")
    payroll_tax_number: PayrollTaxNumber = strawberry.field(description="The number that pays (loonheffingennummer).")
    registration_end_date: date | None = strawberry.field(
        description="Einddatum registratie as known on the last day of the year on which the person was both employed "
        "and registered; null = indefinitely."
    )


@strawberry.type(description="A row of a roster and its place.")
class RosterEdge:
    """A row and its place."""

    node: RosterEntry = strawberry.field(description="The row.")
    place: strawberry.Private[Callable[[], str]]

    @strawberry.field(description="The row's place, for `after` and `before`.")
    def cursor(self) -> str:
        """The row's place, sealed only when it is asked."""
        return self.place()


@strawberry.type(description="A file to download.")
class Download:
    """A link that works for the same log-in, for a short time."""

    url: str = strawberry.field(description="Where it is; ask with the same bearer token, or in the same session.")
    expires_at: datetime = strawberry.field(description="Until when the link works.")


@strawberry.type(description="A page of a roster. Rows: person x payroll tax number.")
class RosterConnection:
    """A page, and the roster it is of."""

    total_count: int = strawberry.field(description="How many rows the whole roster has.")
    presentation: RosterPresentation = strawberry.field(
        description="TABLE up to 50 rows, CSV_ONLY above. Edges are answered either way: it tells a portal what to "
        "show."
    )
    edges: list[RosterEdge] = strawberry.field(description="The rows of the page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    link: strawberry.Private[RosterLink]

    @strawberry.field(
        description="The whole roster as a CSV file; the link works for the same log-in only (bearer token or session),"
        " and for a short time. Logged when downloaded."
    )
    def csv(self, info: Info) -> Download:
        """A link to the whole roster."""
        context = info.context
        register = context.register
        return Download(
            url=f"{register.url}/downloads/{self.link.sealed(register.seal, context.viewer)}.csv",
            expires_at=datetime.fromtimestamp(self.link.expires_at, UTC),
        )


def _betrayed(
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


async def roster_of(  # noqa: PLR0913 - the contract's arguments
    info: Info, organisation: str, year: int, payroll: PayrollTaxNumber | None, page: Page, *, only_table: bool
) -> RosterConnection:
    """A page of a roster, told after its persons are recorded; of one that is no table, no rows if `only_table`.

    Raises:
        ForbiddenError: it isn't the viewer's.
        BadUserInputError: the year, the size of the page or the cursor can't be.
    """
    context, register, viewer = info.context, info.context.register, info.context.viewer
    asked_of = own_roster(viewer, organisation)
    known = {} if payroll is None else await own_payrolls(context, asked_of.numbers)
    own = asked_of.roster(year, context.today, payroll, known)
    roster = (organisation, str(year), payroll.value if payroll else "all")
    bound = ("roster", viewer.role.value, viewer.issuer, viewer.subject, *roster)

    def position(argument: str, cursor: str) -> RosterPosition:
        try:
            return RosterPosition(*register.seal.open(cursor, *bound))
        except (BrokenSealError, TypeError):
            raise BadUserInputError(argument, ANOTHER_CURSOR) from None

    asked = RosterPage(page.size + 1, backwards=page.backwards)
    if page.after is not None:
        asked = asked._replace(after=position("after", page.after))
    if page.before is not None:
        asked = asked._replace(before=position("before", page.before))
    total, rows = await roster_page(register.pools, own, asked)
    if only_table and total > TABLE_ROWS:
        rows = []
    more = len(rows) > page.size
    shown = (rows[1:] if page.backwards else rows[:-1]) if more else rows
    record = disclosing(info, Purpose.ROSTER, asked_of.claim)
    fields = record.fields.split()
    betrayed = _betrayed(fields, total, rows, shown, page)
    if betrayed is None:
        _, whole = await roster_page(register.pools, own, RosterPage(TABLE_ROWS))
        betrayed = [*rows, *whole]
    await register.log.record(viewer.role, record, [register.log.subject(row.bsn) for row in betrayed])

    @cache  # a row has one cursor in one answer
    def sealed(row: RosterRow) -> str:
        return register.seal.close((row.payroll_tax_number.number, row.bsn.number), *bound)

    ends = shown[:1] + shown[-1:] if "RosterConnection.pageInfo" in fields else []
    edges = [
        RosterEdge(
            place=partial(sealed, row),
            node=RosterEntry(bsn=row.bsn, payroll_tax_number=row.payroll_tax_number, registration_end_date=row.ends_on),
        )
        for row in shown
    ]
    return RosterConnection(
        total_count=total,
        presentation=RosterPresentation.TABLE if total <= TABLE_ROWS else RosterPresentation.CSV_ONLY,
        edges=edges,
        page_info=page.info([sealed(row) for row in ends], more=more),
        link=RosterLink.to(organisation, year, payroll, int(register.now())),
    )
