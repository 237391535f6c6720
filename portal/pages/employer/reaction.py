"""An employer's reaction (zienswijze) to a letter that asks for one (Awb 4:8); not giving one is fine."""

from typing import Final

from starlette.responses import Response

from domain.refusals import RefusalCode
from domain.roles import Service
from portal.answers import answered
from portal.api import ApiError
from portal.failures import failed
from portal.fields import error, typed_text
from portal.form_keys import KEY
from portal.operations import employer
from portal.operations.employer import GiveReactionInput, GiveReactionRefusal
from portal.page_request import PageRequest
from portal.pages.employer.letters import MOST, LetterAnswer, form_of_reaction
from portal.pages.employer.organisations import LETTERS, Organisation, crumbs, for_answer

_WORDS: Final = {
    RefusalCode.TOO_LATE: "reaction.too_late",
    RefusalCode.WRONG_STATE: "reaction.done",
    RefusalCode.KEY_REUSED: "reaction.key_reused",
}


async def react(request: PageRequest, organisation: Organisation) -> Response:
    """Send a reaction, and go on to its letter; the form stands apart where something is wrong with it.

    Nor does a GET open the letter: it shows what was typed before a log-in.
    """
    if Service.LETTERS not in organisation.services:
        return await failed(request, "letters", 403)
    typed = request.form or await request.kept()
    text, errors = typed_text(typed.get("reactie", "")), []
    if request.form and typed.get("bedrijf") != organisation.place:
        return await failed(request, "other_company", 409)  # another tab has chosen another one meanwhile
    if request.form:
        if fault := _fault(request, text):
            errors.append(error("reactie", fault))
        if not errors:
            return await _sent(request, organisation, text, typed.get(KEY, ""))
    return await _page(request, organisation, text, typed.get(KEY, ""), errors)


async def _sent(request: PageRequest, organisation: Organisation, text: str, key: str) -> Response:
    letter = request.http.path_params["letter"]
    asked: GiveReactionInput = {"letter": letter, "text": text, "idempotencyKey": key}
    try:
        outcome = (await request.ask(employer.give_reaction(input=asked))).give_reaction
    except ApiError as refused:
        if refused.code == "FORBIDDEN":
            return await failed(request, "unknown", 404)
        raise
    if isinstance(outcome, GiveReactionRefusal):
        words = _WORDS.get(RefusalCode(outcome.code), "reaction.refused")
        return await _page(request, organisation, text, "", [error("", request.texts(words))], 409)
    return await answered(
        request, LetterAnswer(letter=outcome, organisation=for_answer(organisation), has_just_reacted=True)
    )


async def _page(  # noqa: PLR0913, PLR0917 - what the form shows
    request: PageRequest,
    organisation: Organisation,
    text: str,
    key: str,
    errors: list[dict[str, str]],
    status: int = 400,
) -> Response:
    letter = request.http.path_params["letter"]
    return await request.page(
        "employer_reaction.html",
        status if request.form and errors else 200,
        letter=f"{LETTERS}/{letter}",
        errors=errors,
        **form_of_reaction(letter, organisation.place, text, key),
        crumbs=crumbs(request, "reaction.title", (request.texts("letters.title"), LETTERS)),
    )


def _fault(request: PageRequest, text: str) -> str | None:
    if not text:
        return request.texts("reaction.missing")
    if len(text) > MOST:
        return request.texts("reaction.long", most=MOST, count=len(text) - MOST)
    return None
