"""Mutations on authorisations: the administrator of an organisation says what its users may do."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.refusals import Refused
from graph.context import Info
from graph.resolvers import authorisation as resolvers
from graph.schema.authorisation import Authorisation
from graph.schema.enums import Service
from graph.schema.refusal import Refusal
from models.commands.authorisation import Seen

AuthorisationResult = Annotated[
    Authorisation | Refusal,
    strawberry.union("AuthorisationResult", description="What a user may do now, or why that wasn't changed."),
]


@strawberry.input(description="What a user may use from now on.")
class SetAuthorisationInput:
    """A user's services."""

    organisation: strawberry.ID = strawberry.field(description="The id of an organisation of yours.")
    user_id: strawberry.ID = strawberry.field(description="The user: Authorisation.userId.")
    services: list[Service] = strawberry.field(
        description="All services that the user may use; at most Authorisation.logInServices."
    )
    changed_at: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="The Authorisation.changedAt that you saw: if it was changed since, nothing is done (WRONG_STATE). "
        "Left out: whatever it is now.",
    )
    idempotency_key: str = strawberry.field(description="As of every command: 16 to 64 letters, digits and hyphens.")


@strawberry.type
class AuthorisationMutations:
    """What an administrator may do."""

    @strawberry.mutation(
        description="Let a user use these services and no others (machtigen), effective with their next request. The "
        "last administrator stays."
    )
    async def set_authorisation(
        self, info: Info, input: Annotated[SetAuthorisationInput, strawberry.argument(description="Who and what.")]
    ) -> AuthorisationResult:
        """Change what a user may use."""
        seen = None if input.changed_at is strawberry.UNSET else Seen(input.changed_at)
        found = await resolvers.set_authorisation(
            info, input.organisation, input.user_id, input.services, seen, input.idempotency_key
        )
        return Refusal.of(found) if isinstance(found, Refused) else Authorisation.of(found)
