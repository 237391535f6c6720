"""Cases as a viewer sees them: one by its id, a person's, the worklist; what may be done now, and what the law says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from auth.policies.case import NOT_YOURS, case_viewer, cases_of_municipality, cases_to_assess, own_cases
from auth.policies.person import consult
from domain.case_actions import CaseAction, Viewer
from domain.cases import CaseState, decide_before, penalty_of
from domain.eligibility import Eligibility, Standing, eligibility
from domain.errors import BadUserInputError, ForbiddenError
from domain.proofs import CasesOfMunicipality, CasesToAssess, ConsultedPerson, OwnCases
from domain.roles import Purpose, Role
from domain.terms import Penalty
from domain.transitions import actions
from graph.context import Context, Info
from graph.cursors import BrokenSealError
from graph.disclosure_records import record_of_field
from graph.resolvers.command import PURPOSE, opaque_id
from graph.resolvers.paging import ANOTHER_CURSOR, Page, Place
from graph.resolvers.person import LookedUp, look_up
from models.cases import StoredCase
from models.commands.command import Found
from models.commands.review import standing
from models.queries import cases as queries
from models.queries.cases import CasePage, Counts, WorklistFilter, WorklistPage, WorklistPosition

_IN_LIST: Final = frozenset(
    f"Case.{name}" for name in ("id", "number", "kind", "state", "submittedAt", "decideBefore", "decidedAt", "assessor")
) | {"CaseHolder.pseudonym", "CaseHolder.mine"}
"""What the worklist shows of a case without saying anything of its person."""
_OF_LIST: Final = ("CaseConnection.", "CaseEdge.", "PageInfo.", "Query.")
"""What is said of the list itself."""


@dataclass(slots=True)
class CaseView:
    """A case to one viewer.

    Attributes:
        stored: the case.
        standing: what the register says of its person, where it was read with it.
        was_read: whether it was.
    """

    stored: StoredCase
    context: Context
    standing: Standing | None = None
    was_read: bool = False

    @property
    def viewer(self) -> Viewer:
        """Who sees it."""
        return case_viewer(self.context.viewer, _pseudonym(self.context))

    @property
    def state(self) -> CaseState:
        """Its state today: what stood still goes on by itself when its set term has passed."""
        return self.stored.case.on(self.context.today).state

    @property
    def decide_before(self) -> date | None:
        """The day the decision is due, with all suspensions and the extension."""
        return decide_before(self.stored.case, self.context.calendar)

    @property
    def penalty(self) -> Penalty | None:
        """What a notice of default makes of it by today."""
        return penalty_of(self.stored.case, self.context.today)

    async def actions(self) -> list[CaseAction]:
        """What this viewer may do now."""
        return actions(self.stored.case, self.viewer, self.context.calendar, await self._standing())

    async def eligibility(self) -> Eligibility:
        """What the law says of a grant today."""
        return eligibility(self.stored.case, await self._standing(), self.context.today)

    async def _standing(self) -> Standing | None:
        if not self.was_read and self.stored.case.state in _UNDECIDED:
            found = await _found(self.context, self.stored.id)
            self.standing = standing(found, self.context.today) if found else None
        self.was_read = True
        return self.standing


_UNDECIDED: Final = frozenset({CaseState.DRAFT, CaseState.SUBMITTED, CaseState.IN_REVIEW, CaseState.SUSPENDED})


async def one_case(info: Info, case: str) -> CaseView:
    """A case of the viewer's, by its id; that it was seen is recorded.

    Raises:
        ForbiddenError: it isn't theirs, whether it exists or not.
    """
    context = info.context
    found = await _found(context, opaque_id(case))
    if found is None or found.case is None:
        raise ForbiddenError(NOT_YOURS)
    await _record(info, [found.case])
    return CaseView(found.case, context, standing(found, context.today), was_read=True)


async def _found(context: Context, case: UUID) -> Found | None:
    own, pools = _own(context), context.register.pools
    if isinstance(own, OwnCases):
        return await queries.case_of_citizen(pools, own, case, context.today)
    if isinstance(own, CasesOfMunicipality):
        return await queries.case_of_municipality(pools, own, case, context.today)
    return await queries.case_to_assess(pools, own, case, context.today)


def _own(context: Context) -> OwnCases | CasesOfMunicipality | CasesToAssess:
    viewer = context.viewer
    if viewer.role is Role.CITIZEN:
        return own_cases(viewer)
    if viewer.role is Role.SUWINET:
        return cases_of_municipality(viewer)
    return cases_to_assess(viewer, _pseudonym(context))


def _pseudonym(context: Context) -> bytes:
    viewer = context.viewer
    return context.register.log.pseudonyms.user(viewer.issuer, viewer.subject)


class CaseRows(NamedTuple):
    """A page of cases: each with its cursor; where it stands; and what counts them."""

    rows: list[tuple[str, CaseView]]
    place: Place
    counts: "Counts | WorklistFilter"


async def worklist(info: Info, asked: WorklistFilter, *, mine: bool, page: Page) -> CaseRows:
    """The cases to decide: what is due first stands first, suspended ones after those that run.

    Raises:
        BadUserInputError: the cursor can't be.
    """
    context = info.context
    viewer, register = context.viewer, context.register
    own = cases_to_assess(viewer, _pseudonym(context))
    if mine:
        asked = asked._replace(holders=register.log.pseudonyms.known_user(viewer.issuer, viewer.subject))
    bound = ("worklist", *viewer.user, *map(repr, (asked.states, asked.kinds, mine, asked.overdue, asked.in_default)))
    places = (_place(context, "after", page.after, bound), _place(context, "before", page.before, bound))
    found = await queries.worklist(
        register.pools, own, asked, WorklistPage(*places, page.size, page.backwards), context.today
    )
    shown = found[: page.size]
    await _record(info, [case for _, case in shown], in_list=True)
    rows = [
        (register.seal.close((place.still, place.day.toordinal(), *_halves(place.id)), *bound), CaseView(case, context))
        for place, case in shown
    ]
    if page.backwards:
        rows.reverse()
    return CaseRows(rows, page.place([cursor for cursor, _ in rows], more=len(found) > page.size), asked)


async def counts_of(info: Info, rows: CaseRows) -> Counts:
    """How many cases there are with these filters, and how many of them are overdue."""
    if isinstance(rows.counts, Counts):
        return rows.counts
    context = info.context
    own = cases_to_assess(context.viewer, _pseudonym(context))
    return await queries.counts(context.register.pools, own, rows.counts, context.today)


async def cases_of_person(info: Info, person: ConsultedPerson, page: Page) -> CaseRows:
    """A person's requests and applications, newest first: a citizen's own, or to an assessor all.

    Raises:
        BadUserInputError: the cursor can't be.
    """
    context = info.context
    own, pools = _own(context), context.register.pools
    bound = ("cases", *context.viewer.user, person.bsn.value)
    asked = CasePage(
        _number(context, "after", page.after, bound),
        _number(context, "before", page.before, bound),
        page.size,
        page.backwards,
    )
    if isinstance(own, OwnCases):
        found = await queries.cases_of_citizen(pools, own, asked)
        counts = await queries.count_of_citizen(pools, own, context.today)
    elif isinstance(own, CasesToAssess):
        found = await queries.cases_of_person(pools, own, person.bsn, asked)
        counts = await queries.count_of_person(pools, own, person.bsn, context.today)
    else:
        raise ForbiddenError(NOT_YOURS)
    shown = found[: page.size]
    await _record(info, shown, always=person)
    seal = context.register.seal
    rows = [(seal.close((case.number,), *bound), CaseView(case, context)) for case in shown]
    if page.backwards:
        rows.reverse()
    return CaseRows(rows, page.place([cursor for cursor, _ in rows], more=len(found) > page.size), counts)


async def person_of_case(info: Info, view: CaseView) -> LookedUp:
    """The person whom a case is about, to an assessor; a look-up like any other."""
    return await look_up(info, *consult(info.context.viewer, view.stored.bsn, Purpose.ASSESSMENT, None))


async def _record(
    info: Info, cases: Sequence[StoredCase], *, in_list: bool = False, always: ConsultedPerson | None = None
) -> None:
    """Record what is about to be handed over of the persons of these cases.

    A worklist that shows no more than when what kind of case is due tells of nobody, and isn't a look at anybody.
    """
    context = info.context
    record = record_of_field(info, PURPOSE[context.viewer.role])
    if in_list and all(one in _IN_LIST or one.startswith(_OF_LIST) for one in record.fields.split()):
        return
    log = context.register.log
    bsns = {case.bsn for case in cases} | ({always.bsn} if always else set())
    await log.record(context.viewer.role, record, [log.subject(bsn) for bsn in bsns])


def _halves(value: UUID) -> tuple[int, int]:
    """An id as two numbers that a cursor can hold."""
    return (value.int >> 64) - (1 << 63), (value.int & ((1 << 64) - 1)) - (1 << 63)


def _place(context: Context, argument: str, cursor: str | None, bound: Sequence[str]) -> WorklistPosition | None:
    if cursor is None:
        return None
    still, day, high, low = _opened(context, argument, cursor, bound, 4)
    value = UUID(int=((high + (1 << 63)) << 64) | (low + (1 << 63)))
    return WorklistPosition(bool(still), date.fromordinal(day), value)


def _number(context: Context, argument: str, cursor: str | None, bound: Sequence[str]) -> int | None:
    return None if cursor is None else _opened(context, argument, cursor, bound, 1)[0]


def _opened(context: Context, argument: str, cursor: str, bound: Sequence[str], length: int) -> tuple[Any, ...]:
    try:
        numbers = context.register.seal.open(cursor, *bound)
    except BrokenSealError:
        raise BadUserInputError(argument, ANOTHER_CURSOR) from None
    if len(numbers) != length:
        raise BadUserInputError(argument, ANOTHER_CURSOR)
    return numbers
