"""The page that stands for the ministry's log-in: whoever makes statistics of the register logs in."""

from dataclasses import dataclass

from auth.development.simulator.suwinet import Suwinet
from domain.roles import Role


@dataclass(frozen=True, slots=True)
class Szw(Suwinet):
    """A member of staff of one of the bodies of the list. There is one level of assurance."""

    slug: str = "szw"
    name: str = "SZW"
    role: Role = Role.MONITOR
