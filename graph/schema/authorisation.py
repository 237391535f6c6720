"""Authorisation: what a user of an employer's may do, as far as the organisation's administrators say."""

from datetime import datetime
from typing import Self

import strawberry

from graph.resolvers.authorisation import AuthorisationChanged, UserAuthorisation
from graph.schema.enums import Service


@strawberry.type(
    description="What a user of the organisation may do (machtiging). The log-in (eHerkenning) says what is possible; "
    "the organisation's administrators (beheerders) may take services and give them back, never more."
)
class Authorisation:
    """A user of an organisation."""

    user_id: strawberry.ID = strawberry.field(description="The user, by an id that says nothing else.")
    user_name: str = strawberry.field(description="What the log-in calls the user; the id, if it says nothing.")
    services: list[Service] = strawberry.field(description="The services that the user may use.")
    log_in_services: list[Service] = strawberry.field(
        description="The services that the user's last log-in brought: what an administrator can give."
    )
    changed_at: datetime | None = strawberry.field(description="When an administrator changed this last; null: never.")
    administrator: bool = strawberry.field(description="Whether the user is an administrator (beheerder).")
    is_viewer: bool = strawberry.field(description="Whether it is the viewer.")

    @classmethod
    def of(cls, user: UserAuthorisation) -> Self:
        """The public form of a user."""
        return cls(
            user_id=strawberry.ID(user.user_id),
            user_name=user.user_name,
            services=user.services,
            log_in_services=user.log_in_services,
            changed_at=user.changed_at,
            administrator=user.administrator,
            is_viewer=user.is_viewer,
        )


@strawberry.type(description="That an administrator gave services to a user, or took them.")
class AuthorisationChange:
    """A change of what a user may do; it stays as it was recorded."""

    changed_at: datetime = strawberry.field(description="When.")
    user_id: strawberry.ID = strawberry.field(description="The user.")
    user_name: str = strawberry.field(description="What the user was called then.")
    administrator_name: str = strawberry.field(description="What the administrator who did it was called then.")
    given: list[Service] = strawberry.field(description="The services that were given.")
    taken: list[Service] = strawberry.field(description="The services that were taken.")

    @classmethod
    def of(cls, change: AuthorisationChanged) -> Self:
        """The public form of a change."""
        return cls(
            changed_at=change.changed_at,
            user_id=strawberry.ID(change.user_id),
            user_name=change.user_name,
            administrator_name=change.administrator_name,
            given=change.given,
            taken=change.taken,
        )
