"""Organisation: an employer that a viewer acts for."""

from typing import Annotated, Self

import strawberry

from domain.payroll import PayrollTaxNumber
from graph.context import Info
from graph.resolvers.authorisation import authorisation_changes, authorisations
from graph.resolvers.job_hours import own_job_hours, own_quota
from graph.resolvers.letter import letters_of_organisation
from graph.resolvers.organisation import OwnOrganisation
from graph.schema.authorisation import Authorisation, AuthorisationChange
from graph.schema.enums import Sector, Service
from graph.schema.job_hours import JobEquivalents, QuotaCalculation
from graph.schema.letter import LetterConnection
from graph.schema.paging import After, Before, First, Last, page_of


@strawberry.type(description="An employer that this viewer may act for, as named by eHerkenning.")
class Organisation:
    """What the log-in says of an organisation, with the payroll tax numbers the register knows of it."""

    id: strawberry.ID = strawberry.field(description="The number by which the log-in names it: KvK number, or RSIN.")
    name: str = strawberry.field(description="Its name (naam).")
    kvk_number: str | None = strawberry.field(description="Number in the trade register (KvK-nummer), 8 digits.")
    rsin: str | None = strawberry.field(description="RSIN, 9 digits.")
    payroll_tax_numbers: list[PayrollTaxNumber] = strawberry.field(
        description="Its payroll tax numbers (loonheffingennummers), in order; empty if the register knows none."
    )
    reference_years: list[int] = strawberry.field(
        description="The years of which a roster can be asked (peiljaren): 2013 to the current year."
    )
    services: list[Service] = strawberry.field(
        description="The services of the portal this viewer is authorised for: what the log-in brings, less what the "
        "organisation's administrator (beheerder) took."
    )

    @strawberry.field(
        description="What each user of the organisation may do, by name; who never was here isn't among them. Only for "
        "the organisation's administrator (beheerder)."
    )
    async def authorisations(self, info: Info) -> list[Authorisation] | None:
        """Its users."""
        return [Authorisation.of(user) for user in await authorisations(info.context, self.id)]

    @strawberry.field(
        description="What administrators changed last of what users may do, the newest first. Only for the "
        "organisation's administrator (beheerder)."
    )
    async def authorisation_changes(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many at most, up to 100.")] = 10,
    ) -> list[AuthorisationChange] | None:
        """Its changes."""
        return [AuthorisationChange.of(one) for one in await authorisation_changes(info.context, self.id, first)]

    @strawberry.field(
        description="Letters to the organisation (brieven), newest first: copies of decisions on employees, and where "
        "a reaction is asked. Needs the service LETTERS."
    )
    async def letters(  # noqa: PLR0913 - a connection's arguments
        self,
        info: Info,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
        *,
        only_unread: Annotated[bool, strawberry.argument(description="Only those that nobody opened yet.")] = False,
    ) -> LetterConnection | None:
        """The organisation's letters."""
        page = page_of(first, after, last, before)
        return LetterConnection.of(await letters_of_organisation(info, self.id, page, only_unread=only_unread))

    @strawberry.field(
        description="The paid hours and the jobs (banen) of the organisation's own registered employees in a year, "
        "from 2013 to the current one. Needs the service ROSTER."
    )
    async def job_equivalents(
        self,
        info: Info,
        year: Annotated[int, strawberry.argument(description="The year; of the current one until today.")],
    ) -> JobEquivalents | None:
        """What its employees are worth in jobs."""
        return JobEquivalents.of(year, await own_job_hours(info, self.id, year))

    @strawberry.field(
        description="What the quota (quotumheffing) would ask for these paid hours: computed, never decided, and not "
        "executed at present. Needs the service ROSTER."
    )
    async def quota_calculation(
        self,
        info: Info,
        year: Annotated[int, strawberry.argument(description="The year, from 2013 to the current one.")],
        paid_hours: Annotated[
            int, strawberry.argument(description="All paid hours (verloonde uren) of the organisation in the year.")
        ],
        paid_hours_year_before: Annotated[
            int, strawberry.argument(description="The same of the year before: one is liable by both.")
        ],
        sector: Annotated[Sector, strawberry.argument(description="The organisation's sector.")],
    ) -> QuotaCalculation | None:
        """What the quota would ask of it."""
        found = await own_quota(info, self.id, year, paid_hours, paid_hours_year_before, sector)
        return QuotaCalculation.of(
            found, year=year, sector=sector, paid_hours=paid_hours, paid_hours_year_before=paid_hours_year_before
        )

    @classmethod
    def of(cls, own: OwnOrganisation) -> Self:
        """The public form of an organisation of the viewer's."""
        return cls(
            id=strawberry.ID(own.id),
            name=own.name,
            kvk_number=own.kvk,
            rsin=own.rsin,
            payroll_tax_numbers=own.payrolls,
            reference_years=own.reference_years,
            services=own.services,
        )
