"""What every resolver knows of the request: who asks, what day it is, and where to ask on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import strawberry

from auth.principal import Principal
from domain.errors import ForbiddenError
from domain.roles import Role
from graph.cursors import Seal
from graph.engine.coordinates import HandedOver, ResponsePath
from models.database import ServingPools
from models.disclosure import DisclosureLog
from models.queries.persons import LookUps


@dataclass(frozen=True, slots=True)
class Register:
    """The parts that answer, for as long as the service runs.

    `seal` closes cursors and links; `url` is the public address of the service, for links; `now` the clock, in seconds
    since 1970, for what expires.
    """

    pools: ServingPools
    log: DisclosureLog
    look_ups: LookUps
    seal: Seal
    url: str
    now: Callable[[], float]


class Context(NamedTuple):
    """One request: its viewer (None without a token), the day it is answered for, and the parts that answer it.

    `operation` is the SHA-256 of the document, `trace` the trace id; both are recorded with what is disclosed.
    `handed_over` has what the operation hands over of persons, by where in the answer; the plan has found it out.
    """

    principal: Principal | None
    today: date
    register: Register
    operation: bytes
    trace: bytes
    handed_over: Mapping[ResponsePath, HandedOver] = MappingProxyType({})

    @property
    def role(self) -> Role | None:
        """The viewer's role, or None for a visitor without a token."""
        return self.principal.role if self.principal else None

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
