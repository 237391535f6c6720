"""The form that finds a person by BSN, which stands in no address."""

from starlette.responses import Response

from auth.forms import typed_digits
from portal.fields import bsn_fault, error
from portal.page_request import PageRequest
from portal.pages.assessor.cases import crumbs


async def bsn_or_form(request: PageRequest, action: str, title: str, intro: str) -> str | Response:
    """The number that was asked for, or the form that asks for one."""
    typed = request.form or await request.kept()
    bsn = typed.get("bsn", "")
    fault = bsn_fault(bsn) if request.form else None
    if request.form and not fault:
        return typed_digits(bsn)
    errors = [error("bsn", request.texts(fault))] if fault else []
    return await request.page(
        "assessor_finding.html",
        400 if errors else 200,
        errors=errors,
        bsn=bsn,
        title=title,
        intro=intro,
        action=action,
        crumbs=crumbs(request, last=title),
    )
