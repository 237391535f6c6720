"""The employer's letters (brieven): those to the organisation, and one to read, to keep as a file or to react to."""

from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from domain.letters import BSN_LABEL
from domain.roles import Service
from portal.answers import Answer, KeptAnswer, address, answered
from portal.api import ApiError
from portal.failures import failed
from portal.form_keys import new_key
from portal.operations import employer
from portal.operations.employer import GiveReactionLetter, LettersLetter, OpenLetterLetter
from portal.page_request import PageRequest
from portal.pages.employer.organisations import (
    LETTERS,
    AskingOrganisation,
    Organisation,
    crumbs,
    for_answer,
    in_words,
)
from portal.pages.letter_files import FILE, to_file, works
from portal.unread_letters import forget_unread, keep_unread

MOST: Final = 1_000
"""How many characters a reaction may have."""

_SIZE: Final = 25
_YES: Final = "ja"

OpenedLetter = OpenLetterLetter | GiveReactionLetter


class LetterAnswer(KeptAnswer):
    """A letter that was opened, and to which organisation; whether it was reacted to just now."""

    page = LETTERS
    letter: OpenedLetter
    organisation: AskingOrganisation
    has_just_reacted: bool = False


async def overview(request: PageRequest, organisation: Organisation) -> Response:
    """The letters to the organisation, newest first."""
    if Service.LETTERS not in organisation.services:
        return await failed(request, "letters", 403)
    query, texts = request.http.query_params, request.texts
    after, only_new = query.get("na") or None, query.get("nieuw") == _YES
    first_page = f"{LETTERS}?{urlencode({'nieuw': _YES})}" if only_new else LETTERS
    asked = employer.letters(organisation=organisation.id, first=_SIZE, after=after, only_unread=only_new)
    try:
        [found] = (await request.ask(asked)).viewer.organisations
    except ApiError as refused:
        if refused.code != "BAD_USER_INPUT" or after is None:
            raise
        return request.redirect(first_page)  # it was a page of another list
    page, unread = found.letters.page_info, found.letters.unread_count
    await keep_unread(request, unread)
    further = {**({"nieuw": _YES} if only_new else {}), "na": page.end_cursor}
    return await request.page(
        "employer_letters.html",
        organisation=organisation.name,
        filters=[
            {"text": texts("letters.every"), "href": LETTERS, "current": not only_new},
            {
                "text": texts("letters.only_new", count=unread),
                "href": f"{LETTERS}?{urlencode({'nieuw': _YES})}",
                "current": only_new,
            },
        ],
        only_new=only_new,
        letters=[_row(request, organisation, edge.node) for edge in found.letters.edges],
        newest=first_page if after else None,
        older=f"{LETTERS}?{urlencode(further)}" if page.has_next_page else None,
        crumbs=crumbs(request, "letters.title"),
    )


async def read(request: PageRequest, organisation: Organisation) -> Response:
    """Open a letter, which notes and records it, and go on to where it stands: shown again there, it does neither."""
    if Service.LETTERS not in organisation.services:
        return await failed(request, "letters", 403)
    if request.http.query_params.get("bedrijf", organisation.place) != organisation.place:
        return await failed(request, "other_company", 409)  # another tab has chosen another one meanwhile
    letter = await _opened(request, request.http.path_params["letter"])
    if letter is None:
        return await failed(request, "unknown", 404)
    return await answered(request, LetterAnswer(letter=letter, organisation=for_answer(organisation)))


async def show(request: PageRequest, answer: Answer[LetterAnswer]) -> Response:
    """A letter that was opened, and below one that asks for it the form for a reaction."""
    shown, letter = answer.data, answer.data.letter
    return await request.page(
        "employer_letter.html",
        letter=letter,
        organisation=in_words(request.texts, shown.organisation),
        has_just_reacted=shown.has_just_reacted,
        answered=shown.has_just_reacted,
        too_late=letter.answer_until is not None and letter.answer_until < request.portal.today(),
        file=f"{address(LETTERS, answer.id)}{FILE}",
        **form_of_reaction(letter.id, shown.organisation.place),
        crumbs=crumbs(request, "letters.one", (request.texts("letters.title"), LETTERS)),
    )


async def file(request: PageRequest, answer: Answer[LetterAnswer]) -> Response:
    """Go on to the letter as a file; by a new link, if the one that came with it is over."""
    letter = answer.data.letter
    if works(request, letter.pdf):
        return to_file(request, letter.pdf)
    anew = await _opened(request, letter.id)
    return await failed(request, "unknown", 404) if anew is None else to_file(request, anew.pdf)


def form_of_reaction(letter: str, place: str, typed: str = "", key: str = "") -> dict[str, Any]:
    """What a page with the form for a reaction to a letter is given; `place`: of the organisation that it is to."""
    action = f"{LETTERS}/{letter}/reactie"
    return {"action": action, "place": place, "reaction": typed, "key": key or new_key(), "most": MOST}


def _row(request: PageRequest, organisation: Organisation, letter: LettersLetter) -> dict[str, Any]:
    return {
        "href": f"{LETTERS}/{letter.id}?{urlencode({'bedrijf': organisation.place})}",
        "day": request.texts.short_date(letter.announced_at),
        "subject": letter.subject,
        "bsn": next((line.value for line in letter.reference if line.label == BSN_LABEL), ""),
        "read_on": request.texts.short_date(letter.read_at) if letter.read_at else None,
    }


async def _opened(request: PageRequest, letter: str) -> OpenLetterLetter | None:
    """The letter; None if it isn't the organisation's, or isn't there."""
    found = await request.ask_own(employer.open_letter(letter=letter))
    if found is None or not isinstance(found.mark_letter_read, OpenLetterLetter):
        return None
    await forget_unread(request)
    return found.mark_letter_read
