"""How a citizen's letters come: in the portal or on paper (Awb 2:8)."""

from typing import Final

from starlette.responses import Response

from domain.letters import LetterChannel
from portal.answers import Answer, KeptAnswer, answered
from portal.fields import error
from portal.operations.citizen import my_letter_channel, set_letter_channel
from portal.page_request import PageRequest
from portal.pages.citizen.crumbs import crumbs
from portal.pages.citizen.letters import CHANNEL, LETTERS

_CHANNELS: Final = tuple(LetterChannel)


class ChannelAnswer(KeptAnswer):
    """The choice that was made."""

    page = CHANNEL
    channel: LetterChannel


async def choose(request: PageRequest) -> Response:
    """How they come; chosen, they come so from then on."""
    typed = request.form or await request.kept()
    chosen = next((one for one in _CHANNELS if one == typed.get("kanaal")), None)
    if request.form and chosen is not None:
        made = (await request.ask(set_letter_channel(channel=chosen))).set_letter_channel
        return await answered(request, ChannelAnswer(channel=made.letter_channel))
    errors = [error("kanaal", request.texts("letter_channel.missing"))] if request.form else []
    present = None if typed else (await request.ask(my_letter_channel())).viewer.person.letter_channel
    return await _page(request, chosen or present, errors=errors)


async def show(request: PageRequest, answer: Answer[ChannelAnswer]) -> Response:
    """That the choice was kept; and the form again."""
    return await _page(request, answer.data.channel, saved=True)


async def _page(
    request: PageRequest,
    chosen: LetterChannel | None,
    *,
    errors: list[dict[str, str]] | None = None,
    saved: bool = False,
) -> Response:
    texts = request.texts
    return await request.page(
        "citizen_letter_channel.html",
        400 if errors else 200,
        chosen=chosen,
        options=[
            {
                "value": one,
                "label": texts(f"letter_channel.{one}.label"),
                "hint": texts(f"letter_channel.{one}.hint"),
            }
            for one in _CHANNELS
        ],
        errors=errors or [],
        saved=texts(f"letter_channel.{chosen}.saved") if saved else "",
        answered=saved,
        action=CHANNEL,
        back=LETTERS,
        crumbs=crumbs(request, "letter_channel.title", (texts("letters.title"), LETTERS)),
    )
