"""What an administrator (beheerder) may change of what the users of an organisation may do.

The log-in (eHerkenning) says what is possible; the organisation only narrows it, and always keeps an administrator.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.refusals import RefusalCode, Refused
from domain.roles import Service


@dataclass(frozen=True, slots=True)
class UserServices:
    """What the last log-in of a user brought, and what was taken from it."""

    user: bytes
    log_in: frozenset[Service]
    taken: frozenset[Service]

    @property
    def services(self) -> frozenset[Service]:
        """What the user may use."""
        return self.log_in - self.taken


class Narrowed(NamedTuple):
    """What a change gives back, what it removes, and all that is taken then."""

    given: frozenset[Service]
    removed: frozenset[Service]
    taken: frozenset[Service]


def change_services(
    users: Sequence[UserServices], administrator: bytes, user: bytes, wanted: Iterable[Service]
) -> Narrowed:
    """What becomes of a user whose services are to be these; nothing is given or removed if they are already.

    A service that the log-in doesn't bring stays as it is, taken or not.

    Args:
        users: those of the organisation.
        administrator: who changes it.
        user: whose services.
        wanted: the services that the user may use from now on.

    Raises:
        Refused: NOT_ADMINISTRATOR, INVALID_VALUE (nobody of the organisation's, or more than the log-in brings) or
            LAST_ADMINISTRATOR.
    """
    known = {one.user: one for one in users}
    who, asked = known.get(user), frozenset(wanted)
    if administrator not in known or Service.AUTHORISATIONS not in known[administrator].services:
        raise not_an_administrator()
    if who is None:
        raise Refused(RefusalCode.INVALID_VALUE, "Deze gebruiker kennen wij niet bij uw organisatie.")
    if asked - who.log_in:
        raise Refused(
            RefusalCode.INVALID_VALUE,
            "U kunt niet meer geven dan de machtiging van eHerkenning. Regel dat bij uw eHerkenning-leverancier.",
        )
    taken = (who.taken - who.log_in) | (who.log_in - asked)
    if Service.AUTHORISATIONS in who.services & taken and not any(
        Service.AUTHORISATIONS in one.services for one in users if one.user != user
    ):
        raise Refused(
            RefusalCode.LAST_ADMINISTRATOR,
            "Dit is de laatste beheerder van uw organisatie. Maak eerst iemand anders beheerder.",
        )
    return Narrowed(who.taken - taken, taken - who.taken, taken)


def not_an_administrator() -> Refused:
    """The refusal of a user who may not change this, or no longer."""
    return Refused(
        RefusalCode.NOT_ADMINISTRATOR, "U bent geen beheerder van deze organisatie. Alleen een beheerder mag dit."
    )
