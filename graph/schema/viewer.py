"""Viewer: who is asking, and what they may ask."""

from typing import Annotated

import strawberry

from graph.context import Info
from graph.resolvers.case import cases_of_clients
from graph.resolvers.organisation import own_organisations
from graph.resolvers.person import oneself
from graph.resolvers.viewer import authorisations
from graph.schema.case import CaseConnection
from graph.schema.enums import Role
from graph.schema.given import given
from graph.schema.organisation import Organisation
from graph.schema.paging import After, Before, First, Last, page_of
from graph.schema.person import Person


@strawberry.type(description="A schema coordinate that this viewer may ask, with its legal basis.")
class VisibleField:
    """One line of a viewer's authorisations."""

    coordinate: str = strawberry.field(description="For example Person.registered.")
    legal_basis: str = strawberry.field(description="The article that allows it.")


@strawberry.type(description="Who is asking, as the register understood the token.")
class Viewer:
    """The viewer of a request."""

    @strawberry.field(description="The role the token speaks for.")
    def role(self, info: Info) -> Role:
        """The role."""
        return info.context.viewer.role

    @strawberry.field(
        description="The assurance level of the log-in (betrouwbaarheidsniveau), as the token's acr stated it."
    )
    def assurance_level(self, info: Info) -> str | None:
        """The assurance level."""
        return info.context.viewer.acr

    @strawberry.field(
        description="My authorisations: the schema coordinates ('Person.grounds') that this viewer may ask, each with "
        "its legal basis."
    )
    def visible_fields(self, info: Info) -> list[VisibleField]:
        """What the policy lets this viewer ask."""
        own = authorisations(info.context.viewer)
        return [VisibleField(coordinate=coordinate, legal_basis=basis) for coordinate, basis in own]

    @strawberry.field(description="The citizen's own registration.")
    async def person(self, info: Info) -> Person | None:
        """The citizen who asks."""
        looked_up = await oneself(info)
        return None if looked_up is None else Person.of(looked_up)

    @strawberry.field(
        description="The applications and reports (zaken) that the viewer's municipality submitted, newest first."
    )
    async def cases(
        self,
        info: Info,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> CaseConnection | None:
        """A municipality's own cases."""
        return CaseConnection.of(await cases_of_clients(info, page_of(first, after, last, before)))

    @strawberry.field(description="The organisations this viewer may act for.")
    async def organisations(
        self,
        info: Info,
        organisation: Annotated[
            strawberry.ID | None,
            strawberry.argument(name="id", description="Only this one of them; left out: all."),
        ] = strawberry.UNSET,
    ) -> list[Organisation]:
        """The employer's organisations."""
        return [Organisation.of(own) for own in await own_organisations(info.context, given(organisation))]
