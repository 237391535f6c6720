"""Looking up persons: one, several, oneself; on another day, and over a year."""

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import date
from typing import Any

from auth.policies.person import consult, consult_self, consult_several
from auth.principal import OrganisationClaim
from domain.bsn import Bsn
from domain.periods import answerable_day, days_of_year
from domain.proofs import ConsultedPerson
from domain.roles import Purpose
from graph.context import Info
from graph.disclosure_records import answered_apart, record_of_field
from models.queries.persons import DetailedAnswer, RegisteredAnswer


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A person who is consulted, with today's answer; without one, not counted yet, if one field looks by itself."""

    person: ConsultedPerson
    answer: RegisteredAnswer | None
    today: date

    @property
    def detailed(self) -> DetailedAnswer:
        """Today's answer, of a role that sees grounds."""
        return _detailed(self.answer)


def one_person(info: Info, bsn: Bsn, purpose: Purpose, organisation: str | None) -> Coroutine[Any, Any, LookedUp]:
    """One person, on behalf of the organisation with this id.

    Raises:
        PurposeNotAllowedError, ForbiddenError, BadUserInputError: the viewer may not consult them so.
        RateLimitedError: the quotas allow no more for now.
    """
    # no coroutine of its own: every look-up would pay for it
    return look_up(info, *consult(info.context.viewer, bsn, purpose, organisation))


async def oneself(info: Info) -> LookedUp | None:
    """The citizen who asks; None if it is no citizen."""
    person = consult_self(info.context.viewer)
    return None if person is None else await look_up(info, person)


async def look_up(info: Info, person: ConsultedPerson, organisation: OrganisationClaim | None = None) -> LookedUp:
    """A person whom the viewer may consult.

    Raises:
        RateLimitedError: the quotas allow no more for now.
    """
    context = info.context
    if answered_apart(info):
        return LookedUp(person, None, context.today)
    record = record_of_field(info, person.purpose, organisation)
    answer = await context.register.look_ups.one(person, context.today, record)
    return LookedUp(person, answer, context.today)


async def several_persons(info: Info, bsns: list[Bsn], purpose: Purpose) -> list[LookedUp]:
    """Several persons, one a position, in the order asked.

    Raises:
        PurposeNotAllowedError, ForbiddenError: the viewer may not consult them so.
        BadUserInputError: they are too many at a time.
        RateLimitedError: the quotas don't allow all of them for now.
    """
    context = info.context
    consulted = consult_several(context.viewer, bsns, purpose)
    if answered_apart(info):
        return [LookedUp(person, None, context.today) for person in consulted.each()]
    record = record_of_field(info, purpose)
    answers = await context.register.look_ups.many(consulted, context.today, record)
    pairs = zip(consulted.each(), answers, strict=True)
    return [LookedUp(person, answer, context.today) for person, answer in pairs]


async def as_of(info: Info, looked_up: LookedUp, day: date) -> DetailedAnswer:
    """The answer for another day; it is the look-up that the quotas count, if there was none.

    Raises:
        BadUserInputError: the register doesn't answer for that day.
    """
    context = info.context
    day = answerable_day(day, context.today, argument="date")
    record = record_of_field(info, looked_up.person.purpose)
    counted = looked_up.answer is None
    return _detailed(await context.register.look_ups.one(looked_up.person, day, record, counted=counted))


async def registered_periods(info: Info, looked_up: LookedUp, year: int) -> list[tuple[date, date | None]]:
    """The first and the last day of each stretch of a year on which a person is registered; no last day while it runs.

    Raises:
        BadUserInputError: it is another year than the current or the previous one.
    """
    context, consulted = info.context, looked_up.person
    first, last = days_of_year(year, context.today, argument="year")
    record = record_of_field(info, consulted.purpose)
    periods = await context.register.look_ups.registered_periods(consulted, first, last, record)
    return [(start, None if end == context.today else end) for start, end in periods]


def _detailed(answer: RegisteredAnswer | None) -> DetailedAnswer:
    if not isinstance(answer, DetailedAnswer):
        raise TypeError("the look-up of this role returns no grounds")
    return answer
