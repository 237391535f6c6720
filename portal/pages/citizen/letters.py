"""The citizen's letters (brieven): the list, and a letter to read or to keep as a file."""

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from portal.answers import Answer, KeptAnswer, address, answered
from portal.api import ApiError
from portal.failures import failed
from portal.operations.citizen import OpenLetterLetter, my_letters, open_letter
from portal.page_request import PageRequest
from portal.pages.citizen.crumbs import HOME, crumbs
from portal.pages.letter_files import FILE, to_file, works
from portal.unread_letters import forget_unread, keep_unread

LETTERS: Final = f"{HOME}/brieven"
CHANNEL: Final = f"{LETTERS}/instellen"

_SIZE: Final = 25


class LetterAnswer(KeptAnswer):
    """A letter that was opened."""

    page = LETTERS
    letter: OpenLetterLetter


async def overview(request: PageRequest) -> Response:
    """One's letters, newest first."""
    after = request.http.query_params.get("na") or None
    try:
        found = (await request.ask(my_letters(first=_SIZE, after=after))).viewer.person.letters
    except ApiError as refused:
        if refused.code != "BAD_USER_INPUT" or after is None:
            raise
        return request.redirect(LETTERS)
    await keep_unread(request, found.unread_count)
    older = found.page_info.end_cursor if found.page_info.has_next_page else None
    return await request.page(
        "citizen_letters.html",
        letters=[
            {
                "href": f"{LETTERS}/{edge.node.id}",
                "subject": edge.node.subject,
                "at": edge.node.announced_at,
                "is_new": edge.node.read_at is None,
            }
            for edge in found.edges
        ],
        newest=LETTERS if after else None,
        older=f"{LETTERS}?{urlencode({'na': older})}" if older else None,
        channel=CHANNEL,
        crumbs=crumbs(request, "letters.title"),
    )


async def read(request: PageRequest) -> Response:
    """Open a letter, which notes and records it, and go on to where it stands: shown again there, it does neither."""
    letter = await _opened(request, request.http.path_params["letter"])
    return await failed(request, "unknown", 404) if letter is None else await answered(request, letter)


async def show(request: PageRequest, answer: Answer[LetterAnswer]) -> Response:
    """A letter that was opened."""
    letter = answer.data.letter
    return await request.page(
        "citizen_letter.html",
        letter=letter,
        file=f"{address(LETTERS, answer.id)}{FILE}",
        crumbs=crumbs(request, "letters.one", (request.texts("letters.title"), LETTERS)),
    )


async def file(request: PageRequest, answer: Answer[LetterAnswer]) -> Response:
    """Go on to the letter as a file; by a new link, if the one that came with it is over."""
    letter = answer.data.letter
    if works(request, letter.pdf):
        return to_file(request, letter.pdf)
    anew = await _opened(request, letter.id)
    return await failed(request, "unknown", 404) if anew is None else to_file(request, anew.letter.pdf)


async def _opened(request: PageRequest, letter: str) -> LetterAnswer | None:
    """The letter; None if it isn't theirs, or isn't there."""
    found = await request.ask_own(open_letter(letter=letter))
    if found is None or not isinstance(found.mark_letter_read, OpenLetterLetter):
        return None
    await forget_unread(request)
    return LetterAnswer(letter=found.mark_letter_read)
