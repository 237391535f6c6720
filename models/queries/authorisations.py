"""What an organisation's administrators let its users do. It only narrows what a log-in brings."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, Self

from domain.errors import NotAuthorisedError
from domain.proofs import OwnAuthorisations, Visit
from domain.roles import Role, Service
from models.database import ServingPools


class KnownUser(NamedTuple):
    """A user of an organisation.

    Attributes:
        id: what they are known by there.
        name: what they are called, if a log-in said it.
        log_in: the services that their last log-in brought.
        taken: those that were taken from them; of what a log-in brings, the rest is theirs.
        changed_at: when that was changed last, or None.
        change: the number of that change, or None.
    """

    id: bytes
    name: str | None
    log_in: frozenset[Service]
    taken: frozenset[Service]
    changed_at: datetime | None
    change: int | None

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """A user as a command's answer keeps them."""
        at = stored["changed_at"]
        return cls(
            bytes.fromhex(stored["id"]),
            stored["name"],
            _services(stored["log_in"]),
            _services(stored["taken"]),
            None if at is None else datetime.fromisoformat(at),
            None,
        )

    def as_json(self) -> dict[str, Any]:
        """The user for such an answer."""
        return {
            "id": self.id.hex(),
            "name": self.name,
            "log_in": sorted(self.log_in),
            "taken": sorted(self.taken),
            "changed_at": None if self.changed_at is None else self.changed_at.isoformat(),
        }


class ServicesChanged(NamedTuple):
    """Who gave what to whom, and took it, and when; names as they were then."""

    at: datetime
    user: bytes
    user_name: str | None
    administrator: bytes
    administrator_name: str | None
    given: frozenset[Service]
    removed: frozenset[Service]


_VISIT: Final = "select taken from serve.employer_visit($1, $2, $3, $4, $5, $6) order by place"
_USERS: Final = "select * from serve.employer_authorisations($1, $2, $3)"
_CHANGES: Final = "select * from serve.employer_authorisation_changes($1, $2, $3, $4)"


async def taken(pools: ServingPools, visit: Visit) -> list[frozenset[Service]]:
    """What each of the user's organisations took from them, in their order; that the user was here is kept for them."""
    at = visit.organisations
    rows = await pools.call(
        Role.EMPLOYER,
        _VISIT,
        visit.user,
        visit.name,
        [one.id for one in at],
        [one.kvk for one in at],
        [one.rsin for one in at],
        [" ".join(sorted(one.services)) for one in at],
    )
    return [_services(row["taken"]) for row in rows]


async def users(pools: ServingPools, own: OwnAuthorisations) -> list[KnownUser]:
    """The users of an organisation by name; who never was here isn't among them.

    Raises:
        ForbiddenError: another administrator took this from the viewer.
    """
    rows = await pools.call(Role.EMPLOYER, _USERS, own.user, own.kvk, own.rsin)
    if not rows:  # who may see them is one of them
        raise NotAuthorisedError(Service.AUTHORISATIONS)
    return [
        KnownUser(
            row["user_id"],
            row["name"],
            _services(row["services"]),
            _services(row["taken"]),
            row["changed_at"],
            row["change"],
        )
        for row in rows
    ]


async def changes(pools: ServingPools, own: OwnAuthorisations, most: int) -> list[ServicesChanged]:
    """The last changes of what users may do, at most so many, the newest first."""
    rows = await pools.call(Role.EMPLOYER, _CHANGES, own.user, own.kvk, own.rsin, most)
    return [
        ServicesChanged(
            row["at"],
            row["user_id"],
            row["user_name"],
            row["administrator_id"],
            row["administrator_name"],
            _services(row["given"]),
            _services(row["removed"]),
        )
        for row in rows
    ]


def _services(names: Iterable[str]) -> frozenset[Service]:
    return frozenset(map(Service, names))
