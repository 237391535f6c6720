"""The organisations that a viewer acts for, as the log-in and the register together know them."""

from collections.abc import Sequence
from dataclasses import dataclass

from auth.policies import organisation as policy
from auth.principal import OrganisationClaim
from domain.payroll import PayrollTaxNumber
from domain.periods import reference_years
from domain.roles import Service
from graph.context import Context
from models.queries.organisations import KnownOrganisation, organisations, payrolls_of


@dataclass(frozen=True, slots=True)
class OwnOrganisation:
    """An organisation of the viewer's; `payrolls` in order, `reference_years` those of which a roster can be asked."""

    id: str
    name: str
    kvk: str | None
    rsin: str | None
    payrolls: list[PayrollTaxNumber]
    reference_years: list[int]
    services: list[Service]


async def own_organisations(context: Context) -> list[OwnOrganisation]:
    """The organisations of the viewer, in the order of the token."""
    viewer = context.viewer
    known = await organisations(context.register.pools, policy.own_organisations(viewer))
    return [_own(claim, [one for one in known if _is_same(claim, one)], context) for claim in viewer.organisations]


def _own(claim: OrganisationClaim, mine: Sequence[KnownOrganisation], context: Context) -> OwnOrganisation:
    return OwnOrganisation(
        id=claim.id,
        name=claim.name or next((one.name for one in mine if one.name), claim.id),
        kvk=claim.kvk or next((one.kvk for one in mine if one.kvk), None),
        rsin=claim.rsin or next((one.rsin for one in mine if one.rsin), None),
        payrolls=list(payrolls_of(mine)),
        reference_years=reference_years(context.today),
        services=[service for service in Service if service in context.viewer.services],
    )


def _is_same(claim: OrganisationClaim, one: KnownOrganisation) -> bool:
    return (claim.kvk is not None and one.kvk == claim.kvk) or (claim.rsin is not None and one.rsin == claim.rsin)
