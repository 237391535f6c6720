"""Organisation: an employer that a viewer acts for."""

from typing import Self

import strawberry

from domain.payroll import PayrollTaxNumber
from graph.resolvers.organisation import OwnOrganisation
from graph.schema.enums import Service


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
