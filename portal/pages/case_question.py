"""The page on which an applicant answers what UWV asked (aanvullen, Awb 4:5): a citizen, or a municipality."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.responses import Response

from portal.fields import error, typed_text
from portal.form_keys import key_of
from portal.languages import Texts
from portal.page_request import PageRequest

ANSWER: Final = "antwoord"
_MOST: Final = 2000


def answer_of(typed: Mapping[str, str]) -> str:
    """The answer that was typed."""
    return typed_text(typed.get(ANSWER, ""))


def answer_fault(texts: Texts, text: str) -> dict[str, str] | None:
    """What is wrong with an answer."""
    if text and len(text) <= _MOST:
        return None
    return fault(texts, texts("my_cases.question.too_long" if text else "my_cases.question.empty"))


def fault(texts: Texts, text: str) -> dict[str, str]:
    """A fault at the field of the answer."""
    return error(ANSWER, text, texts("my_cases.question.label"))


async def show(  # noqa: PLR0913, PLR0917 - a page
    request: PageRequest,
    parts: Sequence[object],
    typed: Mapping[str, str],
    wrong: dict[str, str] | None,
    back: str,
    crumbs: list[dict[str, str]],
) -> Response:
    """The letter that asks, and the form.

    Args:
        request: the request.
        parts: of the letter.
        typed: what was typed.
        wrong: what is wrong with it.
        back: the page of the case.
        crumbs: the way here.
    """
    return await request.page(
        "case_question.html",
        400 if wrong else 200,
        parts=parts,
        name=ANSWER,
        value=typed.get(ANSWER, ""),
        most=_MOST,
        key=key_of(typed),
        errors=[wrong] if wrong else [],
        action=request.http.url.path,
        back=back,
        crumbs=crumbs,
    )
