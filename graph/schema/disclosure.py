"""Disclosure: an entry of the disclosure log, as the citizen and the privacy officer read it."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Self

import strawberry

from domain.errors import BadUserInputError
from domain.proofs import LogPart, OwnLog
from domain.roles import WITHOUT_A_NAME
from graph.context import Context, Info
from graph.cursors import BrokenSealError
from graph.disclosure_records import disclosing, plain_purpose
from graph.schema.enums import Purpose, Role
from graph.schema.paging import ANOTHER_CURSOR, Page, PageInfo
from models.queries.disclosures import Disclosed, LogPage, LogPosition, of_auditor, of_citizen

From = Annotated[
    datetime | None, strawberry.argument(name="from", description="Only entries at or after this moment (vanaf).")
]
Until = Annotated[datetime | None, strawberry.argument(description="Only entries before this moment (tot).")]

THE_CITIZEN: Final = "Uzelf"
_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


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
    def of(cls, entry: Disclosed) -> Self:
        """The public form of an entry."""
        return cls(
            at=entry.position.at,
            role=entry.role,
            organisation=THE_CITIZEN if entry.role is Role.CITIZEN else entry.organisation or WITHOUT_A_NAME,
            purpose=Purpose(entry.purpose),
            purpose_text=plain_purpose(entry.role, entry.purpose),
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


async def of_person(info: Info, own: OwnLog, page: Page) -> DisclosureConnection:
    """The citizen's own part of the log.

    Raises:
        BadUserInputError: the size of the page or the cursor can't be.
    """
    bound = _bound(info.context, "own", repr(own.from_time), repr(own.until_time))
    record = disclosing(info, Purpose.OWN_DATA)
    found = await of_citizen(info.context.register.log, record, own, _asked(info.context, page, bound))
    return _connection(info.context, found, page, bound)


async def of_log(info: Info, part: LogPart, page: Page) -> DisclosureConnection:
    """What a privacy officer asks of the log.

    Raises:
        BadUserInputError: the page or the cursor can't be.
    """
    log = info.context.register.log
    subjects = None if part.bsn is None else log.pseudonyms.known(part.bsn.value.encode())
    trace = None if part.trace is None else part.trace.hex()
    asked = (subjects, part.organisation, trace, part.from_time, part.until_time)
    bound = _bound(info.context, *map(repr, asked))
    record = disclosing(info, Purpose.OVERSIGHT)
    found = await of_auditor(log, record, part, _asked(info.context, page, bound))
    return _connection(info.context, found, page, bound)


def _bound(context: Context, *arguments: str) -> tuple[str, ...]:
    viewer = context.viewer
    return ("disclosures", viewer.role.value, viewer.issuer, viewer.subject, *arguments)


def _asked(context: Context, page: Page, bound: Sequence[str]) -> LogPage:
    return LogPage(
        _position(context, "after", page.after, bound),
        _position(context, "before", page.before, bound),
        page.size,
        page.backwards,
    )


def _position(context: Context, argument: str, cursor: str | None, bound: Sequence[str]) -> LogPosition | None:
    if cursor is None:
        return None
    try:
        at, lane, number, first, last = context.register.seal.open(cursor, *bound)
    except (BrokenSealError, ValueError):
        raise BadUserInputError(argument, ANOTHER_CURSOR) from None
    return LogPosition(_START + at * _MICROSECOND, lane, number, struct.pack(">qq", first, last))


def _connection(context: Context, found: Sequence[Disclosed], page: Page, bound: Sequence[str]) -> DisclosureConnection:
    edges = []
    for entry in found[: page.size]:
        at, lane, number, subject = entry.position
        place = ((at - _START) // _MICROSECOND, lane, number, *struct.unpack(">qq", subject))
        edges.append(DisclosureEdge(cursor=context.register.seal.close(place, *bound), node=Disclosure.of(entry)))
    if page.backwards:
        edges.reverse()
    return DisclosureConnection(
        edges=edges, page_info=page.info([edge.cursor for edge in edges], more=len(found) > page.size)
    )
