"""Disclosure: an entry of the disclosure log, as the citizen and the privacy officer read it."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from graph.resolvers.disclosure import LogEntries, LogEntry
from graph.schema.enums import Purpose, Role
from graph.schema.paging import PageInfo

From = Annotated[
    datetime | None, strawberry.argument(name="from", description="Only entries at or after this moment (vanaf).")
]
Until = Annotated[datetime | None, strawberry.argument(description="Only entries before this moment (tot).")]


@strawberry.type(description="What was handed over of one person: when, to whom, for what purpose, on what basis.")
class Disclosure:
    """An entry of the log (verwerking)."""

    at: datetime = strawberry.field(description="When.")
    role: Role = strawberry.field(description="The role of who looked.")
    organisation: str = strawberry.field(
        description="The organisation that looked; never the name of an individual officer. `Uzelf` for the citizen."
    )
    purpose: Purpose = strawberry.field(description="Why (doelbinding).")
    purpose_text: str = strawberry.field(description="The purpose in plain Dutch.")
    fields: list[str] = strawberry.field(description="Schema coordinates whose values were handed over.")
    legal_basis: str = strawberry.field(description="The articles that allow it.")
    trace_id: str = strawberry.field(description="The trace id of the request (W3C Trace Context), 32 hex digits.")
    user_pseudonym: str = strawberry.field(description="Pseudonym of the user who looked, 32 hex digits.")
    subject_pseudonym: str = strawberry.field(description="Pseudonym of the person, 32 hex digits.")

    @classmethod
    def of(cls, shown: LogEntry) -> Self:
        """The public form of an entry."""
        entry = shown.entry
        return cls(
            at=entry.position.at,
            role=entry.role,
            organisation=shown.organisation,
            purpose=Purpose(entry.purpose),
            purpose_text=shown.purpose_text,
            fields=list(entry.fields),
            legal_basis=entry.legal_basis,
            trace_id=entry.trace.hex(),
            user_pseudonym=entry.user.hex(),
            subject_pseudonym=entry.position.subject.hex(),
        )


@strawberry.type(description="An entry of the log and its place.")
class DisclosureEdge:
    """An entry and its place."""

    cursor: str = strawberry.field(description="The entry's place, for `after` and `before`.")
    node: Disclosure = strawberry.field(description="The entry.")


@strawberry.type(description="A page of the disclosure log, newest first.")
class DisclosureConnection:
    """A page of entries."""

    edges: list[DisclosureEdge] = strawberry.field(description="The entries of the page, newest first.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")

    @classmethod
    def of(cls, found: LogEntries) -> Self:
        """The public form of a page of the log."""
        edges = [DisclosureEdge(cursor=one.cursor, node=Disclosure.of(one)) for one in found.entries]
        return cls(edges=edges, page_info=PageInfo.of(found.place))
