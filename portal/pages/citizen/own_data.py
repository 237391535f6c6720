"""Download mijn gegevens: all that the register tells one of oneself, to read (PDF) or for a program (JSON)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final

import structlog
from pydantic import ValidationError
from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from domain.errors import RegisterError
from portal.api import ApiError
from portal.fields import error
from portal.own_data import OwnData
from portal.page_request import PRIVATE, PageRequest
from portal.pages.citizen.crumbs import OWN_DATA, crumbs
from portal.pages.citizen.disclosures import DISCLOSURES
from portal.pages.citizen.own_data_document import TEMPLATE, document
from portal.pages.citizen.own_data_json import lines

KINDS: Final = {"pdf": "application/pdf", "json": "application/json"}

_HELD: Final = 1 << 20
"""Bytes that are held before any is sent: what fails meanwhile is a page that says so, and no half a file."""

log = structlog.get_logger()


async def show(request: PageRequest) -> Response:
    """What one can download, and what isn't in it; by its button, a file.

    The file is the answer to a form: no address leads to it, and no other site can have it made.
    """
    kind = request.form.get("soort")
    if kind not in KINDS:
        errors = [error("", request.texts("own_data.kind_missing"))] if request.form else []
        return await request.page(
            "own_data.html",
            400 if errors else 200,
            errors=errors,
            action=OWN_DATA,
            kinds=list(KINDS),
            disclosures=DISCLOSURES,
            crumbs=crumbs(request, "own_data.title"),
        )
    made_at = datetime.fromtimestamp(request.portal.now(), UTC)
    own = OwnData(request, made_at)
    name = f"{request.texts('own_data.file')}-{request.portal.today().isoformat()}.{kind}"
    headers = {**PRIVATE, "content-type": KINDS[kind], "content-disposition": f'attachment; filename="{name}"'}
    if kind == "pdf":
        said = await document(request, own, made_at)
        return Response(await request.portal.typesetter.pdf(TEMPLATE, said, made_at), headers=headers)
    return await _sent(lines(request, own, made_at), headers)


async def _sent(file: AsyncIterator[bytes], headers: dict[str, str]) -> Response:
    """The file; one that is long is sent while it is read, so that no more of it is held."""
    held = bytearray()
    async for line in file:
        held += line
        if len(held) > _HELD:
            return StreamingResponse(_on(bytes(held), file), headers=headers)
    return Response(bytes(held), headers=headers)


async def _on(held: bytes, file: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """A file that has begun. If the register refuses the rest it is cut off there: it is no JSON then."""
    yield held
    try:
        async for line in file:
            yield line
    except (ApiError, RegisterError, ValidationError) as fault:
        log.warning("a download was cut off", code=getattr(fault, "code", "INTERNAL"))
        raise ClientDisconnect from None
