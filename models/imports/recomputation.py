"""Deriving all registrations again, and comparing them with what is recorded."""

import asyncio
from dataclasses import dataclass
from typing import Final

from models.imports import derivation
from models.imports.connection import Connection
from models.imports.delivery import alone, hold
from models.imports.progress import Progress

_DERIVED: Final = "create temp table derived (like register.registration) on commit drop"

_COMPARE: Final = """
    create temp table differing on commit drop as
    select
        coalesce(d.bsn, r.bsn) as bsn,
        r.bsn is null as missing,
        d.bsn is null as surplus,
        both_there and (d.until_day, d.after_day) is distinct from (r.until_day, r.after_day) as days,
        both_there and d.ends_on is distinct from r.ends_on as ends_on,
        both_there and (d.registered_from, d.counting_from) <> (r.registered_from, r.counting_from) as start,
        both_there and d.rule_set is distinct from r.rule_set as rule_set,
        both_there and d.cause is distinct from r.cause as cause,
        both_there and (d.person, d.grounds, d.event) is distinct from (r.person, r.grounds, r.event) as facts
    from derived d
    full join register.registration r on r.bsn = d.bsn and r.from_day = d.from_day
    cross join lateral (select d.bsn is not null and r.bsn is not null as both_there) as _
    where (d.bsn, d.from_day, d.until_day, d.after_day,
            d.registered_from, d.ends_on, d.counting_from, d.rule_set, d.person, d.grounds, d.cause,
            d.event)
        is distinct from (r.bsn, r.from_day, r.until_day, r.after_day,
            r.registered_from, r.ends_on, r.counting_from, r.rule_set, r.person,
            r.grounds, r.cause, r.event)"""

KINDS: Final = {
    "missing": "a registration is missing",
    "surplus": "a registration should not be there",
    "days": "days differ",
    "ends_on": "end date differs",
    "start": "start differs",
    "rule_set": "rule set differs",
    "cause": "reason for ending differs",
    "facts": "facts it follows from differ",
}
"""What can differ, and how that is said."""

_COUNTS: Final = """
    select
        count(distinct bsn) as persons,
        count(distinct bsn) filter (where missing) as missing,
        count(distinct bsn) filter (where surplus) as surplus,
        count(distinct bsn) filter (where days) as days,
        count(distinct bsn) filter (where ends_on) as ends_on,
        count(distinct bsn) filter (where start) as start,
        count(distinct bsn) filter (where rule_set) as rule_set,
        count(distinct bsn) filter (where cause) as cause,
        count(distinct bsn) filter (where facts) as facts
    from differing"""
_AFFECTED: Final = "create temp table affected on commit drop as select distinct bsn from differing"
_FORGET: Final = "delete from register.registration where bsn in (select bsn from affected)"
_REPAIR: Final = """
    insert into register.registration
    select * from derived where bsn in (select bsn from affected) order by bsn, from_day"""


@dataclass(frozen=True, slots=True)
class RecomputeReport:
    """What a recomputation found.

    Attributes:
        registrations: derived from the facts.
        persons: with any difference.
        differences: persons by the kind of difference; a person may have several.
        repaired: whether what differed was replaced.
    """

    registrations: int
    persons: int
    differences: dict[str, int]
    repaired: bool

    def lines(self) -> list[str]:
        """The report as text, a line each."""
        if not self.persons:
            return [f"{self.registrations} registrations derived; all are as recorded."]
        end = "They are replaced." if self.repaired else "Nothing was changed."
        return [
            f"{self.registrations} registrations derived; those of {_persons(self.persons)} differ from before.",
            *(f"{_persons(count)}: {KINDS[kind]}" for kind, count in self.differences.items()),
            end,
        ]


async def recompute(connection: Connection, *, progress: Progress, apply: bool) -> RecomputeReport:
    """Derive all registrations from the facts, compare, and replace what differs, in one transaction.

    Args:
        connection: the owner's, with no transaction open.
        progress: told what is being done.
        apply: replace what differs; else only report it.

    Raises:
        ImportRefusedError: nothing was changed; the message says what to do.
        ImportInterruptedError: it was stopped; nothing was changed.
    """
    # What only reports looks at one moment, and nobody waits for it.
    async with alone(connection, isolation="read_committed" if apply else "repeatable_read"):
        if apply:
            await hold(connection)
        progress.phase("reading the facts")
        read = await derivation.facts(connection, of_affected=False)
        progress.phase("deriving registrations")
        spool = await asyncio.to_thread(derivation.derive, read)
        progress.phase("comparing registrations")
        await connection.execute(_DERIVED)
        with spool:
            status = await connection.copy_to_table("derived", columns=derivation.COLUMNS, source=spool, format="text")
        await connection.execute("analyze derived")
        await connection.execute(_COMPARE)
        counts = await connection.fetchrow(_COUNTS)
        if counts is None:
            raise AssertionError  # an aggregate has a row
        differences = {kind: counts[kind] for kind in KINDS if counts[kind]}
        if differences and apply:
            progress.phase("replacing registrations")
            await connection.execute(_AFFECTED)
            await connection.execute(_FORGET)
            await connection.execute(_REPAIR)
    return RecomputeReport(
        registrations=int(status.split()[-1]),
        persons=counts["persons"],
        differences=differences,
        repaired=apply and bool(differences),
    )


def _persons(count: int) -> str:
    return "1 person" if count == 1 else f"{count} persons"
