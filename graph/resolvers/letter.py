"""Letters: a page of them, one that is opened, an employer's reaction, and how a citizen gets them."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from auth.policies.case import own_cases, own_letters
from auth.principal import OrganisationClaim
from domain.errors import NOT_YOURS, ForbiddenError, NotAuthorisedError
from domain.letters import LetterChannel
from domain.proofs import OwnCases, OwnLetters
from domain.refusals import Refused
from domain.roles import Role
from graph.context import Context, Info
from graph.cursors import halves, microseconds, of_halves, of_microseconds
from graph.disclosure_records import record_of_command, record_of_field
from graph.letters.link import LetterLink
from graph.resolvers.case_view import once
from graph.resolvers.command import PURPOSE, given_command, opaque_id
from graph.resolvers.paging import Page, Place, opened
from models.cases import StoredLetter
from models.commands.command import refusal_of
from models.commands.reaction import give_reaction as react
from models.queries import letters as queries
from models.queries.cases import channel_of
from models.queries.letters import LetterPage, LetterPosition

_LETTER: Final = "Letter"


@dataclass(frozen=True, slots=True)
class LetterRows:
    """A page of letters: each with its cursor, where it stands, and how many of all weren't opened yet."""

    rows: list[tuple[str, StoredLetter]]
    place: Place
    unread: Callable[[], Awaitable[int]]


async def own_letters_of_citizen(info: Info, page: Page) -> LetterRows:
    """A citizen's letters, newest first; that they were read is recorded.

    Where none but their number is asked, the record is of no person.

    Raises:
        BadUserInputError: the cursor can't be.
    """
    context = info.context
    own = own_cases(context.viewer)
    bound = ("letters", *context.viewer.user)
    asked = _asked(context, page, bound)
    found = await queries.letters_of_citizen(context.register.pools, own, asked)
    await _record(info, [own.bsn] if page.size else [])
    return _rows(context, found, page, bound, lambda: queries.unread_of_citizen(context.register.pools, own))


async def letters_of_organisation(info: Info, organisation: str, page: Page, *, only_unread: bool) -> LetterRows:
    """The letters to an organisation of the viewer's, newest first; whom they are about is recorded.

    Raises:
        ForbiddenError: it isn't the viewer's, or the viewer isn't authorised for letters.
        BadUserInputError: the cursor can't be.
    """
    context = info.context
    own, claim = own_letters(context.viewer, organisation)
    bound = ("letters", *context.viewer.user, claim.id, str(only_unread))
    asked = _asked(context, page, bound)._replace(only_unread=only_unread)
    found = await queries.letters_of_employer(context.register.pools, own, asked)
    await _record(info, [one.bsn for one in found[: page.size]], claim)
    return _rows(context, found, page, bound, lambda: queries.unread_of_employer(context.register.pools, own))


async def open_letter(info: Info, letter: str) -> StoredLetter:
    """Note that a letter was opened; whoever opens it gets it.

    Raises:
        ForbiddenError: it isn't the viewer's, whether it exists or not.
    """
    context, wanted = info.context, opaque_id(letter)
    log = context.register.log
    if context.viewer.role is Role.CITIZEN:
        record = record_of_command(info, PURPOSE[Role.CITIZEN], outcome=_LETTER)
        opened = await queries.opened_by_citizen(log, own_cases(context.viewer), wanted, record)
    else:
        own, claim, found = await letter_to_own(info.context, wanted)
        record = record_of_command(info, PURPOSE[Role.EMPLOYER], claim, _LETTER)
        opened = await queries.opened_by_employer(log, own, found, record)
    if opened is None:
        raise ForbiddenError(NOT_YOURS)
    return opened


async def give_reaction(info: Info, letter: str, text: str, key: str) -> StoredLetter | Refused:
    """An employer's reaction to a letter that asks for one.

    Raises:
        ForbiddenError: the letter isn't the viewer's, whether it exists or not.
    """
    own, claim, found = await letter_to_own(info.context, opaque_id(letter))
    given = given_command(info, key, letter, text, organisation=claim)
    try:
        answer = await react(info.context.register.commands, own, given, found.id, text)
    except Refused as refused:
        return refused
    return refusal_of(answer) or StoredLetter.read(answer["letter"])


def address_of(stored: StoredLetter, context: Context) -> tuple[str, datetime]:
    """Where a letter is as a PDF, for this log-in, and until when."""
    link = LetterLink.to(stored.id, context.register.now())
    sealed = link.sealed(context.register.seal, context.viewer)
    return f"{context.register.url}/letters/{sealed}.pdf", datetime.fromtimestamp(link.expires_at, UTC)


async def set_channel(info: Info, channel: LetterChannel) -> OwnCases:
    """Have a citizen's letters go by this channel from now on."""
    own = own_cases(info.context.viewer)
    await queries.choose_channel(
        info.context.register.log, own, channel, record_of_command(info, PURPOSE[Role.CITIZEN])
    )
    return own


async def letter_to_own(context: Context, letter: UUID) -> tuple[OwnLetters, OrganisationClaim, StoredLetter]:
    """A letter to any organisation of the viewer's, and which.

    Raises:
        ForbiddenError: there is none for which the viewer is authorised, whether it exists or not.
    """
    refusal = ForbiddenError(NOT_YOURS)
    for organisation in context.viewer.organisations:
        try:
            own, claim = own_letters(context.viewer, organisation.id)
            found = await queries.letter_to_employer(context.register.pools, own, letter)
        except NotAuthorisedError as error:  # for this organisation; for another perhaps
            refusal = error
            continue
        if found is not None:
            return own, claim, found
    raise refusal


async def _record(info: Info, bsns: Sequence[Any], organisation: OrganisationClaim | None = None) -> None:
    context = info.context
    record = record_of_field(info, PURPOSE[context.viewer.role], organisation)
    log = context.register.log
    await log.record(context.viewer.role, record, [log.subject(bsn) for bsn in {*bsns}])


def _asked(context: Context, page: Page, bound: Sequence[str]) -> LetterPage:
    return LetterPage(
        _position(context, "after", page.after, bound),
        _position(context, "before", page.before, bound),
        page.size,
        page.backwards,
    )


def _rows(
    context: Context,
    found: list[StoredLetter],
    page: Page,
    bound: Sequence[str],
    unread: Callable[[], Coroutine[Any, Any, int]],
) -> LetterRows:
    def cursor(one: StoredLetter) -> str:
        return context.register.seal.close((microseconds(one.announced_at), *halves(one.id)), *bound)

    return LetterRows(*page.shown(found, cursor), once(unread))


def _position(context: Context, argument: str, cursor: str | None, bound: Sequence[str]) -> LetterPosition | None:
    numbers = opened(context.register.seal, argument, cursor, bound, 3)
    if numbers is None:
        return None
    moment, *id_halves = numbers
    return LetterPosition(of_microseconds(moment), of_halves(*id_halves))


async def channel_of_citizen(info: Info) -> LetterChannel:
    """How the citizen who asks gets letters."""
    context = info.context
    own = own_cases(context.viewer)
    chosen = await channel_of(context.register.pools, own, context.today)
    await _record(info, [own.bsn])
    return chosen
