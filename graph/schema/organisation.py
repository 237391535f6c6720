"""Organisation: an employer that a viewer acts for."""

from collections.abc import Sequence
from typing import Self

import strawberry

from auth.policies.organisation import own_organisations as own_numbers
from auth.principal import OrganisationClaim
from domain.payroll import PayrollTaxNumber
from domain.periods import reference_years
from domain.proofs import OwnOrganisations
from graph.context import Context
from graph.schema.enums import Service
from models.queries import organisations
from models.queries.organisations import KnownOrganisation


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
    services: list[Service] = strawberry.field(description="The services this viewer is authorised for.")

    @classmethod
    def of(cls, claim: OrganisationClaim, known: Sequence[KnownOrganisation], context: Context) -> Self:
        """The public form of an organisation that the token names."""
        mine = [one for one in known if _is_same(claim, one)]
        return cls(
            id=strawberry.ID(claim.id),
            name=claim.name or next((one.name for one in mine if one.name), claim.id),
            kvk_number=claim.kvk or next((one.kvk for one in mine if one.kvk), None),
            rsin=claim.rsin or next((one.rsin for one in mine if one.rsin), None),
            payroll_tax_numbers=list(_payrolls(mine)),
            reference_years=reference_years(context.today),
            services=[service for service in Service if service in context.viewer.services],
        )


async def own_organisations(context: Context) -> list[Organisation]:
    """The organisations of the viewer, in the order of the token."""
    claims = context.viewer.organisations
    known = await organisations.organisations(context.register.pools, own_numbers(context.viewer))
    return [Organisation.of(claim, known, context) for claim in claims]


async def own_payrolls(context: Context, numbers: OwnOrganisations) -> dict[PayrollTaxNumber, int]:
    """The payroll tax numbers that the register knows of organisations of the viewer's, in order, by their rows."""
    return _payrolls(await organisations.organisations(context.register.pools, numbers))


def _is_same(claim: OrganisationClaim, one: KnownOrganisation) -> bool:
    return (claim.kvk is not None and one.kvk == claim.kvk) or (claim.rsin is not None and one.rsin == claim.rsin)


def _payrolls(mine: Sequence[KnownOrganisation]) -> dict[PayrollTaxNumber, int]:
    """Of an organisation that the register has in several guises, say with and without its RSIN, each number once."""
    rows = {number: row for one in mine for number, row in zip(one.payroll_tax_numbers, one.payroll_rows, strict=True)}
    return dict(sorted(rows.items(), key=lambda one: one[0].value))
