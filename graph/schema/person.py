"""Person: whether someone is in the register, and what each viewer may know of it."""

from datetime import date
from typing import Annotated, Self

import strawberry

from auth.policies.disclosure import own_log
from auth.policies.person import Consultation
from domain.bsn import Bsn
from domain.periods import answerable_day, days_of_year
from domain.proofs import ConsultedPerson, ConsultedPersons
from graph.context import Info
from graph.disclosure_records import answered_apart, disclosing
from graph.schema.disclosure import DisclosureConnection, From, Until, of_person
from graph.schema.given import given
from graph.schema.ground import Ground
from graph.schema.paging import UNWRITTEN, After, Before, First, Last, Page
from models.queries.persons import DetailedAnswer, RegisteredAnswer


@strawberry.type(description="Days on which someone is registered, the first and the last included.")
class Period:
    """A stretch of days of a calendar year."""

    from_: date = strawberry.field(name="from", description="The first day.")
    until: date | None = strawberry.field(description="The last day; null while it runs.")


@strawberry.type(description="The register as it stood on a day, with the facts known now.")
class PersonAsOf:
    """A detailed answer for another day than today."""

    registered: bool = strawberry.field(description="Whether the person was registered on that day (geregistreerd).")
    registration_end_date: date | None = strawberry.field(
        description="Einddatum registratie as known on that day; null = indefinitely, or not registered."
    )
    grounds: list[Ground] = strawberry.field(
        description="The grounds (grondslagen) of the registration of that day, by start date, then code."
    )
    counting_start_date: date | None = strawberry.field(
        description="Begin meetellen Wet banenafspraak en quotumheffing; null when not registered."
    )

    @classmethod
    def of(cls, answer: DetailedAnswer, day: date) -> Self:
        """The public form of a detailed answer about a day."""
        return cls(
            registered=answer.registered,
            registration_end_date=answer.ends_on,
            grounds=[Ground.of(held, day) for held in answer.grounds],
            counting_start_date=answer.counting_from,
        )


@strawberry.type(
    description="Someone a viewer asked about. Whoever isn't in the register, or no longer, is a person who is not "
    "registered; nothing tells which."
)
class Person:
    """The answer about one BSN. What its role's look-up didn't return isn't in here."""

    bsn: Bsn = strawberry.field(description="The citizen service number that was asked about (burgerservicenummer).")
    registered: bool = strawberry.field(description="Whether the person is registered today (geregistreerd).")
    registration_end_date: date | None = strawberry.field(
        description="The last day on which the person counts, as known today (einddatum registratie); null = "
        "indefinitely, or not registered."
    )
    answer: strawberry.Private[RegisteredAnswer | None]
    consulted: strawberry.Private[ConsultedPerson]
    today: strawberry.Private[date]
    counted: strawberry.Private[bool]

    @classmethod
    def of(cls, consulted: ConsultedPerson, answer: RegisteredAnswer, today: date) -> Self:
        """The public form of today's answer about a person who is consulted."""
        return cls(
            bsn=consulted.bsn,
            registered=answer.registered,
            registration_end_date=answer.ends_on,
            answer=answer,
            consulted=consulted,
            today=today,
            counted=True,
        )

    @classmethod
    def not_looked_up(cls, consulted: ConsultedPerson, today: date) -> Self:
        """Someone of whom nothing is asked that stands in here; as null, it would be an error."""
        return cls(
            bsn=consulted.bsn,
            registered=None,  # type: ignore[arg-type] # fails closed
            registration_end_date=None,
            answer=None,
            consulted=consulted,
            today=today,
            counted=False,
        )

    @strawberry.field(
        description="The grounds (grondslagen) of the present registration, stopped ones included, by start date, "
        "then code; empty when not registered."
    )
    def grounds(self) -> list[Ground]:
        """The grounds of the present registration."""
        return [Ground.of(held, self.today) for held in _detailed(self.answer).grounds]

    @strawberry.field(
        description="Begin meetellen Wet banenafspraak en quotumheffing: the earliest start of a ground of the present "
        "registration, never before 2013-01-01; null when not registered."
    )
    def counting_start_date(self) -> date | None:
        """The counting start date."""
        return _detailed(self.answer).counting_from

    @strawberry.field(description="The register as it stood on a day from 2013-01-01 to today.")
    async def as_of(
        self,
        info: Info,
        date: Annotated[date, strawberry.argument(description="The day (peildatum), 2013-01-01 to today.")],
    ) -> PersonAsOf | None:
        """The answer for another day."""
        context = info.context
        day = answerable_day(date, context.today, argument="date")
        record = disclosing(info, self.consulted.purpose)
        look_ups = context.register.look_ups
        counts, self.counted = not self.counted, True
        answer = await look_ups.one(self.consulted, day, record, counted=counts)
        return PersonAsOf.of(_detailed(answer), day)

    @strawberry.field(
        description="The days of the current or previous calendar year on which the person is registered; adjacent "
        "periods are one."
    )
    async def registered_periods(
        self,
        info: Info,
        year: Annotated[int, strawberry.argument(description="The current or the previous calendar year (jaar).")],
    ) -> list[Period] | None:
        """The periods of a year."""
        context = info.context
        first, last = days_of_year(year, context.today, argument="year")
        record = disclosing(info, self.consulted.purpose)
        look_ups = context.register.look_ups
        periods = await look_ups.registered_periods(self.consulted, first, last, record)
        runs_on = context.today
        return [Period(from_=start, until=None if end == runs_on else end) for start, end in periods]

    @strawberry.field(
        description="Who saw what of me (verwerkingenlog), newest first, at or after `from` and before `until`; that "
        "it is read here is recorded too."
    )
    async def disclosures(  # noqa: PLR0913, PLR0917 - a connection's arguments
        self,
        info: Info,
        from_: From = strawberry.UNSET,
        until: Until = strawberry.UNSET,
        first: First = UNWRITTEN,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> DisclosureConnection | None:
        """The citizen's part of the disclosure log."""
        page = Page.asked(first, after, last, before)
        return await of_person(info, own_log(info.context.viewer, given(from_), given(until)), page)


def _detailed(answer: RegisteredAnswer | None) -> DetailedAnswer:
    if not isinstance(answer, DetailedAnswer):
        raise TypeError("the look-up of this role returns no grounds")
    return answer


async def one_person(info: Info, consultation: Consultation) -> Person:
    """The person who is consulted, as far as the viewer's role may see them."""
    context, (person, organisation) = info.context, consultation
    if answered_apart(info):
        return Person.not_looked_up(person, context.today)
    record = disclosing(info, person.purpose, organisation)
    answer = await context.register.look_ups.one(person, context.today, record)
    return Person.of(person, answer, context.today)


async def several_persons(info: Info, persons: ConsultedPersons) -> list[Person]:
    """The persons who are consulted, one a position, as far as the viewer's role may see them."""
    context = info.context
    if answered_apart(info):
        return [Person.not_looked_up(person, context.today) for person in persons.each()]
    record = disclosing(info, persons.purpose)
    answers = await context.register.look_ups.many(persons, context.today, record)
    return [Person.of(person, answer, context.today) for person, answer in zip(persons.each(), answers, strict=True)]
