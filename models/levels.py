"""Which builds a database serves, so that an old and a new one can run beside each other during an upgrade.

A build has a level; the database says which it serves, the oldest and the newest, set by its migrations. A migration
that adds what a newer build needs raises the newest (expand); one that removes what older builds need, in a later
release, raises the oldest (contract).
"""

from typing import Final, NamedTuple

LEVEL: Final = 25
"""The level of this build: one more whenever it needs something of the database that the build before didn't."""


RECOMPUTE_DUE: Final = "recompute due"
"""What the database says instead of its revision while its registrations follow from rules that have changed."""


class Levels(NamedTuple):
    """The levels of the oldest and the newest build that a database serves, and its revision."""

    oldest: int
    newest: int
    revision: str

    def problem(self, level: int) -> str | None:
        """Why a build of this level isn't served, and what to do; None if it is."""
        if level > self.newest:
            return f"the database serves builds up to level {self.newest}, this one is of level {level}: run `migrate`"
        if level < self.oldest:
            return (
                f"the database serves builds from level {self.oldest} on, this one is of level {level}: "
                "start a newer build"
            )
        if self.revision == RECOMPUTE_DUE:
            return "the rules have changed, and the registrations aren't derived from them yet: run `migrate`"
        return None
