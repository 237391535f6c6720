"""The organisations that a viewer acts for, as the log-in and the register together know them."""

from collections.abc import Sequence
from dataclasses import dataclass

from auth.policies import authorisation
from auth.policies import organisation as policy
from auth.principal import OrganisationClaim
from domain.errors import NotAuthorisedError
from domain.payroll import PayrollTaxNumber
from domain.periods import reference_years
from domain.roles import Service
from graph.context import Context
from graph.resolvers.authorisation import in_order
from models.queries.authorisations import taken
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


async def own_organisations(context: Context, only: str | None) -> list[OwnOrganisation]:
    """The organisations of the viewer, in the order of the token; or only the one with this id.

    Raises:
        ForbiddenError: that one isn't the viewer's, known or not.
    """
    viewer, pools = context.viewer, context.register.pools
    wanted = None if only is None else policy.own_organisation(viewer, only)[0]
    known = await organisations(pools, policy.own_organisations(viewer))
    return [
        _own(claim, services, [one for one in known if _is_same(claim, one)], context)
        for claim, services in zip(viewer.organisations, await _services(context), strict=True)
        if wanted in {None, claim}
    ]


async def _services(context: Context) -> list[frozenset[Service]]:
    """What the viewer may use of each organisation: what the log-in brings, less what was taken from them."""
    visit = authorisation.visit(context.viewer)
    took = await taken(context.register.pools, visit)
    return [one.services - less for one, less in zip(visit.organisations, took, strict=True)]


async def require(context: Context, claim: OrganisationClaim, service: Service) -> None:
    """See to it that a service of an organisation of the viewer's wasn't taken from them.

    Raises:
        ForbiddenError: it was.
    """
    services = await _services(context)
    if service not in services[context.viewer.organisations.index(claim)]:
        raise NotAuthorisedError(service)


def _own(
    claim: OrganisationClaim, services: frozenset[Service], mine: Sequence[KnownOrganisation], context: Context
) -> OwnOrganisation:
    return OwnOrganisation(
        id=claim.id,
        name=claim.name or next((one.name for one in mine if one.name), claim.id),
        kvk=claim.kvk or next((one.kvk for one in mine if one.kvk), None),
        rsin=claim.rsin or next((one.rsin for one in mine if one.rsin), None),
        payrolls=list(payrolls_of(mine)),
        reference_years=reference_years(context.today),
        services=in_order(services),
    )


def _is_same(claim: OrganisationClaim, one: KnownOrganisation) -> bool:
    return (claim.kvk is not None and one.kvk == claim.kvk) or (claim.rsin is not None and one.rsin == claim.rsin)
