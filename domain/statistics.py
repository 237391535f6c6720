"""The figures of the monitor, and the identities that they satisfy exactly, before anything is suppressed."""

from fractions import Fraction
from typing import Final, NamedTuple


class FigureError(Exception):
    """Figures don't add up: they are wrong, and nobody is to see them. It carries no figure."""


class Flows(NamedTuple):
    """Persons in the register on a day and on an earlier one, who works, and what changed.

    Attributes:
        persons: in the register on the day.
        working: those of them who work.
        persons_earlier: in the register on the earlier day.
        working_earlier: those of them who worked.
        inflow: in the register on the day, and not on the earlier one.
        outflow: the other way round.
        found_work: in the register on both, working on the day only.
        lost_work: in the register on both, working on the earlier one only.
        came_in_working: of the inflow those who work.
        left_working: of the outflow those who worked.
    """

    persons: int
    working: int
    persons_earlier: int
    working_earlier: int
    inflow: int
    outflow: int
    found_work: int
    lost_work: int
    came_in_working: int
    left_working: int

    def prove(self) -> None:
        """Prove that persons and work follow from what changed.

        Raises:
            FigureError: they don't.
        """
        if self.persons != self.persons_earlier + self.inflow - self.outflow:
            raise FigureError("persons are not those of before, with who came in and without who went out")
        changed = self.found_work - self.lost_work + self.came_in_working - self.left_working
        if self.working != self.working_earlier + changed:
            raise FigureError("work is not that of before, with what was found and without what was lost")


NOBODY: Final = Flows(*(0,) * len(Flows._fields))


class Worked(NamedTuple):
    """Paid hours in the last month of a quarter, and how many persons work on its last day."""

    hours: Fraction
    working: int
