"""RosterConnection: an organisation's own staff in the register in a reference year."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Self

import strawberry

from domain.bsn import Bsn
from domain.payroll import PayrollTaxNumber
from graph.context import Info
from graph.resolvers.roster import TABLE_ROWS, RosterPresentation, RosterRows, address_of
from graph.roster_link import RosterLink
from graph.schema.enums import vocabulary
from graph.schema.paging import PageInfo
from models.queries.rosters import RosterRow

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
        "and registered; null = indefinitely, or the roster is a month's: that tells no end date."
    )

    @classmethod
    def of(cls, row: RosterRow) -> Self:
        """The public form of a row."""
        return cls(bsn=row.bsn, payroll_tax_number=row.payroll_tax_number, registration_end_date=row.ends_on)


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
        url, expires_at = address_of(self.link, info.context)
        return Download(url=url, expires_at=expires_at)

    @classmethod
    def of(cls, page: RosterRows) -> Self:
        """The public form of a page of a roster."""
        return cls(
            total_count=page.total,
            presentation=page.presentation,
            edges=[RosterEdge(place=place, node=RosterEntry.of(row)) for place, row in page.rows],
            page_info=PageInfo.of(page.place),
            link=page.link,
        )
