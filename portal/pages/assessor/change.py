"""Recording and correcting a fact: a form, then what would change, and only then the command."""

from datetime import date
from enum import StrEnum
from typing import Any, Final

from starlette.responses import Response

from domain.grounds import GROUNDS, GroundCode
from portal.fields import day_fault, error, refusal, short_day, typed_day
from portal.form_keys import KEY, key_of, new_key
from portal.languages import Texts
from portal.operations import assessor as operations
from portal.operations.assessor import (
    CorrectFactInput,
    FactPreviewFactPreview,
    FactPreviewPreviewedRegistration,
    RecordEventInput,
    RecordGroundInput,
    StopGroundInput,
)
from portal.page_request import PageRequest
from portal.pages.assessor.person import CHANGE, RECORD, crumbs, on_file, standing

_EVENTS: Final = ("DEATH", "PROTECTED_WORK", "NO_WORK_CAPACITY", "EMIGRATION")
_TO_LOOK, _TO_RECORD = "bekijken", "vastleggen"
_WITHDRAW: Final = "intrekken"


class Kind(StrEnum):
    """What an assessor does."""

    EVENT = "gebeurtenis"
    GROUND = "grondslag"
    STOP = "stoppen"
    CORRECTION = "verbeteren"


_FIELDS: Final = {
    Kind.EVENT: ("soort", "datum"),
    Kind.GROUND: ("grond", "begin", "geboren", "artikel"),
    Kind.STOP: ("grond", "begin", "naam", "eind", "reden"),
    Kind.CORRECTION: ("feit", "naam", "feitsoort", "hoe", "grond", "soort", "begin", "artikel", "reden"),
}
_REPLACED: Final = ("grond", "soort", "begin", "artikel")
"""What a corrected fact says instead; a withdrawn one says nothing."""
_SENT_ALONG: Final = {Kind.STOP: ("grond", "begin", "naam"), Kind.CORRECTION: ("feit", "naam", "feitsoort")}


class _Change:
    """A change as it was typed: the inputs of the operations, or what is wrong."""

    def __init__(self, request: PageRequest, typed: dict[str, str]) -> None:
        self.kind = Kind(typed["wat"])
        self.bsn = typed.get("bsn", "")
        self.typed = {name: typed.get(name, "").strip() for name in _FIELDS[self.kind]}
        self.key = key_of(typed)
        self.errors: list[dict[str, str]] = []
        self._texts = request.texts

    @property
    def is_event(self) -> bool:
        """Whether what is corrected is an event."""
        return self.typed.get("feitsoort") == "gebeurtenis"

    def inputs(self) -> dict[str, Any]:
        """The input by its argument of the preview; empty if something is wrong."""
        makers = {Kind.EVENT: self._event, Kind.GROUND: self._ground, Kind.STOP: self._stop}
        made: dict[str, Any] = makers.get(self.kind, self._correction)()
        return {} if self.errors else made

    def _event(self, day: str = "datum") -> dict[str, Any]:
        chosen: Any = self._chosen("soort", _EVENTS, "record.event_missing")
        event: RecordEventInput = {
            "bsn": self.bsn, "event": chosen, "date": self._day(day, "record.day"), "idempotencyKey": self.key,
        }  # fmt: skip
        return {"event": event}

    def _ground(self) -> dict[str, Any]:
        ground: RecordGroundInput = {
            "bsn": self.bsn,
            "code": self._code(),
            "startDate": self._day("begin", "record.since"),
            "article": self.typed["artikel"] or None,
            "idempotencyKey": self.key,
        }
        if self.typed.get("geboren"):
            ground["birthDate"] = self._day("geboren", "record.born")
        return {"ground": ground}

    def _stop(self) -> dict[str, Any]:
        stop: StopGroundInput = {
            "bsn": self.bsn,
            "code": self._code(),
            "startDate": self._day("begin", "record.since"),
            "endDate": self._day("eind", "suwinet.columns.end"),
            "reason": self._reason(),
            "idempotencyKey": self.key,
        }
        return {"stop": stop}

    def _correction(self) -> dict[str, Any]:
        how = self._chosen("hoe", (_WITHDRAW, "anders"), "record.how_missing")
        given: CorrectFactInput = {"factId": self.typed["feit"], "reason": self._reason(), "idempotencyKey": self.key}
        if how == _WITHDRAW:
            given["withdraw"] = True
        elif how and self.is_event:
            given["event"] = self._event("begin")["event"]
        elif how:
            given["ground"] = self._ground()["ground"]
        return {"correction": given}

    def _chosen(self, field: str, allowed: tuple[str, ...], missing: str) -> str:
        if self.typed[field] not in allowed:
            self.errors.append(error(field, self._texts(missing)))
        return self.typed[field]

    def _code(self) -> GroundCode:
        self._chosen("grond", tuple(GroundCode), "record.ground_missing")
        return GroundCode(self.typed["grond"]) if self.typed["grond"] in set(GroundCode) else GroundCode.WAJONG

    def _day(self, field: str, label: str) -> date:
        day = typed_day(self.typed[field])
        if day is None:
            self.errors.append(error(field, self._texts(day_fault(self.typed[field])), self._texts(label)))
        return day or date.min

    def _reason(self) -> str:
        if not self.typed["reden"]:
            self.errors.append(error("reden", self._texts("record.reason_missing")))
        return self.typed["reden"]


async def change(request: PageRequest) -> Response:
    """The form; what would change; and on to what is on file after it."""
    typed = request.form or await request.kept()
    if typed.get("wat") not in set(Kind) or not typed.get("bsn"):
        return request.redirect(RECORD)
    made, step = _Change(request, typed), typed.get("stap", "") if request.form else ""
    inputs = made.inputs() if step in {_TO_LOOK, _TO_RECORD} else {}
    if not inputs:
        return await _form(request, made)
    if step == _TO_LOOK:
        return await _preview(request, made, inputs)
    refused = await _record(request, made.kind, inputs)
    if refused is None:
        return await on_file(request, made.bsn, made.kind)
    made.key = new_key()
    made.errors.append(refusal(refused))
    return await _form(request, made)


async def _preview(request: PageRequest, made: _Change, inputs: dict[str, Any]) -> Response:
    arguments = {"event": None, "ground": None, "stop": None, "correction": None} | inputs
    found = (await request.ask(operations.fact_preview(**arguments))).fact_preview
    if found.refusal:
        made.errors.append(refusal(found.refusal.message))
        return await _form(request, made)
    texts = request.texts
    return await request.page(
        "assessor_preview.html",
        bsn=made.bsn,
        kind=made.kind.value,
        said=_said(texts, made),
        rows=_compared(texts, found),
        changes=found.before != found.after,
        letters=[texts(f"record.letters.{one}") for one in found.letters],
        hidden={"wat": made.kind.value, "bsn": made.bsn, KEY: made.key, **made.typed},
        action=CHANGE,
        answered=True,
        crumbs=crumbs(request, texts(f"record.kinds.{made.kind}")),
    )


def _said(texts: Texts, made: _Change) -> list[tuple[str, str]]:
    """What will be recorded, field by field, as it was typed; what stays as it is isn't in it."""
    typed = made.typed if made.typed.get("hoe") != _WITHDRAW else {**made.typed, **dict.fromkeys(_REPLACED, "")}
    ground = GROUNDS[GroundCode(typed["grond"])].name if typed.get("grond") in set(GroundCode) else ""
    rows = [
        ("record.fact", typed.get("naam", "")),
        ("record.how.legend", texts(f"record.how.{typed['hoe']}") if typed.get("hoe") else ""),
        ("record.what_happened", texts(f"record.events.{typed['soort']}") if typed.get("soort") else ""),
        ("suwinet.columns.ground", ground if made.kind is not Kind.STOP and not made.is_event else ""),
        ("record.day", _day_of(texts, typed, "datum")),
        ("record.day" if made.is_event else "record.since", _day_of(texts, typed, "begin")),
        ("suwinet.columns.end", _day_of(texts, typed, "eind")),
        ("record.born", _day_of(texts, typed, "geboren")),
        ("record.article", typed.get("artikel", "")),
        ("record.reason", typed.get("reden", "")),
    ]
    return [(texts(term), value) for term, value in rows if value]


def _day_of(texts: Texts, typed: dict[str, str], field: str) -> str:
    day = typed_day(typed.get(field, ""))
    return texts.date(day) if day else ""


async def _record(request: PageRequest, kind: Kind, inputs: dict[str, Any]) -> str | None:
    """Give the command; why it was refused, or None."""
    [given] = inputs.values()
    outcome: Any
    if kind is Kind.EVENT:
        outcome = (await request.ask(operations.record_event(input=given))).record_event
    elif kind is Kind.GROUND:
        outcome = (await request.ask(operations.record_ground(input=given))).record_ground
    elif kind is Kind.STOP:
        outcome = (await request.ask(operations.stop_ground(input=given))).stop_ground
    else:
        outcome = (await request.ask(operations.correct_fact(input=given))).correct_fact
    return outcome.message if outcome.typename == "Refusal" else None


async def _form(request: PageRequest, made: _Change) -> Response:
    texts = request.texts
    return await request.page(
        "assessor_change.html",
        400 if made.errors else 200,
        kind=made.kind.value,
        is_event=made.is_event,
        bsn=made.bsn,
        typed_values=made.typed,
        events=[{"value": one, "label": texts(f"record.events.{one}")} for one in _EVENTS],
        grounds=[{"value": one.value, "label": GROUNDS[one].name} for one in GroundCode],
        hows=[{"value": one, "label": texts(f"record.how.{one}")} for one in ("anders", _WITHDRAW)],
        hidden={
            "wat": made.kind.value,
            "bsn": made.bsn,
            KEY: made.key,
            **{name: made.typed[name] for name in _SENT_ALONG.get(made.kind, ())},
        },
        errors=made.errors,
        action=CHANGE,
        crumbs=crumbs(request, texts(f"record.kinds.{made.kind}")),
    )


def _compared(texts: Texts, found: FactPreviewFactPreview) -> list[list[str]]:
    """A row for each of what the register says: what it is, now, and after it."""
    pairs = [_standing(texts, one) for one in (found.before, found.after)]
    rows = [[term, now, after] for (term, now), (_, after) in zip(*pairs, strict=True)]
    return [*rows, [texts("record.periods"), *(_periods(texts, one) for one in (found.before, found.after))]]


def _standing(texts: Texts, one: FactPreviewPreviewedRegistration) -> list[tuple[str, str]]:
    return standing(texts, one.registered, one.registration_end_date, one.counting_start_date)


def _periods(texts: Texts, one: FactPreviewPreviewedRegistration) -> str:
    """The stretches of days on which a person is registered."""
    found = [
        texts(
            "record.period" if period.until else "record.period_runs",
            first=short_day(texts, period.from_),
            last=short_day(texts, period.until),
        )
        for period in one.periods
    ]
    return "; ".join(found) or texts("record.nothing")
