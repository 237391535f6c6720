"""Changing what a user of an organisation may use: read, decide, and write if nobody was faster."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple

from domain.authorisations import UserServices, change_services, not_an_administrator
from domain.errors import NotAuthorisedError
from domain.proofs import OwnAuthorisations, Visit
from domain.refusals import RefusalCode, Refused
from domain.roles import Role, Service
from models.commands.command import Commands, Decided, Given, outcome, until_written
from models.queries.authorisations import KnownUser, taken, users

_AUTHORISE: Final = "select serve.employer_authorise($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as done"


class Seen(NamedTuple):
    """What the administrator saw of a user: when that was changed last, or None: never."""

    changed_at: datetime | None


async def set_services(  # noqa: PLR0913, PLR0917 - what the command is given
    commands: Commands,
    own: OwnAuthorisations,
    visit: Visit,
    given: Given,
    user: bytes,
    wanted: Iterable[Service],
    seen: Seen | None,
) -> dict[str, Any]:
    """Let a user use these services and no others from now on; what the command is answered.

    Args:
        commands: those of all roles.
        own: whose authorisations.
        visit: that the administrator is here, who may be new.
        given: the command.
        user: the id of the user.
        wanted: the services.
        seen: what the administrator saw; None: whatever it is.

    Raises:
        Refused: KEY_REUSED, or NOT_ADMINISTRATOR: no longer.
        UnavailableError: the register can't be written, or others were faster each time.
    """
    await taken(commands.pools, visit)

    async def attempt() -> dict[str, Any] | None:
        try:
            known = await users(commands.pools, own)
        except NotAuthorisedError:  # by now; whatever the key was answered before
            raise not_an_administrator() from None
        decided = outcome(partial(_decide, known, own, given, user, frozenset(wanted), seen))
        return await commands.write(Role.EMPLOYER, _AUTHORISE, (own.user, own.kvk, own.rsin), given, decided, None)

    return await until_written(attempt)


def _decide(  # noqa: PLR0913, PLR0917 - what was read and what is asked
    known: list[KnownUser],
    own: OwnAuthorisations,
    given: Given,
    user: bytes,
    wanted: frozenset[Service],
    seen: Seen | None,
) -> Decided:
    narrowed = change_services([UserServices(one.id, one.log_in, one.taken) for one in known], own.user, user, wanted)
    who = next(one for one in known if one.id == user)
    if seen is not None and seen.changed_at != who.changed_at:
        raise Refused(
            RefusalCode.WRONG_STATE, "Een andere beheerder heeft dit intussen gewijzigd. Kijk of het zo goed is."
        )
    if not narrowed.given and not narrowed.removed:
        return Decided({"user": who.as_json()}, {})
    change = {
        "user": user.hex(),
        "user_name": who.name,
        "administrator_name": own.name,
        "given": sorted(narrowed.given),
        "removed": sorted(narrowed.removed),
        "taken": sorted(narrowed.taken),
        "at": given.now.isoformat(),
        "after": max((one.change for one in known if one.change is not None), default=None),
    }
    after = who._replace(taken=narrowed.taken, changed_at=given.now)
    return Decided({"user": after.as_json()}, {"change": change})
