"""Onze banenafspraak: the jobs of an employer's own registered employees, and what the quota would ask."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from domain.jobs import Sector
from domain.roles import Service
from portal.answers import Answer, KeptAnswer, answered
from portal.failures import failed
from portal.fields import error, whole_number
from portal.operations.employer import (
    OwnJobsJobEquivalents,
    OwnQuotaQuotaCalculation,
    own_jobs,
    own_quota,
)
from portal.page_request import PageRequest
from portal.pages.employer.organisations import (
    JOBS,
    AskingOrganisation,
    Organisation,
    changed,
    crumbs,
    for_answer,
    in_words,
)

QUOTA: Final = f"{JOBS}/quotum"

_MOST_HOURS: Final = 2_000_000_000
_HOURS: Final = ("uren", "uren-ervoor")


class JobsAnswer(KeptAnswer):
    """Of which year and organisation, and what its own employees are worth in jobs."""

    page = JOBS
    year: int
    organisation: AskingOrganisation
    found: OwnJobsJobEquivalents


class QuotaAnswer(KeptAnswer):
    """Of which year and organisation, what was filled in, and what the quota would ask."""

    page = QUOTA
    year: int
    sector: Sector
    paid_hours: int
    paid_hours_year_before: int
    organisation: AskingOrganisation
    found: OwnQuotaQuotaCalculation


async def ask(request: PageRequest, organisation: Organisation) -> Response:
    """The choice of a year; and on to its jobs."""
    if Service.ROSTER not in organisation.services:
        return await failed(request, "forbidden", 403)
    typed = request.form or await request.kept()
    errors = changed(request, organisation, typed.get("bedrijf"))
    if request.form:
        errors += _no_year(request, organisation, typed)
        if not errors:
            year = int(typed["jaar"])
            [found] = (await request.ask(own_jobs(organisation=organisation.id, year=year))).viewer.organisations
            answer = JobsAnswer(year=year, organisation=for_answer(organisation), found=found.job_equivalents)
            return await answered(request, answer)
    return await _page(request, "employer_jobs.html", organisation, typed, errors, action=JOBS, quota=QUOTA)


async def show(request: PageRequest, answer: Answer[JobsAnswer]) -> Response:
    """The hours and jobs of a year."""
    texts, asked = request.texts, answer.data
    return await request.page(
        "employer_jobs_answer.html",
        answered=True,
        answered_at=answer.at,
        year=str(asked.year),
        running=asked.year == request.portal.today().year,
        organisation=in_words(texts, asked.organisation),
        hours=texts.number(round(asked.found.hours, 1)),
        jobs=texts.number(round(asked.found.jobs, 2)),
        persons=texts.number(asked.found.persons),
        again=JOBS,
        quota=QUOTA,
        crumbs=crumbs(request, "jobs.title"),
    )


async def ask_quota(request: PageRequest, organisation: Organisation) -> Response:
    """What the calculation needs; and on to it."""
    if Service.ROSTER not in organisation.services:
        return await failed(request, "forbidden", 403)
    typed = request.form or await request.kept()
    errors = changed(request, organisation, typed.get("bedrijf"))
    if request.form:
        errors += _no_year(request, organisation, typed) + _faults(request, typed)
        if not errors:
            return await _calculated(request, organisation, typed)
    return await _page(
        request,
        "employer_quota.html",
        organisation,
        typed,
        errors,
        action=QUOTA,
        sectors=[{"value": one, "label": request.texts(f"jobs.sectors.{one}")} for one in Sector],
        sector=typed.get("sector"),
        hours=[(name, typed.get(name, "")) for name in _HOURS],
    )


async def show_quota(request: PageRequest, answer: Answer[QuotaAnswer]) -> Response:
    """The calculation, step by step."""
    texts, asked = request.texts, answer.data
    found = asked.found
    return await request.page(
        "employer_quota_answer.html",
        answered=True,
        answered_at=answer.at,
        year=str(asked.year),
        sector=texts(f"jobs.sectors.{asked.sector}"),
        paid_hours=texts.number(asked.paid_hours),
        paid_hours_before=texts.number(asked.paid_hours_year_before),
        organisation=in_words(texts, asked.organisation),
        levy=None if found.levy is None else texts.number(found.levy),
        shortage=None if found.shortage is None else texts.number(found.shortage),
        explanation=found.explanation,
        again=QUOTA,
        crumbs=crumbs(request, "jobs.quota.title", (texts("jobs.title"), JOBS)),
    )


async def _calculated(request: PageRequest, organisation: Organisation, typed: Mapping[str, str]) -> Response:
    year, sector = int(typed["jaar"]), Sector(typed["sector"])
    hours, before = (_hours(typed.get(name, "")) or 0 for name in _HOURS)
    operation = own_quota(
        organisation=organisation.id,
        year=year,
        paid_hours=hours,
        paid_hours_year_before=before,
        sector="GOVERNMENT" if sector is Sector.GOVERNMENT else "MARKET",
    )
    [found] = (await request.ask(operation)).viewer.organisations
    answer = QuotaAnswer(
        year=year,
        sector=sector,
        paid_hours=hours,
        paid_hours_year_before=before,
        organisation=for_answer(organisation),
        found=found.quota_calculation,
    )
    return await answered(request, answer)


async def _page(
    request: PageRequest,
    template: str,
    organisation: Organisation,
    typed: Mapping[str, str],
    errors: list[dict[str, str]],
    **given: Any,
) -> Response:
    last = "jobs.title" if template == "employer_jobs.html" else "jobs.quota.title"
    between = [] if last == "jobs.title" else [(request.texts("jobs.title"), JOBS)]
    return await request.page(
        template,
        400 if request.form and errors else 200,
        place=organisation.place,
        years=[{"value": str(one), "label": str(one)} for one in organisation.reference_years[::-1]],
        year=typed.get("jaar", ""),
        errors=errors,
        crumbs=crumbs(request, last, *between),
        **given,
    )


def _no_year(request: PageRequest, organisation: Organisation, typed: Mapping[str, str]) -> list[dict[str, str]]:
    known = {str(one) for one in organisation.reference_years}
    return [] if typed.get("jaar") in known else [error("jaar", request.texts("jobs.year_missing"))]


def _faults(request: PageRequest, typed: Mapping[str, str]) -> list[dict[str, str]]:
    texts = request.texts
    found = [] if typed.get("sector") in set(Sector) else [error("sector", texts("jobs.quota.sector_missing"))]
    return found + [
        error(name, texts("jobs.quota.hours_wrong"), texts(f"jobs.quota.{name}"))
        for name in _HOURS
        if _hours(typed.get(name, "")) is None
    ]


def _hours(text: str) -> int | None:
    """Whole hours as the Dutch write them: 100.000 or 100000."""
    return whole_number("".join(text.replace(".", "").split()), 0, _MOST_HOURS)
