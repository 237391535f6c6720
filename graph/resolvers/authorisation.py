"""What the users of an organisation may do, for its administrator: who they are, and what was changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from auth.policies.authorisation import own_authorisations
from domain.errors import BadUserInputError
from domain.roles import Service
from graph.context import Context
from models.queries.authorisations import KnownUser, ServicesChanged, changes, users

MOST_CHANGES: Final = 100


@dataclass(frozen=True, slots=True)
class UserAuthorisation:
    """A user of an organisation: what they may do, and what their log-in would let them do."""

    user_id: str
    user_name: str
    services: list[Service]
    log_in_services: list[Service]
    changed_at: datetime | None
    administrator: bool

    @classmethod
    def of(cls, user: KnownUser) -> "UserAuthorisation":
        """The public form; a user whose name no log-in said is called by the id."""
        services = in_order(user.log_in - user.taken)
        return cls(
            user.id.hex(),
            user.name or user.id.hex(),
            services,
            in_order(user.log_in),
            user.changed_at,
            Service.AUTHORISATIONS in services,
        )


@dataclass(frozen=True, slots=True)
class AuthorisationChanged:
    """A change of what a user may do."""

    changed_at: datetime
    user_id: str
    user_name: str
    administrator_name: str
    given: list[Service]
    taken: list[Service]

    @classmethod
    def of(cls, change: ServicesChanged) -> "AuthorisationChanged":
        """The public form."""
        return cls(
            change.at,
            change.user.hex(),
            change.user_name or change.user.hex(),
            change.administrator_name or change.administrator.hex(),
            in_order(change.given),
            in_order(change.removed),
        )


async def authorisations(context: Context, organisation: str) -> list[UserAuthorisation]:
    """The users of an organisation of the viewer's who were here, by name.

    Raises:
        ForbiddenError: the viewer isn't its administrator, or no longer.
    """
    own = own_authorisations(context.viewer, organisation)
    return [UserAuthorisation.of(user) for user in await users(context.register.pools, own)]


async def authorisation_changes(context: Context, organisation: str, first: int) -> list[AuthorisationChanged]:
    """The last changes at an organisation of the viewer's, the newest first.

    Raises:
        ForbiddenError: the viewer isn't its administrator.
        BadUserInputError: more are asked than there may be at a time, or fewer than none.
    """
    if not 0 <= first <= MOST_CHANGES:
        raise BadUserInputError("first", f"Ask for at most {MOST_CHANGES} changes.")
    own = own_authorisations(context.viewer, organisation)
    return [AuthorisationChanged.of(change) for change in await changes(context.register.pools, own, first)]


def in_order(services: Iterable[Service]) -> list[Service]:
    """Services in the order of the vocabulary."""
    found = set(services)
    return [service for service in Service if service in found]
