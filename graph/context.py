"""What every resolver knows of the request: who asks, what day it is, and where to ask on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import strawberry

from auth.principal import Principal
from domain.errors import ForbiddenError
from domain.letters import Contact
from domain.roles import Role
from domain.working_days import Calendar, IsHoliday
from graph.cursors import Seal
from graph.engine.coordinates import HandedOver, ResponsePath
from models.commands.command import Commands
from models.database import ServingPools
from models.disclosure import DisclosureLog
from models.queries.persons import LookUps


@dataclass(frozen=True, slots=True)
class Register:
    """The parts that answer, for as long as the service runs.

    `seal` closes cursors and links; `url` is the public address of the service, for links; `now` the clock, in seconds
    since 1970, for what expires. `is_holiday` knows the public holidays, and `contact` is where the reader of a letter
    can go.
    """

    pools: ServingPools
    log: DisclosureLog
    look_ups: LookUps
    commands: Commands
    is_holiday: IsHoliday
    contact: Contact
    seal: Seal
    url: str
    now: Callable[[], float]


class Context(NamedTuple):
    """One request: its viewer (None without a token), the day it is answered for, and the parts that answer it.

    `operation` is the SHA-256 of the document, `trace` the trace id; both are recorded with what is disclosed.
    `handed_over` has what the operation hands over of persons, by where in the answer; the plan has found it out.
    Who calls `takes_long` is about to count figures: from then on the operation has the time which that takes.
    """

    principal: Principal | None
    today: date
    register: Register
    operation: bytes
    trace: bytes
    handed_over: Mapping[ResponsePath, HandedOver] = MappingProxyType({})
    takes_long: Callable[[], None] = lambda: None

    @property
    def role(self) -> Role | None:
        """The viewer's role, or None for a visitor without a token."""
        return self.principal.role if self.principal else None

    @property
    def calendar(self) -> Calendar:
        """Today, and the public holidays."""
        return Calendar(self.today, self.register.is_holiday)

    @property
    def viewer(self) -> Principal:
        """Who asks.

        Raises:
            ForbiddenError: nobody has logged in; the fields that need a viewer are not visible then.
        """
        if self.principal is None:
            raise ForbiddenError("Log in to ask this.")
        return self.principal


Info = strawberry.Info[Context, None]
