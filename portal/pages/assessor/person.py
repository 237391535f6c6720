"""Whom an assessor records something of: found by BSN, with all that is on file; looking is recorded."""

from typing import Any, Final

from starlette.responses import Response

from portal.answers import Answer, KeptAnswer, answered
from portal.fields import long_day, short_day
from portal.languages import Texts
from portal.operations import assessor as operations
from portal.operations.assessor import OnFileFactOnFile, OnFilePerson
from portal.page_request import PageRequest
from portal.pages.assessor.cases import HOME
from portal.pages.assessor.finding import bsn_or_form

RECORD: Final = f"{HOME}/vastleggen"
CHANGE: Final = f"{RECORD}/wijziging"


class OnFileAnswer(KeptAnswer):
    """Who was looked up, what is on file of them, and what was recorded just before."""

    page = RECORD
    bsn: str
    found: OnFilePerson
    saved: str


async def ask(request: PageRequest) -> Response:
    """The form that asks for a BSN; and on to what is on file."""
    asked = await bsn_or_form(request, RECORD, request.texts("record.title"), request.texts("record.intro"))
    return asked if isinstance(asked, Response) else await on_file(request, asked)


async def on_file(request: PageRequest, bsn: str, saved: str = "") -> Response:
    """Look a person up, and go on to where it is shown."""
    found = (await request.ask(operations.on_file(bsn=bsn))).person
    return await answered(request, OnFileAnswer(bsn=bsn, found=found, saved=saved))


async def show(request: PageRequest, answer: Answer[OnFileAnswer]) -> Response:
    """What is on file of a person, and what can be done with it."""
    data, texts = answer.data, request.texts
    found = data.found
    return await request.page(
        "assessor_person.html",
        bsn=data.bsn,
        saved=texts(f"record.saved.{data.saved}") if data.saved else "",
        standing=standing(texts, found.registered, found.registration_end_date, found.counting_start_date),
        facts=[_shown(texts, one) for one in found.facts if one.superseded_at is None],
        past=[_past(texts, one) for one in found.facts if one.superseded_at is not None],
        change=CHANGE,
        action=RECORD,
        answered=True,
        answered_at=answer.at,
        crumbs=crumbs(request),
    )


def standing(texts: Texts, registered: Any, end: Any, counting: Any) -> list[tuple[str, str]]:
    """What the register says of a person today, as pairs of a term and a value."""
    ends_on = long_day(texts, end) or texts("suwinet.indefinite")
    return [
        (texts("record.registered"), texts("record.yes" if registered else "record.no")),
        (texts("suwinet.end"), ends_on if registered else texts("record.nothing")),
        (texts("suwinet.counting"), long_day(texts, counting) or texts("record.nothing")),
    ]


def crumbs(request: PageRequest, *further: str) -> list[dict[str, str]]:
    """The way to a page below the worklist."""
    texts = request.texts
    way = [(texts("worklist.title"), HOME), (texts("record.title"), RECORD), *((one, "") for one in further)]
    return [{"text": text, "href": href} for text, href in way[:-1]] + [{"text": way[-1][0]}]


def _shown(texts: Texts, one: OnFileFactOnFile) -> dict[str, Any]:
    """A fact that holds good, with what a form needs to change it."""
    kept = {"feit": one.fact_id, "naam": one.name, "grond": one.ground or "", "soort": one.event or ""}
    kept |= {"begin": f"{one.start_date:%d-%m-%Y}", "artikel": one.article or ""}
    kept["feitsoort"] = "grondslag" if one.ground else "gebeurtenis"
    return {
        "name": one.name,
        "pairs": [
            (texts("record.since" if one.ground else "record.day"), short_day(texts, one.start_date)),
            *([(texts("suwinet.columns.end"), short_day(texts, one.end_date))] if one.end_date else []),
            *([(texts("record.end_reason"), one.end_reason)] if one.end_reason else []),
            *([(texts("record.article"), one.article)] if one.article else []),
            (texts("record.recorded"), _by(texts, one.recorded_at, one.recorded_by, one.recorded_because)),
        ],
        "fields": kept,
        "stops": one.ground is not None and one.end_date is None,
        "corrects": one.ground is not None or one.event is not None,
    }


def _past(texts: Texts, one: OnFileFactOnFile) -> list[str]:
    """A fact that another took the place of, as a row."""
    days = [short_day(texts, one.start_date), short_day(texts, one.end_date)]
    return [one.name, *days, _by(texts, one.superseded_at, one.superseded_by, one.superseded_because)]


def _by(texts: Texts, at: Any, who: str | None, why: str | None) -> str:
    """When something was recorded, by whom and why."""
    parts = [texts.short_moment(at) if at else "", who or texts("record.delivery"), why or ""]
    return ", ".join(part for part in parts if part)
