"""What the users of an organisation may do, for its administrator: who they are, and what was changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from auth.policies.authorisation import own_authorisations, visit
from auth.principal import Principal
from domain.authorisations import not_an_administrator
from domain.errors import BadUserInputError, NotAuthorisedError
from domain.refusals import Refused
from domain.roles import Service
from graph.context import Context, Info
from graph.resolvers.command import given_command
from models.commands.authorisation import Seen, set_services
from models.commands.command import refusal_of
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
    is_viewer: bool

    @classmethod
    def of(cls, user: KnownUser, viewer: Principal) -> "UserAuthorisation":
        """The public form; a user whose name no log-in said is called by the id."""
        services = in_order(user.log_in - user.taken)
        return cls(
            user.id.hex(),
            user.name or user.id.hex(),
            services,
            in_order(user.log_in),
            user.changed_at,
            Service.AUTHORISATIONS in services,
            user.id == viewer.user_id,
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
    own, _ = own_authorisations(context.viewer, organisation)
    return [UserAuthorisation.of(user, context.viewer) for user in await users(context.register.pools, own)]


async def authorisation_changes(context: Context, organisation: str, first: int) -> list[AuthorisationChanged]:
    """The last changes at an organisation of the viewer's, the newest first.

    Raises:
        ForbiddenError: the viewer isn't its administrator.
        BadUserInputError: more are asked than there may be at a time, or fewer than none.
    """
    if not 0 <= first <= MOST_CHANGES:
        raise BadUserInputError("first", f"Ask for at most {MOST_CHANGES} changes.")
    own, _ = own_authorisations(context.viewer, organisation)
    return [AuthorisationChanged.of(change) for change in await changes(context.register.pools, own, first)]


async def set_authorisation(  # noqa: PLR0913, PLR0917 - what the mutation is given
    info: Info, organisation: str, user_id: str, services: Iterable[Service], seen: Seen | None, key: str
) -> UserAuthorisation | Refused:
    """Let a user of an organisation of the viewer's use these services and no others.

    Raises:
        ForbiddenError: the organisation isn't the viewer's, known or not.
    """
    context, wanted = info.context, in_order(services)
    changed_at = seen and (seen.changed_at.isoformat() if seen.changed_at else "never")
    try:
        own, claim = own_authorisations(context.viewer, organisation)
        given = given_command(info, key, organisation, user_id, wanted, changed_at, organisation=claim)
        answer = await set_services(
            context.register.commands, own, visit(context.viewer), given, _user_of(user_id), wanted, seen
        )
    except NotAuthorisedError:
        return not_an_administrator()
    except Refused as refused:
        return refused
    return refusal_of(answer) or UserAuthorisation.of(KnownUser.read(answer["user"]), context.viewer)


def _user_of(user_id: str) -> bytes:
    """The user with this id; nobody, if it can't be one."""
    try:
        user = bytes.fromhex(user_id)
    except ValueError:
        return b""
    return user if user.hex() == user_id else b""


def in_order(services: Iterable[Service]) -> list[Service]:
    """Services in the order of the vocabulary."""
    found = set(services)
    return [service for service in Service if service in found]
