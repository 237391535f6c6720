"""The figures of a quarter: counted exactly, and released without what tells of few persons.

No row of a person leaves the database, and no exact count leaves this module but by a release.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final, TypeAlias

import asyncpg

from domain.baselines import LEGAL, Baseline
from domain.errors import UnavailableError
from domain.figure_releases import WHOLE, Counted, Neighbours, Release, release
from domain.grounds import GROUNDS, CountsFor
from domain.quarter_report import Breakdown, Quarter
from domain.statistics import NOBODY, Flows, Worked
from models.queries.job_hours import added_up

Fetch: TypeAlias = Callable[..., Awaitable[list[asyncpg.Record]]]
"""Runs a statement with its arguments, in autocommit or in a transaction of the caller's."""

_COUNTS: Final = "select * from serve.statistics_counts($1, $2, $3, $4, $5)"
_RELEASED: Final = "select * from serve.statistics_released($1, $2)"
_RELEASE: Final = "select serve.statistics_release($1, $2, $3, $4) as number"
_BASELINE: Final = "select * from serve.statistics_baseline()"
_FOR_GOOD: Final = date(9999, 12, 31)
_TRIES: Final = 5


async def count(fetch: Fetch, quarter: Quarter) -> Counted:
    """The exact figures of a quarter, all of one moment: not to be shown as they are."""
    rows = await fetch(_COUNTS, quarter.year, quarter.number, *_counting())
    persons: dict[str, dict[str, Flows]] = {name: {} for name in (WHOLE, "REASON", *Breakdown)}
    hours: dict[str, dict[str, Worked]] = {"WORK_SECTOR": {}, "WORK_REGION": {}}
    for row in rows:
        if row["dimension"] in hours:
            worked = Worked(added_up(row["denominators"], row["numerators"]), row["counts"][0])
            hours[row["dimension"]][row["key"]] = worked
        else:
            persons[row["dimension"]][row["key"]] = Flows(*row["counts"])
    return Counted(
        whole=persons[WHOLE].get(WHOLE, NOBODY),
        by={name: persons[name] for name in Breakdown},
        reasons={key: one.outflow for key, one in persons["REASON"].items() if one.outflow},
        sectors=hours["WORK_SECTOR"],
        regions=hours["WORK_REGION"],
    )


async def release_now(fetch: Fetch, quarter: Quarter) -> Release:
    """Release a quarter as it is counted now, beside all that was released.

    It is noted before anybody is told; what was released last is released again where that is all that may be told.

    Raises:
        FigureError: the figures don't add up.
        UnavailableError: others release so much at this moment that it can't be judged.
    """
    around = (quarter.before, quarter, quarter.after)
    for _ in range(_TRIES):
        found = await fetch(_RELEASED, [one.year for one in around], [one.number for one in around])
        known: dict[Quarter, list[Release]] = {one: [] for one in around}
        for row in found:
            if row["number"] is not None:
                released = Release.of_stored(json.loads(row["released"]))
                known[Quarter(row["year"], row["quarter"])].append(released)
        before, earlier, after = (known[one] for one in around)
        counted = await count(fetch, quarter)
        made = release(counted, earlier, Neighbours(before, after))
        if earlier and made.stored() == earlier[-1].stored():
            return earlier[-1]
        text = json.dumps(made.stored())
        [row] = await fetch(_RELEASE, found[0]["newest"], quarter.year, quarter.number, text)
        if row["number"] is not None:
            return made
    raise UnavailableError("Figures are being released at this moment; try again.")


async def baseline(fetch: Fetch) -> Baseline:
    """The baseline that holds for what is computed now."""
    rows = await fetch(_BASELINE)
    measured = [(row["sector"], row["jobs"], row["hours"]) for row in rows]
    return Baseline.of(rows[0]["version"], measured) if rows else LEGAL


def _counting() -> tuple[list[str], list[date], list[date]]:
    """Which grounds count for the job agreement, from which day until which."""
    codes, firsts, untils = [], [], []
    for code, kind in GROUNDS.items():
        ends = [first for first, _ in kind.counts[1:]] + [_FOR_GOOD]
        for (first, what), until in zip(kind.counts, ends, strict=True):
            if CountsFor.JOB_AGREEMENT in what:
                codes.append(code.value)
                firsts.append(first)
                untils.append(until)
    return codes, firsts, untils
