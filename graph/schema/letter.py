"""Letter: what the register writes to people, as the reader of the portal gets it."""

from datetime import date, datetime
from typing import Annotated, Self

import strawberry

from domain.letters import Letter as SentLetter
from domain.letters import Section
from domain.refusals import Refused
from graph.context import Info
from graph.resolvers import letter as resolvers
from graph.resolvers.letter import LetterRows
from graph.schema.case_enums import LetterChannel, LetterKind
from graph.schema.paging import PageInfo
from graph.schema.refusal import Refusal
from graph.schema.roster import Download
from models.cases import StoredLetter


@strawberry.type(description="A part of a letter: a heading and what stands below it.")
class LetterPart:
    """A part of a letter."""

    heading: str = strawberry.field(description="Its heading.")
    paragraphs: list[str] = strawberry.field(description="Its paragraphs in plain Dutch, in reading order.")
    items: list[str] = strawberry.field(description="The items of the list below them; none: there is no list.")

    @classmethod
    def of(cls, section: Section) -> Self:
        """The public form of a section."""
        return cls(heading=section.heading, paragraphs=list(section.paragraphs), items=list(section.items))


@strawberry.type(description="A line of reference of a letter, such as its day or a case number (kenmerk).")
class LetterReference:
    """A line of reference."""

    label: str = strawberry.field(description="What it is, in Dutch.")
    value: str = strawberry.field(description="What it says.")


@strawberry.type(description="A letter (brief). It names no ground to whom may not know one.")
class Letter:
    """A letter to the viewer, or of a case that the viewer may see."""

    id: strawberry.ID = strawberry.field(description="By which it is known; it says nothing.")
    kind: LetterKind = strawberry.field(description="What it is (soort brief).")
    subject: str = strawberry.field(description="Its title (onderwerp).")
    articles: list[str] = strawberry.field(description="The articles that it rests on (artikelen).")
    announced_at: datetime = strawberry.field(description="When it became accessible (bekendmaking).")
    channel: LetterChannel = strawberry.field(description="How it came (kanaal).")
    supersedes: strawberry.ID | None = strawberry.field(description="The letter that it takes the place of.")
    read_at: datetime | None = strawberry.field(description="When it was opened first (gelezen).")
    answer_until: date | None = strawberry.field(
        description="The last day to react (zienswijze tot en met); null: it asks nothing."
    )
    reacted_at: datetime | None = strawberry.field(description="When it was reacted to; null: it was not.")
    reaction: str | None = strawberry.field(
        description="What its receiver answered (zienswijze, Awb 4:8, 4:9); null: nothing."
    )
    stored: strawberry.Private[StoredLetter]

    @strawberry.field(description="All that it says in plain Dutch, in reading order: `parts`, then `reference`.")
    def body(self, info: Info) -> list[str]:
        """What it says, with the days of its print run if it was on paper."""
        return self._sent(info).body

    @strawberry.field(description="What it says below its title, in reading order.")
    def parts(self, info: Info) -> list[LetterPart]:
        """The same by its headings."""
        return [LetterPart.of(section) for section in self._sent(info).parts]

    @strawberry.field(description="The lines of reference at its end (kenmerken).")
    def reference(self, info: Info) -> list[LetterReference]:
        """The lines of reference."""
        return [LetterReference(label=line.label, value=line.value) for line in self._sent(info).reference]

    @strawberry.field(description="The last day for an objection (bezwaar tot en met); null: it decides nothing.")
    def objection_until(self, info: Info) -> date | None:
        """The last day, counted from the print run if it was on paper."""
        return self._sent(info).objection_until

    @strawberry.field(
        description="The letter as PDF/UA; the link works for the same log-in only (bearer token or session), and for a"
        " short time. Logged when downloaded."
    )
    def pdf(self, info: Info) -> Download:
        """A link to the PDF."""
        url, expires_at = resolvers.address_of(self.stored, info.context)
        return Download(url=url, expires_at=expires_at)

    @classmethod
    def of(cls, stored: StoredLetter) -> Self:
        """The public form of a letter."""
        return cls(
            id=strawberry.ID(str(stored.id)),
            kind=stored.kind,
            subject=stored.letter.subject,
            articles=list(stored.letter.articles),
            announced_at=stored.announced_at,
            channel=stored.channel,
            supersedes=None if stored.supersedes is None else strawberry.ID(str(stored.supersedes)),
            read_at=stored.read_at,
            answer_until=stored.answer_until,
            reacted_at=stored.reacted_at,
            reaction=stored.reaction,
            stored=stored,
        )

    def _sent(self, info: Info) -> SentLetter:
        return self.stored.sent(info.context.register.is_holiday)


LetterResult = Annotated[
    Letter | Refusal,
    strawberry.union("LetterResult", description="The letter as it stands after a command, or why it wasn't done."),
]


@strawberry.type(description="A letter and its place.")
class LetterEdge:
    """A letter and its place."""

    cursor: str = strawberry.field(description="The letter's place, for `after` and `before`.")
    node: Letter = strawberry.field(description="The letter.")


@strawberry.type(description="A page of letters, newest first.")
class LetterConnection:
    """A page of letters."""

    edges: list[LetterEdge] = strawberry.field(description="The letters of the page, newest first.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    rows: strawberry.Private[LetterRows]

    @strawberry.field(description="How many of all were not opened yet (ongelezen).")
    async def unread_count(self) -> int:
        """The count."""
        return await self.rows.unread()

    @classmethod
    def of(cls, rows: LetterRows) -> Self:
        """The public form of a page of letters."""
        edges = [LetterEdge(cursor=cursor, node=Letter.of(one)) for cursor, one in rows.rows]
        return cls(edges=edges, page_info=PageInfo.of(rows.place), rows=rows)


def letter_result(answer: StoredLetter | Refused) -> Letter | Refusal:
    """The public form of what a command on a letter answers."""
    return Refusal.of(answer) if isinstance(answer, Refused) else Letter.of(answer)
