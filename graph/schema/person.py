"""Person: whether someone is in the register, and what each viewer may know of it."""

from datetime import date
from typing import Annotated, Self

import strawberry

from domain.bsn import Bsn
from graph.context import Info
from graph.resolvers import person as resolvers
from graph.resolvers.case import cases_of_person
from graph.resolvers.disclosure import own_log
from graph.resolvers.fact import facts_on_file
from graph.resolvers.letter import channel_of_citizen, own_letters_of_citizen
from graph.resolvers.person import LookedUp
from graph.schema.case import CaseConnection
from graph.schema.case_enums import LetterChannel
from graph.schema.disclosure import DisclosureConnection, From, Until
from graph.schema.fact_on_file import FactOnFile
from graph.schema.given import given
from graph.schema.ground import Ground
from graph.schema.letter import LetterConnection
from graph.schema.paging import UNWRITTEN, After, Before, First, Last, page_of
from models.queries.persons import DetailedAnswer


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
    def of(cls, answer: DetailedAnswer, bsn: Bsn, day: date) -> Self:
        """The public form of a detailed answer about a day."""
        return cls(
            registered=answer.registered,
            registration_end_date=answer.ends_on,
            grounds=[Ground.of(held, bsn, day) for held in answer.grounds],
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
    looked_up: strawberry.Private[LookedUp]

    @classmethod
    def of(cls, looked_up: LookedUp) -> Self:
        """The public form of today's answer about a person; without one, nothing that stands in it is asked."""
        answer = looked_up.answer
        return cls(
            bsn=looked_up.person.bsn,
            registered=answer.registered if answer else None,  # type: ignore[arg-type] # fails closed: null is an error
            registration_end_date=answer.ends_on if answer else None,
            looked_up=looked_up,
        )

    @strawberry.field(
        description="The grounds (grondslagen) of the present registration, stopped ones included, by start date, "
        "then code; empty when not registered."
    )
    def grounds(self) -> list[Ground]:
        """The grounds of the present registration."""
        bsn, today = self.looked_up.person.bsn, self.looked_up.today
        return [Ground.of(held, bsn, today) for held in self.looked_up.detailed.grounds]

    @strawberry.field(
        description="Begin meetellen Wet banenafspraak en quotumheffing: the earliest start of a ground of the present "
        "registration, never before 2013-01-01; null when not registered."
    )
    def counting_start_date(self) -> date | None:
        """The counting start date."""
        return self.looked_up.detailed.counting_from

    @strawberry.field(description="The register as it stood on a day from 2013-01-01 to today.")
    async def as_of(
        self,
        info: Info,
        date: Annotated[date, strawberry.argument(description="The day (peildatum), 2013-01-01 to today.")],
    ) -> PersonAsOf | None:
        """The answer for another day."""
        return PersonAsOf.of(await resolvers.as_of(info, self.looked_up, date), self.looked_up.person.bsn, date)

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
        periods = await resolvers.registered_periods(info, self.looked_up, year)
        return [Period(from_=start, until=end) for start, end in periods]

    @strawberry.field(
        description="All that is or was recorded of the person (vastgelegde feiten), newest record first: also what no "
        "registration follows from, and what was corrected."
    )
    async def facts(self, info: Info) -> list[FactOnFile]:
        """The facts on file."""
        return [FactOnFile.of(one) for one in await facts_on_file(info, self.looked_up)]

    @strawberry.field(
        description="Requests and applications (zaken), newest first: a citizen's own, to an assessor all."
    )
    async def cases(
        self,
        info: Info,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> CaseConnection | None:
        """The person's cases."""
        page = page_of(first, after, last, before)
        return CaseConnection.of(await cases_of_person(info, self.looked_up.person, page))

    @strawberry.field(description="Letters to the citizen (brieven), newest first.")
    async def letters(
        self,
        info: Info,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> LetterConnection | None:
        """The citizen's letters."""
        return LetterConnection.of(await own_letters_of_citizen(info, page_of(first, after, last, before)))

    @strawberry.field(description="How the citizen's letters come (kanaal).")
    async def letter_channel(self, info: Info) -> LetterChannel:
        """The channel."""
        return await channel_of_citizen(info)

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
        page = page_of(first, after, last, before)
        return DisclosureConnection.of(await own_log(info, given(from_), given(until), page))
