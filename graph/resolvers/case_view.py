"""A case as a viewer sees it: what may be done now, what the law says; read for the whole page that it stands on."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from auth.policies.case import case_viewer, cases_of_municipality, own_cases
from domain.bsn import Bsn
from domain.case_actions import CaseAction, Viewer
from domain.cases import CaseState, decide_before, penalty_of
from domain.eligibility import Eligibility, Standing, eligibility, rests_on_register
from domain.proofs import CasesOfMunicipality, CasesToAssess, OwnCases
from domain.review import decide_before_if_completed
from domain.roles import Role
from domain.terms import Penalty
from domain.transitions import actions
from graph.context import Context
from graph.resolvers.command import pseudonyms, to_assess
from models.cases import StoredCase, StoredLetter, StoredTransition
from models.commands.command import Found
from models.commands.review import standing
from models.queries import cases as queries

T = TypeVar("T")


def once(ask: Callable[[], Coroutine[Any, Any, T]]) -> Callable[[], Awaitable[T]]:
    """Asks when it is needed, and once, whoever needs it."""
    return cache(lambda: asyncio.ensure_future(ask()))


def viewers_cases(context: Context) -> OwnCases | CasesOfMunicipality | CasesToAssess:
    """Which cases the viewer may ask about."""
    viewer = context.viewer
    if viewer.role is Role.CITIZEN:
        return own_cases(viewer)
    if viewer.role is Role.SUWINET:
        return cases_of_municipality(viewer)
    return to_assess(context)


async def find(context: Context, case: UUID) -> Found | None:
    """A case of the viewer's by its id, and what its actions depend on."""
    own, pools = viewers_cases(context), context.register.pools
    if isinstance(own, OwnCases):
        return await queries.case_of_citizen(pools, own, case, context.today)
    if isinstance(own, CasesOfMunicipality):
        return await queries.case_of_municipality(pools, own, case, context.today)
    return await queries.case_to_assess(pools, own, case, context.today)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside cases, each read when it is first asked for: letters and history by case, persons by BSN."""

    letters: Callable[[], Awaitable[Mapping[UUID, Sequence[StoredLetter]]]]
    history: Callable[[], Awaitable[Mapping[UUID, Sequence[StoredTransition]]]]
    standings: Callable[[], Awaitable[Mapping[Bsn, Standing]]]

    @classmethod
    def page(
        cls, context: Context, cases: Sequence[StoredCase], own: OwnCases | CasesOfMunicipality | CasesToAssess
    ) -> "Beside":
        """Of the cases of a page, each read for all of them at once."""
        pools, today = context.register.pools, context.today
        ids = [case.id for case in cases]
        persons = {case.bsn for case in cases if rests_on_register(case.case)}
        if isinstance(own, CasesToAssess):
            return cls(
                once(lambda: queries.letters_of_cases(pools, own, ids)),
                once(lambda: queries.histories(pools, own, ids)),
                once(lambda: queries.standings(pools, own, persons, today)),
            )
        if isinstance(own, CasesOfMunicipality):
            return cls(once(lambda: queries.letters_to_municipality(pools, own, ids)), _nothing, once(_nobody))

        async def own_standing() -> dict[Bsn, Standing]:
            return {own.bsn: await queries.standing_of_citizen(pools, own, today)}

        return cls(once(lambda: queries.letters_of_own_cases(pools, own, ids)), _nothing, once(own_standing))

    @classmethod
    def one(cls, context: Context, case: StoredCase, found: Found | None = None) -> "Beside":
        """Of a case that was read with its letters and history, and perhaps with what its actions depend on."""

        async def letters() -> dict[UUID, Sequence[StoredLetter]]:
            return {case.id: case.letters}

        async def history() -> dict[UUID, Sequence[StoredTransition]]:
            return {case.id: case.transitions}

        async def standings() -> dict[Bsn, Standing]:
            known = found or await find(context, case.id)
            return {case.bsn: standing(known, context.today)} if known else {}

        return cls(letters, history, once(standings))


async def _nothing() -> dict[UUID, Sequence[StoredTransition]]:
    return {}


async def _nobody() -> dict[Bsn, Standing]:
    return {}


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case to one viewer, and what stands beside it."""

    stored: StoredCase
    context: Context
    beside: Beside = field(repr=False)

    @property
    def viewer(self) -> Viewer:
        """Who sees it."""
        return case_viewer(self.context.viewer, pseudonyms(self.context))

    @property
    def state(self) -> CaseState:
        """Its state today: what stood still goes on by itself when its set term has passed."""
        return self.stored.case.on(self.context.today).state

    @property
    def decide_before(self) -> date | None:
        """The day the decision is due, with all suspensions and the extension."""
        return decide_before(self.stored.case, self.context.calendar)

    def decide_before_if_completed(self, on: date) -> date | None:
        """The day it would be due if today one asked for what is missing, and it came on a day; None: one can't."""
        return decide_before_if_completed(self.stored.case, self.context.calendar, on)

    @property
    def penalty(self) -> Penalty | None:
        """What a notice of default makes of it by today."""
        return penalty_of(self.stored.case, self.context.today)

    async def letters(self) -> Sequence[StoredLetter]:
        """The letters that the viewer may see, oldest first."""
        return (await self.beside.letters()).get(self.stored.id, ())

    async def history(self) -> Sequence[StoredTransition]:
        """What happened to it, oldest first."""
        return (await self.beside.history()).get(self.stored.id, ())

    async def actions(self) -> list[CaseAction]:
        """What this viewer may do now."""
        case = self.stored.case
        known = None if case.decided_on else await self._standing()
        return actions(case, self.viewer, self.context.calendar, known)

    async def eligibility(self) -> Eligibility:
        """What the law says of a grant today."""
        return eligibility(self.stored.case, await self._standing(), self.context.today)

    async def _standing(self) -> Standing | None:
        if not rests_on_register(self.stored.case):
            return None
        return (await self.beside.standings()).get(self.stored.bsn, Standing(registered=False))
