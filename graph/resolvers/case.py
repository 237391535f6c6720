"""Cases that a viewer asks for: one by its id, a person's, the worklist."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from auth.policies.case import cases_of_municipality
from auth.policies.person import consult
from domain.errors import NOT_YOURS, ForbiddenError
from domain.proofs import CasesOfMunicipality, CasesToAssess, ConsultedPerson, OwnCases
from domain.roles import Purpose
from graph.context import Context, Info
from graph.cursors import halves, of_halves
from graph.disclosure_records import record_of_field
from graph.resolvers.case_view import Beside, CaseView, find, once, viewers_cases
from graph.resolvers.command import PURPOSE, opaque_id, to_assess
from graph.resolvers.paging import Page, Place, opened
from graph.resolvers.person import LookedUp, look_up
from models.cases import StoredCase
from models.queries import cases as queries
from models.queries.cases import CasePage, Counts, WorklistFilter, WorklistPage, WorklistPosition

_IN_LIST: Final = frozenset(
    f"Case.{name}" for name in ("id", "number", "kind", "state", "submittedAt", "decideBefore", "decidedAt", "assessor")
) | {"CaseHolder.pseudonym", "CaseHolder.mine"}
"""What the worklist shows of a case without saying anything of its person."""
_OF_LIST: Final = ("CaseConnection.", "CaseEdge.", "PageInfo.", "Query.")
"""What is said of the list itself."""


async def one_case(info: Info, case: str) -> CaseView:
    """A case of the viewer's, by its id; that it was seen is recorded.

    Raises:
        ForbiddenError: it isn't theirs, whether it exists or not.
    """
    context = info.context
    found = await find(context, opaque_id(case))
    if found is None or found.case is None:
        raise ForbiddenError(NOT_YOURS)
    await _record(info, [found.case])
    return CaseView(found.case, context, Beside.one(context, found.case, found))


class CaseRows(NamedTuple):
    """A page of cases: each with its cursor, where it stands, and what counts all of them, once that is asked."""

    rows: list[tuple[str, CaseView]]
    place: Place
    counts: Callable[[], Awaitable[Counts]]


async def worklist(info: Info, asked: WorklistFilter, *, mine: bool, page: Page) -> CaseRows:
    """The cases to decide: what is due first stands first, suspended ones after those that run.

    Raises:
        BadUserInputError: the cursor can't be.
    """
    context = info.context
    viewer, register = context.viewer, context.register
    own = to_assess(context)
    if mine:
        asked = asked._replace(holders=register.log.pseudonyms.known_user(viewer.issuer, viewer.subject))
    bound = ("worklist", *viewer.user, repr(mine), *map(repr, asked._replace(holders=None)))
    places = (_place(context, "after", page.after, bound), _place(context, "before", page.before, bound))
    found = await queries.worklist(
        register.pools, own, asked, WorklistPage(*places, page.size, page.backwards), context.today
    )
    await _record(info, [case for _, case in found[: page.size]], in_list=True)

    def cursor(row: tuple[WorklistPosition, StoredCase]) -> str:
        still, day, number = row[0]
        return register.seal.close((still, day.toordinal(), *halves(number)), *bound)

    rows, place = page.shown(found, cursor)
    beside = Beside.page(context, [case for _, (_, case) in rows], own)
    views = [(one, CaseView(case, context, beside)) for one, (_, case) in rows]
    return CaseRows(views, place, once(partial(queries.counts, register.pools, own, asked, context.today)))


async def cases_of_person(info: Info, person: ConsultedPerson, page: Page) -> CaseRows:
    """A person's requests and applications, newest first: a citizen's own, or to an assessor all.

    Raises:
        BadUserInputError: the cursor can't be.
    """
    context = info.context
    own, pools = viewers_cases(context), context.register.pools
    bound = ("cases", *context.viewer.user, person.bsn.value)
    asked = _older(context, page, bound)
    if isinstance(own, OwnCases):
        found = await queries.cases_of_citizen(pools, own, asked)
        counts = partial(queries.count_of_citizen, pools, own, context.today)
    elif isinstance(own, CasesToAssess):
        found = await queries.cases_of_person(pools, own, person.bsn, asked)
        counts = partial(queries.count_of_person, pools, own, person.bsn, context.today)
    else:
        raise ForbiddenError(NOT_YOURS)
    await _record(info, found[: page.size], always=person)
    return _by_number(context, own, found, page, bound, counts)


async def cases_of_clients(info: Info, page: Page) -> CaseRows:
    """The cases that a municipality submitted for its clients, newest first.

    Raises:
        ForbiddenError: the viewer works for no municipality.
        BadUserInputError: the cursor can't be.
    """
    context = info.context
    own, pools = cases_of_municipality(context.viewer), context.register.pools
    bound = ("clients", own.oin)
    found = await queries.cases_of_clients(pools, own, _older(context, page, bound))
    await _record(info, found[: page.size], in_list=True)
    return _by_number(context, own, found, page, bound, partial(queries.count_of_clients, pools, own, context.today))


def _older(context: Context, page: Page, bound: Sequence[str]) -> CasePage:
    """Which page of a list that is ordered by number."""
    after, before = _number(context, "after", page.after, bound), _number(context, "before", page.before, bound)
    return CasePage(after, before, page.size, page.backwards)


def _by_number(  # noqa: PLR0913, PLR0917 - a page of a list
    context: Context,
    own: OwnCases | CasesOfMunicipality | CasesToAssess,
    found: Sequence[StoredCase],
    page: Page,
    bound: Sequence[str],
    counts: Callable[[], Coroutine[Any, Any, Counts]],
) -> CaseRows:
    rows, place = page.shown(found, lambda case: context.register.seal.close((case.number,), *bound))
    beside = Beside.page(context, [case for _, case in rows], own)
    return CaseRows([(one, CaseView(case, context, beside)) for one, case in rows], place, once(counts))


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


def _place(context: Context, argument: str, cursor: str | None, bound: Sequence[str]) -> WorklistPosition | None:
    numbers = opened(context.register.seal, argument, cursor, bound, 4)
    if numbers is None:
        return None
    still, day, *id_halves = numbers
    return WorklistPosition(bool(still), date.fromordinal(day), of_halves(*id_halves))


def _number(context: Context, argument: str, cursor: str | None, bound: Sequence[str]) -> int | None:
    numbers = opened(context.register.seal, argument, cursor, bound, 1)
    return None if numbers is None else numbers[0]
